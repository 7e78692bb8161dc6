import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { makeProject, removeFolder } from '../support/project.ts';
import { openBareDuckdb } from '../support/tables.ts';

const files = {
  'project.yml': `name: shop
default_target: files
targets:
  files:
    sources:
      till: {type: parquet, path: till}
`,
  'models/bronze/till.source.yml': `source: till
relations:
  orders:
    columns:
      id: {type: INTEGER}
      customer: {type: INTEGER}
      placed_at: {type: TIMESTAMP}
  customers:
    columns:
      id: {type: INTEGER}
      city: {type: VARCHAR}
  cities:
    columns:
      name: {type: VARCHAR}
`,
  'models/bronze/orders.sql': '/* ---\nkind: full\n--- */\nSELECT * FROM till.orders\n',
  'models/bronze/customers.sql': '/* ---\nkind: full\n--- */\nSELECT * FROM till.customers\n',
  'models/bronze/cities.sql': '/* ---\nkind: full\n--- */\nSELECT * FROM till.cities\n',
  'models/silver/customers.sql': '/* ---\nkind: full\n--- */\nSELECT id, city FROM bronze.customers\n',
  'models/silver/named.sql':
    '/* ---\nkind: view\n--- */\nSELECT id AS customer, upper(city) AS city FROM silver.customers\n',
  'models/silver/cities.sql': '/* ---\nkind: full\n--- */\nSELECT * FROM bronze.cities\n',
  'models/silver/orders.sql': `/* ---
kind: full
audits:
  - relationships: {column: customer, to: silver.named, field: customer}
  - freshness: {column: placed_at, max_age: 2 days}
--- */
SELECT * FROM bronze.orders
`,
  'models/gold/by_city.sql': `/* ---
kind: view
columns:
  city: {audits: [not_null]}
--- */
SELECT city, count(*) AS customers FROM silver.customers GROUP BY city
`,
  'models/gold/customers.sql': '/* ---\nkind: full\n--- */\nSELECT count(*) AS n FROM silver.customers\n',
} as const;

const day = 86_400_000;
const now = Date.now();

let folder: string;
beforeAll(async () => {
  folder = await makeProject(files);
  await write('orders', `(1, 1, TIMESTAMP '${new Date(now).toISOString().slice(0, 19)}'), (2, 3, NULL)`);
  await write('customers', "(1, 'Ghent'), (2, 'Liège'), (3, 'Namur')");
  await write('cities', "('Ghent')");
  expect((await lode(folder, ['apply', '--yes'])).code).toBe(0);
});
afterAll(() => removeFolder(folder));

async function write(relation: 'orders' | 'customers' | 'cities', rows: string): Promise<void> {
  const columns = { orders: 'id, customer, placed_at', customers: 'id, city', cities: 'name' }[relation];
  await mkdir(join(folder, 'till'), { recursive: true });
  const duckdb = await openBareDuckdb();
  const temporary = join(folder, `${relation}.new`);
  await duckdb.rows(
    `COPY (SELECT * FROM (VALUES ${rows}) AS r(${columns})) TO '${temporary}' (FORMAT parquet)`,
  );
  duckdb.close();
  await rename(temporary, join(folder, 'till', `${relation}.parquet`));
}

const customers = () => queryRows(folder, 'SELECT id FROM silver.customers ORDER BY id');

describe('rows that stay are asked again', () => {
  test('an apply that takes away what they refer to, through a view, is stopped before anything is public', async () => {
    await write('customers', "(1, 'Ghent'), (2, 'Liège')");
    const { code, stderr } = await lode(folder, ['apply', '--yes']);
    expect(code, stderr).toBe(3);
    expect(stderr).toContain(
      '`silver.orders` was expected: every value of `customer` to stand in `customer` of',
    );
    expect(stderr).toContain('1 of 2 rows does not.');
    expect(stderr).toContain('Its rows stay as they are: what is new is `silver.customers`.');
    expect(await customers()).toHaveLength(3);
    const { stdout } = await lode(folder, ['audit', '--failures', 'silver.orders', '--json']);
    expect(stdout).toContain('relationships');
  });

  test('a run commits what does not depend on it, and nothing that does', async () => {
    await write('cities', "('Ghent'), ('Namur')");
    const { code, stderr } = await lode(folder, ['run']);
    expect(code, stderr).toBe(3);
    expect(stderr).toContain('what is new is `silver.customers`');
    expect(stderr).toContain('skipped: silver.orders did not pass');
    expect(await customers()).toHaveLength(3);
    expect(await queryRows(folder, 'SELECT n::INTEGER AS n FROM gold.customers')).toEqual([{ n: 3 }]);
    expect(await queryRows(folder, 'SELECT name FROM silver.cities')).toHaveLength(2);
  });

  test('a view of what is about to change is asked all that it promises', async () => {
    await write('customers', "(1, 'Ghent'), (2, 'Liège'), (3, NULL)");
    const { code, stderr } = await lode(folder, ['apply', '--yes']);
    expect(code, stderr).toBe(3);
    expect(stderr).toContain('`gold.by_city` was expected: every row to have a value in `city`');
    expect(await customers()).toHaveLength(3);
  });

  test('what was not committed is tried again, and goes through once it fits', async () => {
    await write('customers', "(1, 'Ghent'), (3, 'Namur')");
    const { code, stderr } = await lode(folder, ['run']);
    expect(code, stderr).toBe(0);
    expect(await customers()).toEqual([{ id: 1 }, { id: 3 }]);
  });
});

describe('audits of the time', () => {
  const later = { clock: { now: () => now + 3 * day, uuid: () => crypto.randomUUID() } };

  test('a night without any new row fails them', async () => {
    const quiet = await lode(folder, ['run']);
    expect(quiet.stderr).toContain('What depends on the time was asked again, and holds.');
    expect(quiet.code).toBe(0);
    const { code, stderr } = await lode(folder, ['run'], later);
    expect(code, stderr).toBe(3);
    expect(stderr).toContain('the newest `placed_at` to be no older than 2 days');
    expect(stderr).toContain('does not pass its audits any more');
    expect(
      await queryRows(
        folder,
        'SELECT action, outcome, audits_failed::INTEGER AS failed FROM lode.run_models WHERE run_id = (SELECT run_id FROM lode.runs ORDER BY started_at DESC LIMIT 1)',
      ),
    ).toEqual([{ action: 'none', outcome: 'stopped', failed: 1 }]);
  });

  test('they do not stop what a run brings to other models, which is committed with exit code 3', async () => {
    await write('cities', "('Ghent')");
    const { code, stderr } = await lode(folder, ['run'], later);
    expect(code, stderr).toBe(3);
    expect(await queryRows(folder, 'SELECT name FROM silver.cities')).toEqual([{ name: 'Ghent' }]);
    expect(stderr).toContain('silver.orders');
  });
});
