import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  decodePlan,
  fingerprintRelation,
  inputsOf,
  type Operator,
  type RelationFingerprint,
} from '../../../src/relation/index.ts';
import { type Binder, openBinder } from '../../lineage/bind.ts';
import { differentQueries } from './pairs/different-queries.ts';
import { equalExpressions } from './pairs/equal-expressions.ts';
import { equalQueries } from './pairs/equal-queries.ts';
import { equalRows } from './pairs/equal-rows.ts';
import { nearMisses } from './pairs/near-misses.ts';
import { pairFacts, pairSchema } from './pairs/pair-tables.ts';

let binder: Binder;
beforeAll(async () => {
  binder = await openBinder(pairSchema);
});
afterAll(() => binder.close());

/** The fingerprint with one of the tables' hashes replaced. */
function fingerprint(relation: Operator, replaced: string | null): RelationFingerprint {
  const given = (hash: string) => (hash === replaced ? `another ${hash}` : hash);
  return fingerprintRelation(
    relation,
    ({ name }) => ({
      rows: given(`rows of ${name}`),
      column: (column) => given(`${name}.${column}`),
      facts: pairFacts[name],
    }),
    'one identity',
  );
}

function symbols(operator: Operator, into: Set<string> = new Set()): ReadonlySet<string> {
  if (operator.kind === 'scan') {
    into.add(`rows of ${operator.table.name}`);
    for (const { name, role } of operator.columns)
      if (role === 'column') into.add(`${operator.table.name}.${name}`);
  }
  for (const input of inputsOf(operator)) symbols(input, into);
  return into;
}

const queries = [
  ...[...equalQueries, ...equalExpressions, ...equalRows].flatMap(([, one, other]) => [one, other]),
  ...differentQueries.flatMap(([, one, other]) => [one, other]),
  ...Object.values(nearMisses).flat(2),
];

test('an output changes with each hash that it says to read, and with no other', async () => {
  let changes = 0;
  for (const sql of new Set(queries)) {
    const relation = decodePlan(await binder.plan(sql), 'query').value!;
    const before = fingerprint(relation, null);
    const wrong: string[] = [];
    for (const symbol of symbols(relation)) {
      const after = fingerprint(relation, symbol);
      const outputs = [
        ['rows', before.rows, after.rows, before.rowsReads] as const,
        ...before.columns.map(
          (hash, index) =>
            [`column ${index}`, hash, after.columns[index]!, before.columnReads[index]!] as const,
        ),
      ];
      for (const [output, hash, other, reads] of outputs) {
        changes += Number(hash !== other);
        if ((hash !== other) !== reads.has(symbol)) wrong.push(`${output} and ${symbol}`);
      }
    }
    expect({ sql, wrong }).toEqual({ sql, wrong: [] });
  }
  expect(changes).toBeGreaterThan(2000);
});

test('what a fingerprint reads are hashes of tables, and nothing else', async () => {
  for (const sql of queries.slice(0, 60)) {
    const relation = decodePlan(await binder.plan(sql), 'query').value!;
    const { rowsReads, columnReads } = fingerprint(relation, null);
    const all = symbols(relation);
    expect(
      [...rowsReads, ...columnReads.flatMap((reads) => [...reads])].filter((read) => !all.has(read)),
    ).toEqual([]);
  }
});
