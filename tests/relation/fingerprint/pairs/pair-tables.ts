import type { TableFacts } from '../../../../src/relation/index.ts';
import type { Random } from '../hunt/random.ts';

/** The tables of the pairs, and what is known of them. */
export const pairSchema = `
  CREATE TABLE t (a INTEGER, b INTEGER, c INTEGER, s VARCHAR, d DATE, f DOUBLE, g BIGINT);
  CREATE TABLE u (a INTEGER, b INTEGER, x INTEGER);
  CREATE TABLE k (id INTEGER, a INTEGER, n INTEGER, s VARCHAR);
  CREATE TABLE w (id INTEGER, b INTEGER);`;

export const pairFacts: Readonly<Record<string, TableFacts>> = {
  k: { notNull: new Set(['id', 'n']), keys: [['id']] },
  w: { notNull: new Set(), keys: [['id']] },
};

/** Statements that fill the tables with few values, many NULLs and duplicates. `turned`: the same rows in another order. */
export function pairData(random: Random): readonly [data: string, turned: string] {
  const some = (values: readonly string[]) => (random.chance(25) ? 'NULL' : random.pick(values));
  const integer = () => some(['0', '1', '1', '2', '3', '-1']);
  const rows: Readonly<Record<string, () => readonly string[]>> = {
    t: () => [
      integer(),
      integer(),
      integer(),
      some(["'x'", "'y'", "'x1'", "''", "'7'"]),
      some(["'2024-01-31'", "'2023-12-01'"]),
      some(['0.5', '1.0', '2.7', '-1.5', '0.1']),
      integer(),
    ],
    u: () => [integer(), integer(), integer()],
    k: () => [String(random.below(6)), integer(), String(random.below(4)), some(["'x'", "'y'"])],
    w: () => [some(['0', '1', '2', '3', '4', '5']), integer()],
  };
  const filled = Object.entries(rows).map(([name, row]) => {
    const all = new Map<string, string>();
    for (let count = random.chance(5) ? 0 : 2 + random.below(5); count > 0; count--) {
      const values = row();
      const keyed = name in pairFacts && values[0] !== 'NULL';
      all.set(keyed ? values[0]! : `row ${count}`, `(${values.join(', ')})`);
    }
    return [name, [...all.values()]] as const;
  });
  const statements = (turn: boolean) =>
    filled
      .map(([name, values]) => {
        const ordered = turn ? [...values].reverse() : values;
        return `DELETE FROM ${name}; ${ordered.length === 0 ? '' : `INSERT INTO ${name} VALUES ${ordered.join(', ')};`}`;
      })
      .join('\n');
  return [statements(false), statements(true)];
}
