import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { makeProject } from './project.ts';
import { openBareDuckdb } from './tables.ts';

/** A project over one source of Parquet files, whose schema the tests move: bronze by `header`, and what reads it. */
export function driftingFiles(
  header: string,
  contract = '',
  select = 'SELECT * FROM erp.orders',
): Record<string, string> {
  return {
    'project.yml': `name: drifting
default_target: files
targets:
  files:
    sources:
      erp: {type: parquet, path: erp}
`,
    'models/bronze/erp.source.yml': `source: erp
${contract}relations:
  orders:
    columns:
      id: {type: INTEGER}
      day: {type: DATE}
      amount: {type: "DECIMAL(10,2)"}
      note: {type: VARCHAR}
`,
    'models/bronze/orders.sql': `/* ---\n${header}\n--- */\n${select}\n`,
    'models/silver/orders.sql': `/* ---\nkind: full\n--- */\nSELECT *, amount * 2 AS twice FROM bronze.orders\n`,
    'models/silver/seen.sql': `/* ---\nkind: view\n--- */\nSELECT * FROM bronze.orders\n`,
    'models/gold/total.sql': `/* ---\nkind: full\n--- */\nSELECT count(*) AS orders, CAST(sum(amount) AS DECIMAL(18,2)) AS total FROM silver.orders\n`,
  };
}

export const firstOrders = `SELECT * FROM (VALUES
  (1, DATE '2026-01-01', 10.50::DECIMAL(10,2), 'one'),
  (2, DATE '2026-01-02', 20.00::DECIMAL(10,2), 'two'),
  (3, DATE '2026-01-03', 30.25::DECIMAL(10,2), 'three')) AS orders(id, day, amount, note)`;

export async function makeDrifting(
  header: string,
  contract = '',
  files: Readonly<Record<string, string>> = {},
): Promise<string> {
  const folder = await makeProject({ ...driftingFiles(header, contract), ...files });
  await writeRelation(folder, 'orders', firstOrders);
  return folder;
}

/** Puts a Parquet file with the rows of a query in the place of a relation's. */
export async function writeRelation(folder: string, relation: string, select: string): Promise<void> {
  await mkdir(join(folder, 'erp'), { recursive: true });
  const duckdb = await openBareDuckdb();
  try {
    const temporary = join(folder, 'erp', `${relation}.new`);
    await duckdb.rows(`COPY (${select}) TO '${temporary}' (FORMAT parquet)`);
    await rename(temporary, join(folder, 'erp', `${relation}.parquet`));
  } finally {
    duckdb.close();
  }
}
