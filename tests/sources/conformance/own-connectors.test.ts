import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type ConformanceOptions,
  checkConnector,
  connectorOf,
} from '../../../src/sources/conformance/index.ts';
import { connectorFor } from '../../../src/sources/index.ts';
import { fencesOf } from '../../docs/support/fences.ts';
import { createDatabase, type FirebirdDatabase, needsFirebird } from '../../support/firebird.ts';
import { describeWith } from '../../support/needs.ts';
import { createPostgresDatabase, needsPostgres, type PostgresDatabase } from '../../support/postgres.ts';
import { openBareDuckdb } from '../../support/tables.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lode-conformance-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function problemsOf(type: string, options: Omit<ConformanceOptions, 'source'>) {
  const checks = await checkConnector(connectorFor(type).value!, { source: 'erp', ...options });
  expect(checks.length).toBeGreaterThan(10);
  return checks.filter(({ problem }) => problem !== null);
}

describe('Lode’s own connectors are what it expects of every one', () => {
  test('parquet', async () => {
    const duckdb = await openBareDuckdb();
    const path = join(folder, 'parquet');
    await mkdir(path);
    try {
      await duckdb.rows(`COPY (
        SELECT range::INTEGER AS id, nullif(range % 5, 0)::BIGINT AS five, (range / 8)::DECIMAL(18,4) AS amount, range / 7 AS ratio,
          CASE WHEN range % 3 > 0 THEN 'nämé ' || range % 10 END AS name, range % 2 = 0 AS flag, DATE '1969-12-01' + (range % 60)::INTEGER AS day,
          TIMESTAMP '1969-12-31 23:59:58.5' + to_microseconds(range * 1001) AS at, [range, NULL] AS list, {'x': range} AS pair
        FROM range(300)) TO '${path}/orders.parquet' (FORMAT parquet, ROW_GROUP_SIZE 128)`);
      await duckdb.rows(`COPY (SELECT 1 AS a WHERE false) TO '${path}/empty.parquet'`);
    } finally {
      duckdb.close();
    }
    expect(
      await problemsOf('parquet', { settings: { path }, refused: [{ path: join(folder, 'nowhere') }] }),
    ).toEqual([]);
  });

  test('csv, with a contract and without', async () => {
    const path = join(folder, 'csv');
    await mkdir(path);
    const rows = Array.from(
      { length: 200 },
      (_, id) =>
        `${id};${id % 5 === 0 ? '' : `"näme ${id % 10}"`};${(id / 8).toFixed(3).replace('.', ',')};${(id % 28) + 1}.01.2024;${id % 2 === 0};2024-01-31 10:00:00.${id}`,
    );
    await writeFile(join(path, 'orders.csv'), `ID;NAME;AMOUNT;DAY;FLAG;AT\n${rows.join('\n')}\nbad\n`);
    await writeFile(join(path, 'empty.csv'), 'A,B\n');
    const settings = { path, bad_rows: 1, file_name: '_file' };
    expect(
      await problemsOf('csv', {
        settings,
        refused: [{ path: join(folder, 'nowhere') }, { separator: 'long' }],
      }),
    ).toEqual([]);
    const columns = [
      ['ID', 'INTEGER'],
      ['NAME', 'VARCHAR'],
      ['AMOUNT', 'DOUBLE'],
      ['DAY', 'DATE'],
      ['FLAG', 'BOOLEAN'],
      ['AT', 'TIMESTAMP'],
    ].map(([name, type]) => ({
      name: name!,
      type: type!,
      nullable: true,
      description: null,
      format: name === 'DAY' ? '%d.%m.%Y' : null,
    }));
    const known = [{ name: 'orders', columns, csv: { separator: ';', decimal: ',', header: true } }];
    expect(await problemsOf('csv', { settings, known })).toEqual([]);
  });
});

describeWith([needsFirebird()], 'Firebird’s connector is what Lode expects of every one', () => {
  let database: FirebirdDatabase;
  beforeAll(async () => {
    database = await createDatabase();
    database.isql(`create table ORDERS (ID integer not null primary key, NAME varchar(20), AMOUNT numeric(18,4), RATIO double precision, D date, T time, AT_ timestamp, FLAG boolean, NOTE blob sub_type text);
      create view V_ORDERS as select ID, NAME from ORDERS where ID < 5;
      commit;
      set term ^;
      execute block as declare I integer = 0; begin
        while (I < 150) do begin
          insert into ORDERS values (:I, iif(mod(:I, 5) = 0, null, 'näme ' || mod(:I, 10)), :I / 8.0, :I / 7e0, dateadd(mod(:I, 28) day to date '2024-01-01'), '10:00:00.5', dateadd(:I second to timestamp '2024-01-01 00:00:00'), mod(:I, 2) = 0, iif(mod(:I, 3) = 0, null, 'note ' || :I));
          I = I + 1;
        end
      end^
      set term ;^
      commit;`);
  });
  afterAll(() => database.drop());

  test('tables and views', async () => {
    const refused = [{ port: 1 }, { password: 'wrong' }, { database: '/nowhere.fdb' }];
    expect(await problemsOf('firebird', { settings: database.settings, refused })).toEqual([]);
  });
});

describeWith([needsPostgres()], 'PostgreSQL’s connector is what Lode expects of every one', () => {
  let database: PostgresDatabase;
  beforeAll(async () => {
    database = await createPostgresDatabase();
  });
  afterAll(() => database.drop());

  test('tables and views', async () => {
    database.psql(`CREATE TABLE orders AS SELECT i AS id, CASE WHEN i % 5 > 0 THEN 'näme ' || i % 10 END AS name, (i / 8.0)::numeric(18,4) AS amount, i / 7e0::float8 AS ratio,
      DATE '2024-01-01' + i % 28 AS day, TIMESTAMP '2024-01-01' + i * interval '1 second' AS at, i % 2 = 0 AS flag FROM generate_series(0, 149) AS t(i);
      CREATE VIEW v_orders AS SELECT id, name FROM orders WHERE id < 5`);
    const refused = [{ port: 1 }, { password: 'wrong' }];
    expect(await problemsOf('postgres', { settings: database.settings, refused })).toEqual([]);
  });
});

test('the connector of docs/how-to/write-a-connector.md is what Lode expects of every one', async () => {
  const page = await readFile(new URL('../../../docs/how-to/write-a-connector.md', import.meta.url), 'utf8');
  const module = fencesOf(page).find((fence) => fence.file === 'connectors/jsonl.mjs')!.text;
  const path = join(folder, 'jsonl');
  await mkdir(path);
  await writeFile(join(path, 'connector.mjs'), module);
  await writeFile(
    join(path, 'clicks.columns.json'),
    JSON.stringify({
      id: 'BIGINT',
      page: 'VARCHAR',
      seconds: 'DECIMAL(9,3)',
      day: 'DATE',
      at: 'TIMESTAMP',
      agent: 'JSON',
      bot: 'BOOLEAN',
    }),
  );
  const rows = Array.from({ length: 200 }, (_, id) => ({
    id,
    page: id % 7 === 0 ? null : `/${id % 11}`,
    seconds: (id / 1000).toFixed(3),
    day: `2024-01-${String((id % 28) + 1).padStart(2, '0')}`,
    at: `2024-01-31T10:00:00.${String(id).padStart(6, '0')}`,
    agent: id % 2 === 0 ? { name: 'é', id } : undefined,
    bot: id % 3 === 0,
  }));
  await writeFile(join(path, 'clicks.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const exported: { default: unknown } = await import(pathToFileURL(join(path, 'connector.mjs')).href);
  const connector = await connectorOf('jsonl', 'connectors/jsonl.mjs', exported.default);
  const checks = await checkConnector(connector, {
    source: 'web',
    settings: { path },
    refused: [{ path: join(path, 'no') }],
  });
  expect(checks.filter(({ problem }) => problem !== null)).toEqual([]);
});
