import type { TableFacts } from '../../../../src/relation/index.ts';
import type { Random } from './random.ts';

export type Type = 'int' | 'text' | 'float' | 'bool';

export interface HuntTable {
  readonly name: string;
  readonly columns: readonly (readonly [name: string, type: Type, sql: string])[];
  readonly facts: TableFacts;
}

const none: TableFacts = { notNull: new Set(), keys: [] };

/** Two tables of which nothing is known; one with a key and a column that is never NULL; one whose key may be NULL, and then repeats; one with a key of two columns. */
export const huntTables: readonly HuntTable[] = [
  {
    name: 't',
    columns: [
      ['a', 'int', 'INTEGER'],
      ['b', 'int', 'INTEGER'],
      ['c', 'int', 'INTEGER'],
      ['s', 'text', 'VARCHAR'],
      ['f', 'float', 'DOUBLE'],
    ],
    facts: none,
  },
  {
    name: 'u',
    columns: [
      ['a', 'int', 'INTEGER'],
      ['b', 'int', 'INTEGER'],
      ['x', 'int', 'INTEGER'],
      ['p', 'bool', 'BOOLEAN'],
    ],
    facts: none,
  },
  {
    name: 'k',
    columns: [
      ['id', 'int', 'INTEGER'],
      ['a', 'int', 'INTEGER'],
      ['n', 'int', 'INTEGER'],
      ['s', 'text', 'VARCHAR'],
    ],
    facts: { notNull: new Set(['id', 'n']), keys: [['id']] },
  },
  {
    name: 'w',
    columns: [
      ['id', 'int', 'INTEGER'],
      ['b', 'int', 'INTEGER'],
    ],
    facts: { notNull: new Set(), keys: [['id']] },
  },
  {
    name: 'd',
    columns: [
      ['i', 'int', 'INTEGER'],
      ['j', 'int', 'INTEGER'],
      ['v', 'int', 'INTEGER'],
    ],
    facts: { notNull: new Set(['i', 'j']), keys: [['i', 'j']] },
  },
];

export const huntSchema = huntTables
  .map(
    ({ name, columns }) =>
      `CREATE TABLE ${name} (${columns.map(([column, , sql]) => `${column} ${sql}`).join(', ')});`,
  )
  .join('\n');

/** Statements that fill the tables: few values, many NULLs and duplicates, what facts say kept. */
export function huntData(random: Random): string {
  return huntTables.map((table) => fill(table, random)).join('\n');
}

function fill({ name, columns, facts }: HuntTable, random: Random): string {
  const count = random.chance(6) ? 0 : 2 + random.below(5);
  const rows = new Map<string, string>();
  for (let row = 0; row < count; row++) {
    const values = columns.map(([column, type]) => value(type, facts.notNull.has(column), random));
    const [key = []] = facts.keys;
    const parts = key.map((one) => values[columns.findIndex(([column]) => column === one)]!);
    const free = parts.length === 0 || parts.includes('NULL');
    rows.set(free ? `row ${row}` : parts.join(), `(${values.join(', ')})`);
  }
  if (rows.size === 0) return `DELETE FROM ${name};`;
  return `DELETE FROM ${name}; INSERT INTO ${name} VALUES ${[...rows.values()].join(', ')};`;
}

function value(type: Type, notNull: boolean, random: Random): string {
  if (!notNull && random.chance(25)) return 'NULL';
  switch (type) {
    case 'int':
      return String(random.below(4) - (random.chance(10) ? 1 : 0));
    case 'text':
      return random.pick(["'x'", "'y'", "''", "'x1'"]);
    case 'float':
      return random.pick(['0.5', '1.0', '2.0', '-1.5']);
    case 'bool':
      return random.pick(['true', 'false']);
  }
}
