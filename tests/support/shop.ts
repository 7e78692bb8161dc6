import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type CliResult, lode } from './cli.ts';
import { makeProject } from './project.ts';
import { openBareDuckdb } from './tables.ts';

export interface Sale {
  readonly id: number;
  readonly shop: string;
  readonly customer: string;
  readonly amount: number;
  readonly day: string;
}

export const firstSales: readonly Sale[] = [
  { id: 1, shop: 'a', customer: 'Zébulon Quux', amount: 10, day: '2026-01-01' },
  { id: 2, shop: 'a', customer: 'Ada', amount: 20.5, day: '2026-01-01' },
  { id: 3, shop: 'b', customer: 'Ada', amount: 5.25, day: '2026-01-01' },
  { id: 4, shop: 'b', customer: 'Émile', amount: 7, day: '2026-01-02' },
  { id: 5, shop: 'c', customer: 'Émile', amount: 0, day: '2026-01-02' },
];

export const moreSales: readonly Sale[] = [
  ...firstSales,
  { id: 6, shop: 'c', customer: 'Noor', amount: 3.5, day: '2026-01-03' },
  { id: 7, shop: 'a', customer: 'Noor', amount: 8, day: '2026-01-03' },
];

/** The files of a small project with everything in it: a source, a seed, bronze, silver, gold in partitions, and a view. */
export const shopFiles = {
  'project.yml': `name: shop
default_target: files
targets:
  files:
    sources:
      till: {type: parquet, path: till}
  other:
    sources:
      till: {type: parquet, path: till}
`,
  'seeds/shops.csv': 'shop,city\na,Ghent\nb,Ghent\nc,Liège\n',
  'models/bronze/till.source.yml': `source: till
relations:
  sales:
    columns:
      id: {type: INTEGER}
      shop: {type: VARCHAR}
      customer: {type: VARCHAR, pii: name}
      amount: {type: "DECIMAL(10,2)"}
      day: {type: DATE}
`,
  'models/bronze/sales.sql': `/* ---
kind: full
description: Sales as the till has them
columns:
  customer: {pii: name}
--- */
SELECT * FROM till.sales
`,
  'models/silver/sales.sql': `/* ---
kind: full
description: Sales with their city
--- */
SELECT sales.id, shops.city, sales.amount, sales.day
FROM bronze.sales AS sales
JOIN seeds.shops AS shops USING (shop)
`,
  'models/gold/daily.sql': `/* ---
kind: full
partitioned_by: [city]
description: Turnover by city and day
--- */
SELECT city, day, CAST(sum(amount) AS DECIMAL(18,2)) AS turnover, count(*) AS sales
FROM silver.sales
GROUP BY city, day
`,
} as const;

/** The project in a fresh folder, with a till that holds the first sales. */
export async function makeShop(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await makeProject({ ...shopFiles, ...files });
  await writeSales(folder, firstSales);
  return folder;
}

/** Puts a Parquet file with these sales in the place of the till's. */
export async function writeSales(folder: string, sales: readonly Sale[]): Promise<void> {
  await mkdir(join(folder, 'till'), { recursive: true });
  const duckdb = await openBareDuckdb();
  try {
    const rows = sales.map(
      ({ id, shop, customer, amount, day }) => `(${id}, '${shop}', '${customer}', ${amount}, DATE '${day}')`,
    );
    const temporary = join(folder, 'till', 'sales.new');
    await duckdb.rows(`COPY (
      SELECT id::INTEGER AS id, shop, customer, amount::DECIMAL(10,2) AS amount, day
      FROM (VALUES ${rows.join(', ')}) AS sales(id, shop, customer, amount, day)
    ) TO '${temporary}' (FORMAT parquet)`);
    await rename(temporary, join(folder, 'till', 'sales.parquet'));
  } finally {
    duckdb.close();
  }
}

export function applyShop(folder: string, ...options: string[]): Promise<CliResult> {
  return lode(folder, ['apply', '--yes', ...options]);
}
