import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { lode, queryRows } from '../../support/cli.ts';
import { createDatabase, needsFirebird } from '../../support/firebird.ts';
import { openTransaction } from '../../support/firebird-transaction.ts';
import { describeWith } from '../../support/needs.ts';
import { makeProject, removeFolder } from '../../support/project.ts';
import { sampleOf } from '../../support/sample.ts';
import { clockAt, fillTill, makeTill, mustApply } from '../../support/till.ts';

let folder: string;
afterEach(() => removeFolder(folder));

const at = (day: number) => new Date(Date.UTC(2026, 0, 1) + day * 86_400_000).toISOString();

type Value = string | null;
type Change = { readonly id: number; readonly text: Value } | { readonly id: number; readonly gone: true };

const change: fc.Arbitrary<Change> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      id: fc.integer({ min: 1, max: 12 }),
      text: fc.option(fc.constantFrom('a', 'b', 'é'), { nil: null }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ id: fc.integer({ min: 1, max: 12 }), gone: fc.constant(true as const) }),
  },
);
const rounds = fc.array(fc.array(change, { maxLength: 8 }), { minLength: 3, maxLength: 6 });

function after(state: Map<number, Value>, changes: readonly Change[]): Map<number, Value> {
  const next = new Map(state);
  for (const each of changes)
    if ('gone' in each) next.delete(each.id);
    else next.set(each.id, each.text);
  return next;
}

const sorted = (state: ReadonlyMap<number, Value>) => [...state].sort(([a], [b]) => a - b);
const literal = (text: Value) => (text === null ? 'NULL' : `'${text}'`);

const keyed = (load: string) =>
  `/* ---\nkind: incremental_by_unique_key\nunique_key: [id]\nload: {${load}}\n--- */\nSELECT id, text FROM till.items\n`;

test('whatever changes between loads, each snapshot ends as the source is, and feeds of changes replay to the same', {
  // As many loads as there are runs.
  timeout: 300_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(rounds, async (all) => {
      folder = await makeTill(
        { items: { id: 'INTEGER', text: 'VARCHAR' } },
        {
          'bronze.items': keyed('by: snapshot, max_deletes: 100%'),
          'bronze.changes': keyed('by: snapshot, keep: changes, max_deletes: 100%'),
        },
      );
      let state = new Map<number, Value>();
      const replayed = new Map<number, Value>();
      let read = 0;
      for (const [day, changes] of all.entries()) {
        state = after(state, changes);
        const rows = sorted(state).map(([id, text]) => `(${id}, ${literal(text)})`);
        await fillTill(
          folder,
          'items',
          `SELECT id::INTEGER AS id, text::VARCHAR AS text FROM (VALUES ${[...rows, '(NULL, NULL)'].join(', ')}) AS t(id, text) WHERE id IS NOT NULL`,
        );
        await mustApply(folder, at(day));
        const items = await queryRows(folder, 'SELECT id, text FROM bronze.items ORDER BY id');
        expect(items.map(Object.values)).toEqual(sorted(state));
        const present = await queryRows(
          folder,
          `SELECT id, text FROM bronze.changes QUALIFY row_number() OVER (PARTITION BY id ORDER BY _loaded_at DESC) = 1 AND _change <> 'delete' ORDER BY id`,
        );
        expect(present.map(Object.values)).toEqual(sorted(state));
        const feed = await lode(folder, [
          'delta',
          'changes',
          'lake/prod/bronze/items',
          '--from',
          String(read),
          '--format',
          'json',
        ]);
        if (feed.code !== 0) {
          // No version came: nothing may have changed.
          expect(sorted(replayed)).toEqual(sorted(state));
          continue;
        }
        const told = JSON.parse(feed.stdout) as {
          _change_type: string;
          _commit_version: string;
          id: number;
          text: Value;
        }[];
        const order = { delete: 0, update_preimage: 0, update_postimage: 1, insert: 1 } as Record<
          string,
          number
        >;
        told.sort(
          (a, b) =>
            Number(a._commit_version) - Number(b._commit_version) ||
            order[a._change_type]! - order[b._change_type]!,
        );
        for (const row of told) {
          if (order[row._change_type] === 0) {
            expect(replayed.get(row.id)).toBe(row.text);
            replayed.delete(row.id);
          } else replayed.set(row.id, row.text);
          read = Math.max(read, Number(row._commit_version) + 1);
        }
        expect(sorted(replayed)).toEqual(sorted(state));
      }
      await removeFolder(folder);
    }),
    { numRuns: sampleOf(process.env.LODE_RUNS, 1, 3) },
  );
});

describeWith([needsFirebird()], 'over a database that others write to', () => {
  test('record versions and logs miss nothing, whoever commits when', { timeout: 300_000 }, async () => {
    const rounds = fc.array(
      fc.record({
        now: fc.array(change, { maxLength: 5 }),
        late: fc.array(change, { maxLength: 4 }),
        keep: fc.boolean(),
      }),
      { minLength: 3, maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(rounds, async (all) => {
        const database = await createDatabase();
        // Each row lies in one of two tables by whether it is written at once or by a transaction that stays open: nobody waits for anybody.
        database.isql(`create table ITEMS (ID integer not null primary key, TEXT varchar(10)); commit;`);
        const { password, ...rest } = database.settings;
        const settings = Object.entries(rest).map(([name, value]) => `${name}: ${value}`);
        const model = (load: string) =>
          `/* ---\nkind: incremental_by_unique_key\nunique_key: [ID]\nload: {${load}, max_deletes: 100%}\n--- */\nSELECT ID, TEXT FROM erp.ITEMS\n`;
        folder = await makeProject({
          'project.yml': `name: shop\ntargets: {production: {sources: {erp: {type: firebird, password: '${password}', ${settings.join(', ')}}}}}\n`,
          'models/bronze/erp.source.yml':
            'source: erp\nrelations:\n  ITEMS:\n    columns:\n      ID: {type: INTEGER, nullable: false}\n      TEXT: {type: VARCHAR}\n',
          'models/bronze/versions.sql': model('by: record_version'),
          'models/bronze/logged.sql': model('by: log_table, table: LODE_LOG_ITEMS'),
          'models/bronze/changes.sql': model('by: record_version, keep: changes'),
        });
        const { stdout: statements } = await lode(folder, ['source', 'triggers', 'erp', 'ITEMS']);
        database.isql(statements);
        const write = (changes: readonly Change[], from: number) =>
          changes
            .map((each) =>
              'gone' in each
                ? `delete from ITEMS where ID = ${each.id + from};`
                : `update or insert into ITEMS values (${each.id + from}, ${literal(each.text)}) matching (ID);`,
            )
            .join('\n');
        let state = new Map<number, Value>();
        let open: { end: (how: 'commit') => Promise<void>; changes: Change[] } | null = null;
        let day = 0;
        const check = async () => {
          const applied = await lode(folder, ['apply', '--yes'], clockAt(at(day++)));
          expect(applied.code, applied.stderr).toBe(0);
          for (const model of ['versions', 'logged']) {
            const rows = await queryRows(folder, `SELECT ID, TEXT FROM bronze.${model} ORDER BY ID`);
            expect(rows.map(Object.values), model).toEqual(sorted(state));
          }
          const present = await queryRows(
            folder,
            `SELECT ID, TEXT FROM bronze.changes QUALIFY row_number() OVER (PARTITION BY ID ORDER BY _loaded_at DESC) = 1 AND _change <> 'delete' ORDER BY ID`,
          );
          expect(present.map(Object.values)).toEqual(sorted(state));
        };
        const shifted = (changes: readonly Change[]) =>
          changes.map((each) => ({ ...each, id: each.id + 100 }));
        for (const round of all) {
          if (open === null && round.late.length > 0) {
            const transaction = await openTransaction(database);
            await transaction.run(write(round.late, 100));
            open = { end: transaction.end, changes: shifted(round.late) };
          }
          if (round.now.length > 0) database.isql(`${write(round.now, 0)}\ncommit;`);
          state = after(state, round.now);
          await check();
          if (open !== null && !round.keep) {
            await open.end('commit');
            state = after(state, open.changes);
            open = null;
          }
        }
        if (open !== null) {
          await open.end('commit');
          state = after(state, open.changes);
        }
        await check();
        await removeFolder(folder);
        await database.drop();
      }),
      { numRuns: sampleOf(process.env.LODE_RUNS, 1, 2) },
    );
  });
});
