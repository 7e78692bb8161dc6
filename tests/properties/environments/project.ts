import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { duckdbEngine } from '../../../src/engine/duckdb/index.ts';
import type { Manifest } from '../../../src/environment/index.ts';
import { defineEnvironment, type Lake, quoteRelation } from '../../../src/execute/index.ts';
import { rowText } from '../../faults/path-reader.ts';
import { type CliResult, lode } from '../../support/cli.ts';
import { noSources } from '../../support/no-sources.ts';
import { makeProject, writeFiles } from '../../support/project.ts';
import type { BareDuckdb } from '../../support/tables.ts';
import { dateOf, type ProjectState, type Sale, type World } from './model.ts';

const byDay = (kind: string, from: string, ...settings: string[]) => `/* ---
${[`kind: ${kind}`, 'time_column: day', 'start: 2026-01-01', ...settings].join('\n')}
--- */
SELECT day, CAST(sum(amount) AS BIGINT) AS amount FROM ${from} WHERE day >= {{start}} AND day < {{end}} GROUP BY day
`;

const fixed = {
  'project.yml': `name: shop
default_target: files
targets: {files: {sources: {till: {type: parquet, path: till}}}}
`,
  'models/bronze/till.source.yml': `source: till
relations:
  sales:
    columns:
      id: {type: INTEGER}
      shop: {type: VARCHAR}
      amount: {type: INTEGER}
      day: {type: DATE}
`,
  'models/bronze/sales.sql': '/* ---\nkind: full\n--- */\nSELECT * FROM till.sales\n',
  'models/silver/days.sql': byDay('incremental_by_time_range', 'bronze.sales'),
  'models/silver/recent.sql': byDay('incremental_by_time_range', 'bronze.sales', 'lookback: 1'),
  'models/silver/once.sql': byDay('append', 'bronze.sales'),
  'models/gold/echo.sql': byDay('incremental_by_time_range', 'silver.recent'),
  'models/silver/latest.sql': `/* ---
kind: incremental_by_unique_key
unique_key: [id]
--- */
SELECT id, amount FROM bronze.sales
`,
  'models/gold/shops.sql': '/* ---\nkind: view\n--- */\nSELECT DISTINCT shop FROM silver.sales\n',
};

export async function makeFolder(duckdb: BareDuckdb, world: World): Promise<string> {
  const folder = await makeProject(fixed);
  await writeProject(folder, world.project);
  await writeSource(folder, duckdb, world.sales);
  return folder;
}

/** Writes the models that change. */
export async function writeProject(
  folder: string,
  { factor, partitioned, summary, renamed }: ProjectState,
): Promise<void> {
  const other = summary === 'daily' ? 'by_day' : 'daily';
  await rm(join(folder, `models/gold/${other}.sql`), { force: true });
  const header = [
    'kind: full',
    ...(partitioned ? ['partitioned_by: [shop]'] : []),
    ...(renamed ? [`renamed_from: gold.${other}`] : []),
  ];
  await writeFiles(folder, {
    'models/silver/sales.sql': `/* ---\nkind: full\n--- */\nSELECT id, shop, amount * ${factor} AS amount, day FROM bronze.sales\n`,
    [`models/gold/${summary}.sql`]: `/* ---\n${header.join('\n')}\n--- */\nSELECT day, shop, CAST(sum(amount) AS BIGINT) AS amount, count(*) AS sales FROM silver.sales GROUP BY day, shop\n`,
  });
}

export async function writeSource(folder: string, duckdb: BareDuckdb, sales: readonly Sale[]): Promise<void> {
  await mkdir(join(folder, 'till'), { recursive: true });
  const rows = sales.map(
    ({ id, shop, amount, day }) => `(${id}, '${shop}', ${amount}, DATE '${dateOf(day)}')`,
  );
  const temporary = join(folder, 'till', `${randomUUID()}.new`);
  await duckdb.rows(`COPY (SELECT id::INTEGER AS id, shop, amount::INTEGER AS amount, day
    FROM (VALUES ${rows.join(', ')}) AS sales(id, shop, amount, day)) TO '${temporary}' (FORMAT parquet)`);
  await rename(temporary, join(folder, 'till', 'sales.parquet'));
}

/** Runs a command on the world's day. */
export function command(folder: string, world: World, ...argv: string[]): Promise<CliResult> {
  const now = Date.parse(`${dateOf(world.today)}T00:00:01Z`);
  return lode(folder, argv, { clock: { now: () => now, uuid: () => randomUUID() } });
}

/** What readers through Lode get of each relation of a version. */
export async function readVersion(
  lake: Lake,
  manifest: Manifest,
): Promise<Record<string, readonly string[]>> {
  const database = await duckdbEngine().open({
    allowedFolders: [lake.folder],
    temporaryFolder: null,
    threads: 1,
    memoryLimit: null,
    timeZone: 'UTC',
  });
  try {
    const session = await database.connect();
    const found: Record<string, readonly string[]> = {};
    for (const { name } of manifest.models.values()) {
      await defineEnvironment(lake, session, manifest, name, noSources);
      const rows = await session.rows(`SELECT * FROM ${quoteRelation(name)}`);
      found[name] = rows.map(rowText).sort();
    }
    session.close();
    return found;
  } finally {
    await database.close();
  }
}
