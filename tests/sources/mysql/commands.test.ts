import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { lode, queryRows } from '../../support/cli.ts';
import { createMariadbDatabase, type MariadbDatabase, needsMariadb } from '../../support/mariadb.ts';
import { describeWith } from '../../support/needs.ts';
import { removeFolder } from '../../support/project.ts';
import { contractOf, sourceProject, writeModels } from '../../support/source-project.ts';
import { openBareDuckdb } from '../../support/tables.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const shop = `
  create table customer (id int primary key, name varchar(40) not null comment 'As entered, é included', born date, email text, vip boolean default false, note json, sizes set('s', 'm', 'l')) comment 'Customers, one a row: "as entered"';
  create table orders (id bigint unsigned auto_increment, customer_id int not null, ordered timestamp(3) not null default current_timestamp(3), state enum('open', 'paid', 'sent') not null, total decimal(12,2), primary key (id, ordered))
    partition by range (unix_timestamp(ordered)) (partition p0 values less than (unix_timestamp('2024-01-01 00:00:00')), partition p1 values less than maxvalue);
  create table line (order_id bigint unsigned, place smallint, article char(8), quantity int, price decimal(12,2), amount decimal(18,4) generated always as (quantity * price) stored, weight float, primary key (order_id, place));
  create view v_open as select o.id, c.name, o.total from orders o left join customer c on c.id = o.customer_id where o.state = 'open';
  create sequence numbers;
  insert into customer select seq, concat('Élise Martin', seq), date '1940-01-01' + interval seq day, concat('e', seq, '@example.org'), seq % 7 = 0, json_object('n', seq), elt(1 + seq % 3, 's', 'm,l', '') from seq_1_to_50;
  insert into orders (customer_id, ordered, state, total) select 1 + seq % 50, timestamp '2023-01-01 00:00:00.125' + interval seq * 187 minute, elt(1 + seq % 3, 'open', 'paid', 'sent'), seq * 1.25 from seq_1_to_4000;
  insert into line (order_id, place, article, quantity, price, weight) select o.id, p.seq, lpad(o.id % 300, 6, '0'), 1 + p.seq, o.total / 10, o.id / 4 from orders o, seq_1_to_3 p;`;

describeWith([needsMariadb()], 'a MariaDB database of a shop', () => {
  let folder: string;
  let database: MariadbDatabase;
  beforeAll(async () => {
    database = createMariadbDatabase();
    database.sql(shop);
    folder = await sourceProject('mysql', database.settings);
  });
  afterAll(async () => {
    database.drop();
    await removeFolder(folder);
  });

  test('`doctor` finds it in order, and with the wrong password says so and shows none', async () => {
    const { stdout, stderr } = await lode(folder, ['doctor', '--json']);
    const check = JSON.parse(stdout).checks.find((each: { check: string }) => each.check === 'source erp');
    expect(check?.found, stderr).toMatch(/^mysql, 4 relations, answered in /);
    const wrong = await lode(folder, ['doctor', '--json'], { environment: { ERP_PASSWORD: 'no-secret' } });
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toContain('source-login-refused');
    expect(wrong.stdout + wrong.stderr).not.toContain('no-secret');
  });

  test('`source pull` writes all of it, with keys, types, comments and nullability', async () => {
    const { code, stderr } = await lode(folder, ['source', 'pull', 'erp']);
    expect(code, stderr).toBe(0);
    const { relations } = await contractOf(folder);
    expect(Object.keys(relations)).toEqual(['customer', 'line', 'orders', 'v_open']);
    expect(relations.customer).toMatchObject({
      description: 'Customers, one a row: "as entered"',
      key: ['id'],
      columns: {
        id: { type: 'INTEGER', nullable: false },
        name: { type: 'VARCHAR', nullable: false, description: 'As entered, é included' },
        vip: { type: 'TINYINT' },
        sizes: { type: 'VARCHAR' },
      },
    });
    expect(relations.orders).toMatchObject({
      key: ['id', 'ordered'],
      columns: { id: { type: 'UBIGINT' }, ordered: { type: 'TIMESTAMP WITH TIME ZONE' } },
    });
    expect(relations.v_open!.key).toBeUndefined();
    expect(relations.v_open!.description).toBeUndefined();
    expect((await lode(folder, ['source', 'pull', 'erp'])).stderr).toContain('is up to date');
    expect((await lode(folder, ['source', 'check', 'erp'])).code).toBe(0);
    const list = await lode(folder, ['source', 'list', 'erp', '--json']);
    expect(JSON.parse(list.stdout).relations).toContainEqual(
      expect.objectContaining({ relation: 'orders', type: 'mysql', columns: 5 }),
    );
  });

  test('goes through bronze entirely: every table has the rows and the sums that the mariadb program counts', async () => {
    await writeModels(folder);
    const planned = await lode(folder, ['plan']);
    expect(planned.code, planned.stderr).toBe(0);
    const { code, stderr } = await lode(folder, ['apply', '--yes']);
    expect(code, stderr).toBe(0);
    const { relations } = await contractOf(folder);
    for (const [name, { columns }] of Object.entries(relations)) {
      const measures = Object.entries(columns).map(([column, { type }]) => {
        if (type === 'VARCHAR') return [`sum(strlen("${column}"))`, `sum(octet_length(\`${column}\`))`];
        if (type === 'DATE')
          return [`sum("${column}" - DATE '1970-01-01')`, `sum(datediff(\`${column}\`, '1970-01-01'))`];
        if (type.startsWith('TIMESTAMP'))
          return [
            `sum(epoch_ms("${column}"))`,
            `cast(sum(unix_timestamp(\`${column}\`)) * 1000 as decimal(38,0))`,
          ];
        if (type === 'FLOAT')
          return [`sum("${column}"::DECIMAL(18,2))`, `cast(sum(\`${column}\`) as decimal(38,2))`];
        return [`sum("${column}")`, `sum(\`${column}\`)`];
      });
      const [row] = await queryRows(
        folder,
        `SELECT concat_ws('|', count(*), ${measures.map(([ours]) => `(${ours})::VARCHAR`).join(', ')}) AS found FROM bronze.${name}`,
      );
      expect({ name, found: row!.found }).toEqual({
        name,
        found: database
          .sql(
            `select concat_ws('|', count(*), ${measures.map(([, theirs]) => theirs).join(', ')}) from ${name}`,
          )
          .trim(),
      });
    }
  });

  test('`source check` tells every difference, with exit code 3 as a model reads what is gone, and writes nothing', async () => {
    const before = await readFile(join(folder, 'models/bronze/erp.source.yml'), 'utf8');
    database.sql(
      'drop view v_open; alter table customer drop note, add paid decimal(5,1), modify born date not null; alter table line modify weight double;',
    );
    const { code, stdout, stderr } = await lode(folder, ['source', 'check', '--json']);
    expect(code, stderr).toBe(3);
    const [source] = JSON.parse(stdout).sources;
    expect(source.missing).toEqual(['v_open']);
    expect(source.changes).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'column-removed', column: 'note' }),
        expect.objectContaining({ kind: 'column-added', column: 'paid', to: 'DECIMAL(5,1)' }),
        expect.objectContaining({ kind: 'nullability-changed', column: 'born', to: false }),
        expect.objectContaining({ kind: 'type-changed', column: 'weight', from: 'FLOAT', to: 'DOUBLE' }),
      ]),
    );
    expect(await readFile(join(folder, 'models/bronze/erp.source.yml'), 'utf8')).toBe(before);
  });

  test('a masked sample has fakes of the same shape', async () => {
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
