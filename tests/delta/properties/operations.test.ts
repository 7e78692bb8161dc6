import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  appendRows,
  cleanLog,
  compactLog,
  createTable,
  deleteRows,
  latestVersion,
  mergeRows,
  openSnapshot,
  optimizeTable,
  overwriteTable,
  replacePartitions,
  replaceWhere,
  restoreTable,
  updateRows,
  vacuumTable,
  writeCheckpoint,
} from '../../../src/delta/index.ts';
import { readChecksum } from '../../../src/delta/log/index.ts';
import { patience, runs } from '../support/runs.ts';
import { engineVersion, openWorkshop, readRows, type Workshop } from '../support/tables.ts';

/** One step, done to a Delta table through our writers and to a plain table through the engine. */
type Step =
  | { readonly kind: 'append' | 'overwrite' | 'partitions'; readonly start: number; readonly count: number }
  | { readonly kind: 'delete' | 'update' | 'replace'; readonly low: number; readonly high: number }
  | { readonly kind: 'merge'; readonly start: number; readonly count: number }
  | { readonly kind: 'optimize' | 'order' | 'checkpoint' | 'compact' | 'vacuum' }
  | { readonly kind: 'restore'; readonly back: number };

const small = fc.integer({ min: 0, max: 30 });
const count = fc.integer({ min: 0, max: 12 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('append' as const, 'overwrite' as const, 'partitions' as const),
    start: small,
    count,
  }),
  fc.record({
    kind: fc.constantFrom('delete' as const, 'update' as const, 'replace' as const),
    low: small,
    high: small,
  }),
  fc.record({ kind: fc.constant('merge' as const), start: small, count }),
  fc.record({ kind: fc.constantFrom('optimize', 'order', 'checkpoint', 'compact', 'vacuum') }),
  fc.record({ kind: fc.constant('restore' as const), back: fc.integer({ min: 0, max: 5 }) }),
);

function rowsSql(start: number, length: number): string {
  return `SELECT range AS id, CASE WHEN range % 5 = 0 THEN NULL ELSE 'g' || range % 3 END AS g, {'x': range * 1.5, 'y': 'n' || range} AS s FROM range(${start}, ${start + length})`;
}

const merged = `{'x': source.s.x + 100.0, 'y': target.s.y}`;

async function onDelta(shop: Workshop, table: string, each: Step): Promise<void> {
  const common = { engineVersion };
  switch (each.kind) {
    case 'append':
      await appendRows(shop, table, { select: rowsSql(each.start, each.count), ...common });
      return;
    case 'overwrite':
      await overwriteTable(shop, table, {
        select: rowsSql(each.start, each.count),
        partitionColumns: partitions.get(table) ?? [],
        ...common,
      });
      return;
    case 'partitions':
      // Without partitions the whole table is the only one.
      if ((partitions.get(table) ?? []).length === 0) {
        await overwriteTable(shop, table, { select: rowsSql(each.start, each.count), ...common });
      } else await replacePartitions(shop, table, { select: rowsSql(each.start, each.count), ...common });
      return;
    case 'delete':
      await deleteRows(shop, table, { where: `id BETWEEN ${each.low} AND ${each.high}`, ...common });
      return;
    case 'update':
      await updateRows(shop, table, {
        where: `id BETWEEN ${each.low} AND ${each.high}`,
        set: { g: `'u' || id % 2`, s: `{'x': s.x + 1, 'y': s.y}` },
        ...common,
      });
      return;
    case 'replace':
      await replaceWhere(shop, table, {
        where: `id BETWEEN ${each.low} AND ${each.high}`,
        select: each.low <= each.high ? rowsSql(each.low, 1) : rowsSql(0, 0),
        ...common,
      });
      return;
    case 'merge':
      await mergeRows(shop, table, {
        source: rowsSql(each.start, each.count),
        on: 'target.id = source.id',
        clauses: [
          { when: 'matched', condition: 'source.id % 4 = 0', delete: true },
          { when: 'matched', update: { s: merged } },
          { when: 'not matched', insert: '*' },
        ],
        ...common,
      });
      return;
    case 'optimize':
      await optimizeTable(shop, table, common);
      return;
    case 'order':
      await optimizeTable(shop, table, { zOrderBy: ['id', 'g'], ...common });
      return;
    case 'checkpoint':
      await writeCheckpoint(shop, table, await latestVersion(shop.files, table));
      return;
    case 'compact': {
      const latest = await latestVersion(shop.files, table);
      if (latest > 1) await compactLog(shop, table, { from: latest - 2, to: latest });
      return;
    }
    case 'vacuum':
      // Everything that a version within the retention needs stays: all of them.
      await vacuumTable(shop, table);
      return;
    case 'restore': {
      const version = Math.max(0, (await latestVersion(shop.files, table)) - each.back);
      await restoreTable(shop, table, { version }, engineVersion);
    }
  }
}

async function onModel(
  shop: Workshop,
  each: Step,
  versions: readonly string[],
  by: readonly string[],
): Promise<void> {
  const run = (sql: string) => shop.session.execute(sql);
  const between = 'low' in each ? `id BETWEEN ${each.low} AND ${each.high}` : '';
  switch (each.kind) {
    case 'append':
      return run(`INSERT INTO model ${rowsSql(each.start, each.count)}`);
    case 'overwrite':
      return run(`DELETE FROM model; INSERT INTO model ${rowsSql(each.start, each.count)}`);
    case 'partitions': {
      const rows = rowsSql(each.start, each.count);
      const replaced =
        by.length === 0
          ? 'true'
          : `g IN (SELECT g FROM (${rows})) OR (g IS NULL AND EXISTS (FROM (${rows}) WHERE g IS NULL))`;
      return run(
        `CREATE OR REPLACE TEMP TABLE fresh AS ${rows}; DELETE FROM model WHERE ${replaced}; INSERT INTO model FROM fresh`,
      );
    }
    case 'delete':
      return run(`DELETE FROM model WHERE ${between}`);
    case 'update':
      return run(
        `UPDATE model SET g = 'u' || id % 2, s = {'x': s.x + 1, 'y': s.y}::STRUCT(x DECIMAL(21,1), y VARCHAR) WHERE ${between}`,
      );
    case 'replace':
      return run(
        `DELETE FROM model WHERE ${between}; INSERT INTO model ${each.low <= each.high ? rowsSql(each.low, 1) : rowsSql(0, 0)}`,
      );
    case 'merge':
      return run(
        `CREATE OR REPLACE TEMP TABLE source AS ${rowsSql(each.start, each.count)};
         CREATE OR REPLACE TEMP TABLE fresh AS SELECT * FROM source WHERE id NOT IN (SELECT id FROM model);
         DELETE FROM model WHERE id % 4 = 0 AND id IN (SELECT id FROM source);
         UPDATE model AS target SET s = ${merged}::STRUCT(x DECIMAL(21,1), y VARCHAR) FROM source WHERE target.id = source.id;
         INSERT INTO model FROM fresh`,
      );
    case 'optimize':
    case 'order':
    case 'checkpoint':
    case 'compact':
    case 'vacuum':
      return;
    case 'restore': {
      const content = versions[Math.max(0, versions.length - 1 - each.back)]!;
      return run(
        `DELETE FROM model; INSERT INTO model SELECT unnest(CAST('${content.replaceAll("'", "''")}' AS STRUCT(id BIGINT, g VARCHAR, s STRUCT(x DECIMAL(21,1), y VARCHAR))[]), max_depth := 2)`,
      );
    }
  }
}

const partitions = new Map<string, readonly string[]>();

const forms: readonly {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly by: readonly string[];
}[] = [
  { name: 'copied files', properties: {}, by: [] },
  {
    name: 'deletion vectors and partitions',
    properties: { 'delta.enableDeletionVectors': 'true' },
    by: ['g'],
  },
  {
    name: 'in-commit timestamps, statistics as structs alone, frequent checkpoints',
    properties: {
      'delta.enableInCommitTimestamps': 'true',
      'delta.checkpoint.writeStatsAsStruct': 'true',
      'delta.checkpoint.writeStatsAsJson': 'false',
      'delta.checkpointInterval': '2',
    },
    by: ['g'],
  },
  {
    name: 'mapped columns, change data, frequent V2 checkpoints',
    properties: {
      'delta.columnMapping.mode': 'name',
      'delta.enableChangeDataFeed': 'true',
      'delta.checkpointPolicy': 'v2',
      'delta.checkpointInterval': '3',
    },
    by: ['g'],
  },
];

it.each(forms)(
  'random operations leave the table equal to a plain one, at every version ($name)',
  async ({ properties, by }) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 9 }), async (steps) => {
        const shop = await openWorkshop();
        try {
          const table = `${shop.folder}/t`;
          partitions.set(table, by);
          await createTable(shop, table, {
            select: rowsSql(0, 10),
            partitionColumns: by,
            properties,
            engineVersion,
          });
          await shop.session.execute(
            `CREATE TABLE model AS SELECT id::BIGINT AS id, g, s::STRUCT(x DECIMAL(21,1), y VARCHAR) AS s FROM (${rowsSql(0, 10)})`,
          );
          const content = async () => {
            const [row] = await shop.session.rows(
              `SELECT CAST(to_json(coalesce(list(m ORDER BY m), [])) AS VARCHAR) AS j, (SELECT count(*) FROM model) AS n FROM model AS m`,
            );
            return row!.n === '0' ? '[]' : String(row!.j);
          };
          const model = async () => shop.session.rows('SELECT * FROM model ORDER BY ALL');
          const expected = [await model()];
          const contents = [await content()];
          for (const each of steps) {
            await onDelta(shop, table, each);
            await onModel(shop, each, contents, by);
            const version = await latestVersion(shop.files, table);
            // A step that had nothing to do makes no version.
            while (expected.length <= version) {
              expected.push(await model());
              contents.push(await content());
            }
          }
          for (const [version, rows] of expected.entries()) {
            expect(await readRows(shop, table, version)).toEqual(rows);
            const snapshot = await openSnapshot(shop, table, { version });
            const checksum = await readChecksum(shop.files, table, version);
            // Not every commit leaves one, but what it says is so.
            if (checksum !== null) {
              expect([checksum.numFiles, checksum.tableSizeBytes]).toEqual([
                snapshot.numFiles,
                snapshot.bytes,
              ]);
            }
          }
          const latest = expected.length - 1;
          await writeCheckpoint(shop, table, latest);
          const later = { ...shop, clock: { ...shop.clock, now: () => Date.now() + 100 * 86_400_000 } };
          await cleanLog(later, table);
          await vacuumTable(later, table, { retention: 0, force: true });
          expect(await readRows(shop, table)).toEqual(expected[latest]);
        } finally {
          await shop.close();
        }
      }),
      { numRuns: runs(4) },
    );
  },
  patience(120_000),
);
