import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect } from 'vitest';
import { lode } from './cli.ts';
import type { DeltaRs } from './delta-rs.ts';

/** DuckDB without anything of ours: what a user's own query of the files would give. */
export interface BareDuckdb {
  readonly rows: (sql: string) => Promise<Record<string, unknown>[]>;
  readonly close: () => void;
}

export async function openBareDuckdb(): Promise<BareDuckdb> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`SET TimeZone = 'UTC'`);
  return {
    rows: async (sql) =>
      (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[],
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** The Delta tables of an environment: model name → folder. */
export async function tablesOf(lake: string, environment = 'prod'): Promise<Map<string, string>> {
  const tables = new Map<string, string>();
  const root = join(lake, environment);
  if (!existsSync(root)) return tables;
  for (const layer of (await readdir(root)).sort()) {
    for (const table of (await readdir(join(root, layer))).sort()) {
      const folder = join(root, layer, table);
      if (existsSync(join(folder, '_delta_log'))) tables.set(`${layer}.${table}`, folder);
    }
  }
  return tables;
}

/** Fails unless two queries give the same columns, types and bag of rows. Gives the number of rows. */
export async function expectSameRows(
  duckdb: BareDuckdb,
  name: string,
  actual: string,
  expected: string,
): Promise<number> {
  await duckdb.rows(`CREATE OR REPLACE TEMP TABLE actual AS ${actual}`);
  await duckdb.rows(`CREATE OR REPLACE TEMP TABLE expected AS ${expected}`);
  const columns = async (table: string) =>
    (await duckdb.rows(`DESCRIBE ${table}`)).map((column) => [column.column_name, column.column_type]);
  expect(await columns('actual'), `${name}: columns and types`).toEqual(await columns('expected'));
  const difference = (left: string, right: string) =>
    duckdb.rows(`(FROM ${left} EXCEPT ALL FROM ${right}) LIMIT 5`);
  expect(await difference('actual', 'expected'), `${name}: rows that should not be there`).toEqual([]);
  expect(await difference('expected', 'actual'), `${name}: rows that are missing`).toEqual([]);
  const [counted] = await duckdb.rows('SELECT count(*)::INTEGER AS n FROM actual');
  return counted!.n as number;
}

/** Exports a table with our own reader to a Parquet file. */
export async function exportWithLode(table: string, to: string): Promise<void> {
  const { code, stderr } = await lode('/', ['delta', 'scan', table, '--format', 'parquet', '--out', to]);
  expect(code, stderr).toBe(0);
}

/** Reads every table of an environment with delta-rs and with our reader and compares both as bags of values; gives rows by model. */
export async function compareReaders(
  duckdb: BareDuckdb,
  deltaRs: DeltaRs,
  lake: string,
): Promise<Map<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), 'lode-readers-'));
  try {
    const counts = new Map<string, number>();
    for (const [model, table] of await tablesOf(lake)) {
      const ours = join(folder, `${model}.ours.parquet`);
      const theirs = join(folder, `${model}.theirs.parquet`);
      await exportWithLode(table, ours);
      await deltaRs.export(table, theirs);
      counts.set(model, await expectSameRows(duckdb, model, `FROM '${ours}'`, `FROM '${theirs}'`));
    }
    return counts;
  } finally {
    await rm(folder, { recursive: true });
  }
}
