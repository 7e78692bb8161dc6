import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { lode, queryRows } from '../../support/cli.ts';
import { describeWith } from '../../support/needs.ts';
import { createPostgresDatabase, needsPostgres, type PostgresDatabase } from '../../support/postgres.ts';
import { removeFolder } from '../../support/project.ts';
import { contractOf, sourceProject, writeModels } from '../../support/source-project.ts';
import { openBareDuckdb } from '../../support/tables.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** A small shop with what a database may have: partitions, inheritance, views of both kinds, a foreign table, enums, domains, generated columns. */
const shop = `
  create schema sales;
  create type sales.state as enum ('open', 'paid', 'sent');
  create domain sales.euro as numeric(12,2) check (value >= 0);
  create table sales.customer (id integer primary key, name varchar(40) not null, born date, email text, vip boolean default false, note jsonb, tags text[]);
  create table sales.orders (id bigint generated always as identity, customer_id integer not null references sales.customer, ordered timestamptz not null, state sales.state not null, total sales.euro,
    primary key (id, ordered)) partition by range (ordered);
  create table sales.orders_2023 partition of sales.orders for values from ('2023-01-01+00') to ('2024-01-01+00');
  create table sales.orders_2024 partition of sales.orders for values from ('2024-01-01+00') to ('2025-01-01+00');
  create table sales.line (order_id bigint, place smallint, article char(8), quantity integer, price sales.euro, amount numeric(18,4) generated always as (quantity * price) stored, primary key (order_id, place));
  create view sales.v_open as select o.id, c.name, o.total from sales.orders o left join sales.customer c on c.id = o.customer_id where o.state = 'open';
  create materialized view sales.per_customer as select customer_id, count(*) as orders, sum(total) as total from sales.orders group by customer_id;
  create extension postgres_fdw;
  create server itself foreign data wrapper postgres_fdw options (host '127.0.0.1', port '13432', dbname 'postgres');
  create user mapping for postgres server itself options (user 'postgres', password 'lode');
  create foreign table sales.settings (name text, setting text) server itself options (schema_name 'pg_catalog', table_name 'pg_settings');
  create temporary table sales_scratch (id integer);
  comment on table sales.customer is 'Customers, one a row: "as entered"';
  comment on column sales.customer.born is 'Day of birth, é included';
  insert into sales.customer select i, 'Élise Martin' || i, date '1940-01-01' + i, 'e' || i || '@example.org', i % 7 = 0, jsonb_build_object('n', i), array['a', 'b' || i] from generate_series(1, 50) as t(i);
  insert into sales.orders (customer_id, ordered, state, total) select 1 + i % 50, timestamptz '2023-01-01 00:00+00' + i * interval '3 hours 7 minutes', (array['open', 'paid', 'sent'])[1 + i % 3]::sales.state, i * 1.25 from generate_series(1, 4000) as t(i);
  insert into sales.line select o.id, p, lpad((o.id % 300)::text, 6, '0'), 1 + p, o.total / 10 from sales.orders o, generate_series(1, 3) as t(p);
  refresh materialized view sales.per_customer;`;

describeWith([needsPostgres()], 'a PostgreSQL database of a shop', () => {
  let folder: string;
  let database: PostgresDatabase;
  const answer = (query: string) => database.psql(`set timezone to 'UTC'; ${query};`).trim();
  beforeAll(async () => {
    database = createPostgresDatabase();
    database.psql(shop);
    folder = await sourceProject('postgres', { ...database.settings, schema: 'sales' });
  });
  afterAll(async () => {
    database.drop();
    await removeFolder(folder);
  });

  test('`doctor` finds it in order, and with the wrong password says so and shows none', async () => {
    const { stdout, stderr } = await lode(folder, ['doctor', '--json']);
    const check = JSON.parse(stdout).checks.find((each: { check: string }) => each.check === 'source erp');
    expect(check?.found, stderr).toMatch(/^postgres, 6 relations, answered in /);
    const wrong = await lode(folder, ['doctor', '--json'], { environment: { ERP_PASSWORD: 'no-secret' } });
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toContain('source-login-refused');
    expect(wrong.stdout + wrong.stderr).not.toContain('no-secret');
  });

  test('`source pull` writes all of it, with keys, types, comments and nullability', async () => {
    const { code, stderr } = await lode(folder, ['source', 'pull', 'erp']);
    expect(code, stderr).toBe(0);
    const { relations } = await contractOf(folder);
    expect(Object.keys(relations)).toEqual([
      'customer',
      'line',
      'orders',
      'per_customer',
      'settings',
      'v_open',
    ]);
    expect(relations.customer).toMatchObject({
      description: 'Customers, one a row: "as entered"',
      key: ['id'],
      columns: {
        id: { type: 'INTEGER', nullable: false },
        name: { type: 'VARCHAR', nullable: false },
        born: { type: 'DATE', description: 'Day of birth, é included' },
        note: { type: 'VARCHAR' },
        tags: { type: 'VARCHAR' },
      },
    });
    expect(relations.orders).toMatchObject({
      key: ['id', 'ordered'],
      columns: {
        ordered: { type: 'TIMESTAMP WITH TIME ZONE', nullable: false },
        total: { type: 'DECIMAL(12,2)' },
      },
    });
    expect(relations.line!.columns.amount).toEqual({ type: 'DECIMAL(18,4)' });
    expect(relations.v_open!.key).toBeUndefined();
    expect((await lode(folder, ['source', 'pull', 'erp'])).stderr).toContain('is up to date');
    expect((await lode(folder, ['source', 'check', 'erp'])).code).toBe(0);
    const list = await lode(folder, ['source', 'list', 'erp', '--json']);
    expect(JSON.parse(list.stdout).relations).toContainEqual(
      expect.objectContaining({ relation: 'orders', type: 'postgres', columns: 5 }),
    );
  });

  test('goes through bronze entirely: every table has the rows and the sums that psql counts', async () => {
    await writeModels(folder);
    const planned = await lode(folder, ['plan']);
    expect(planned.code, planned.stderr).toBe(0);
    const { code, stderr } = await lode(folder, ['apply', '--yes']);
    expect(code, stderr).toBe(0);
    const { relations } = await contractOf(folder);
    for (const [name, { columns }] of Object.entries(relations)) {
      const measures = Object.entries(columns).map(([column, { type }]) => {
        const given = `"${column}"`;
        if (type === 'VARCHAR')
          return [
            `sum(strlen(${given}))`,
            `sum(octet_length(${given}${column === 'article' ? '' : '::text'}))`,
          ];
        if (type === 'BOOLEAN')
          return [`count(*) FILTER (WHERE ${given})`, `count(*) filter (where ${given})`];
        if (type === 'DATE')
          return [`sum(${given} - DATE '1970-01-01')`, `sum(${given} - date '1970-01-01')`];
        if (type.startsWith('TIMESTAMP'))
          return [`sum(epoch_us(${given}))`, `sum(extract(epoch from ${given}) * 1000000)::numeric(38,0)`];
        return [`sum(${given})`, `sum(${given})`];
      });
      const [row] = await queryRows(
        folder,
        `SELECT concat_ws('|', count(*), ${measures.map(([ours]) => `(${ours})::VARCHAR`).join(', ')}) AS found FROM bronze.${name}`,
      );
      expect({ name, found: row!.found }).toEqual({
        name,
        found: answer(
          `select concat_ws('|', count(*), ${measures.map(([, theirs]) => theirs).join(', ')}) from sales.${name}`,
        ),
      });
    }
  });

  test('`source check` tells every difference, with exit code 3 as a model reads what is gone, and writes nothing', async () => {
    const before = await readFile(join(folder, 'models/bronze/erp.source.yml'), 'utf8');
    database.psql(`
      drop view sales.v_open;
      alter table sales.customer drop note, add paid boolean, alter name type text, alter born set not null;
      alter table sales.line alter article type integer using 1;`);
    const { code, stdout, stderr } = await lode(folder, ['source', 'check', '--json']);
    expect(code, stderr).toBe(3);
    const [source] = JSON.parse(stdout).sources;
    expect(source.missing).toEqual(['v_open']);
    expect(source.changes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'column-removed', column: 'note' }),
        expect.objectContaining({ kind: 'column-added', column: 'paid', to: 'BOOLEAN' }),
        expect.objectContaining({ kind: 'nullability-changed', column: 'born', to: false }),
        expect.objectContaining({ kind: 'type-changed', column: 'article', from: 'VARCHAR', to: 'INTEGER' }),
      ]),
    );
    expect(await readFile(join(folder, 'models/bronze/erp.source.yml'), 'utf8')).toBe(before);
  });

  test('a masked sample has fakes of the same shape, and a mock target works with it', async () => {
    await lode(folder, ['source', 'pull', 'erp', 'customer']);
    const { code, stderr } = await lode(folder, [
      'source',
      'sample',
      'erp',
      'customer',
      '--rows',
      '20',
      '--mask',
    ]);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('masked: name, born, email');
    const duckdb = await openBareDuckdb();
    const [found] = await duckdb.rows(
      `SELECT count(*) AS n, count(*) FILTER (WHERE name LIKE '%Martin%' OR email LIKE '%example%') AS plain FROM '${join(folder, 'seeds/erp/customer.parquet')}'`,
    );
    duckdb.close();
    expect(found).toEqual({ n: '20', plain: '0' });
  });
});
