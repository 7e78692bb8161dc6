import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { lode, queryRows } from '../../support/cli.ts';
import {
  createDatabase,
  type FirebirdDatabase,
  needsFirebird,
  openDatabase,
  sharedServer,
} from '../../support/firebird.ts';
import { describeWith } from '../../support/needs.ts';
import { removeFolder, temporaryFolder } from '../../support/project.ts';

// Whole databases are read, table by table.
vi.setConfig({ testTimeout: 180_000 });

async function makeProject(database: FirebirdDatabase, settings: object = {}): Promise<string> {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'models/bronze'), { recursive: true });
  const { password, ...rest } = { ...database.settings, ...settings } as Record<string, unknown>;
  const lines = Object.entries(rest).map(([name, value]) => `        ${name}: ${value}\n`);
  await writeFile(
    join(folder, 'project.yml'),
    `name: staff\ntargets:\n  production:\n    sources:\n      erp:\n        type: firebird\n        password: \${ERP_PASSWORD}\n${lines.join('')}`,
  );
  await writeFile(join(folder, '.env'), `ERP_PASSWORD=${password}\n`);
  return folder;
}

interface Contract {
  readonly relations: Readonly<
    Record<
      string,
      {
        description?: string;
        key?: string[];
        columns: Record<string, { type: string; description?: string }>;
      }
    >
  >;
}

async function contractOf(folder: string): Promise<Contract> {
  return parse(await readFile(join(folder, 'models/bronze/erp.source.yml'), 'utf8')) as Contract;
}

describeWith([needsFirebird()], 'the employee database of the Firebird project', () => {
  let folder: string;
  const employee = openDatabase(sharedServer, join(sharedServer.root, 'data/employee.fdb'));
  beforeAll(async () => {
    folder = await makeProject(employee);
  });
  afterAll(() => removeFolder(folder));

  test('`doctor` finds it in order, and with the wrong password says so and shows none', async () => {
    const { code, stdout, stderr } = await lode(folder, ['doctor', '--json']);
    expect(code, stderr).toBe(0);
    const check = JSON.parse(stdout).checks.find((each: { check: string }) => each.check === 'source erp');
    expect(check.found).toMatch(/^firebird, 11 relations, answered in /);
    const wrong = await lode(folder, ['doctor', '--json'], { environment: { ERP_PASSWORD: 'no-secret' } });
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toContain('source-login-refused');
    expect(wrong.stdout + wrong.stderr).not.toContain('no-secret');
  });

  test('`source pull` writes all of it, with keys and types, and names the arrays that it leaves out', async () => {
    const { code, stderr } = await lode(folder, ['source', 'pull', 'erp']);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('[source-columns-left-out]');
    expect(stderr).toContain('LANGUAGE_REQ');
    expect(stderr).toContain('QUART_HEAD_CNT');
    const { relations } = await contractOf(folder);
    expect(Object.keys(relations)).toHaveLength(11);
    expect(relations.JOB!.key).toEqual(['JOB_CODE', 'JOB_GRADE', 'JOB_COUNTRY']);
    expect(relations.EMPLOYEE!.columns).toMatchObject({
      EMP_NO: { type: 'SMALLINT', nullable: false },
      SALARY: { type: 'DECIMAL(10,2)', nullable: false },
      FULL_NAME: { type: 'VARCHAR' },
    });
    expect(relations.PHONE_LIST!.key).toBeUndefined();
    const again = await lode(folder, ['source', 'pull', 'erp']);
    expect(again.stderr).toContain('is up to date');
    const check = await lode(folder, ['source', 'check', 'erp']);
    expect(check.code, check.stderr).toBe(0);
  });

  test('goes through bronze entirely: every table has the rows and the sums that isql counts', async () => {
    const { relations } = await contractOf(folder);
    for (const [name, { columns }] of Object.entries(relations))
      await writeFile(
        join(folder, `models/bronze/${name.toLowerCase()}.sql`),
        `SELECT ${Object.keys(columns)
          .map((column) => `"${column}"`)
          .join(', ')} FROM erp."${name}"\n`,
      );
    const { code, stderr } = await lode(folder, ['apply', '--yes']);
    expect(code, stderr).toBe(0);
    for (const [name, { columns }] of Object.entries(relations)) {
      const [row] = await queryRows(
        folder,
        `SELECT count(*)::INTEGER AS n FROM bronze.${name.toLowerCase()}`,
      );
      expect({ name, n: row!.n }).toEqual({ name, n: Number(answer(`select count(*) from ${name}`)) });
      for (const [column, { type }] of Object.entries(columns)) {
        if (!type.startsWith('DECIMAL') && type !== 'VARCHAR') continue;
        const measure = type === 'VARCHAR' ? `sum(octet_length(encode("${column}")))` : `sum("${column}")`;
        const [found] = await queryRows(
          folder,
          `SELECT coalesce(${measure}, 0)::VARCHAR AS total FROM bronze.${name.toLowerCase()}`,
        );
        const theirs = type === 'VARCHAR' ? `sum(octet_length("${column}"))` : `sum("${column}")`;
        expect({ name, column, total: Number(found!.total) }).toEqual({
          name,
          column,
          total: Number(answer(`select coalesce(${theirs}, 0) from ${name}`)),
        });
      }
    }
  });

  const answer = (query: string) => employee.isql(`set heading off; ${query};`).trim();
});

describeWith([needsFirebird()], 'a Firebird database whose metadata speak', () => {
  let folder: string;
  let database: FirebirdDatabase;
  beforeAll(async () => {
    database = await createDatabase();
    database.isql(`
      create table ORDERS (ID integer not null primary key, AMOUNT numeric(9,2), "Ville" varchar(20), VILLE integer, SCRATCH integer);
      create table LISTS (NUMBERS integer[3]);
      comment on table ORDERS is 'Orders, one a row: "as entered"';
      comment on column ORDERS.AMOUNT is 'In euro, é included';
      create view V_ORDERS as select ID, AMOUNT from ORDERS;
      create global temporary table TEMPORARY_ROWS (ID integer);
      commit;
      insert into ORDERS values (1, 12.34, 'Liège', 4000, 1);
    `);
    folder = await makeProject(database);
  });
  afterAll(async () => {
    await database.drop();
    await removeFolder(folder);
  });

  test('its descriptions and keys come into the contract; temporary tables do not, nor what has no readable column', async () => {
    const { code, stderr } = await lode(folder, ['source', 'pull', 'erp']);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('`erp.LISTS` cannot be read as it stands, and gets no contract');
    expect((await contractOf(folder)).relations).toEqual({
      ORDERS: {
        description: 'Orders, one a row: "as entered"',
        key: ['ID'],
        columns: {
          ID: { type: 'INTEGER', nullable: false },
          AMOUNT: { type: 'DECIMAL(9,2)', description: 'In euro, é included' },
          Ville: { type: 'VARCHAR' },
          VILLE: { type: 'INTEGER', as: 'VILLE_2' },
          SCRATCH: { type: 'INTEGER' },
        },
      },
      V_ORDERS: { columns: { ID: { type: 'INTEGER' }, AMOUNT: { type: 'DECIMAL(9,2)' } } },
    });
    expect((await lode(folder, ['compile'])).code).toBe(0);
  });

  test('`source list` shows what has a contract', async () => {
    const { code, stdout } = await lode(folder, ['source', 'list', 'erp', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).relations).toMatchObject([
      { relation: 'LISTS', columns: null },
      { relation: 'ORDERS', type: 'firebird', columns: 5 },
      { relation: 'V_ORDERS', columns: 2 },
    ]);
  });

  test('columns that case alone tells apart are loaded side by side', async () => {
    const model = join(folder, 'models/bronze/towns.sql');
    await writeFile(model, 'SELECT * FROM erp.ORDERS\n');
    const { code, stderr } = await lode(folder, ['apply', '--yes']);
    expect(code, stderr).toBe(0);
    expect(await queryRows(folder, 'SELECT Ville, VILLE_2 FROM bronze.towns')).toEqual([
      { Ville: 'Liège', VILLE_2: 4000 },
    ]);
    await rm(model);
  });

  test('`source check` tells every difference and writes nothing, with exit code 3 where a relation is gone; `pull` ends it', async () => {
    const before = await readFile(join(folder, 'models/bronze/erp.source.yml'), 'utf8');
    database.isql(`
      drop view V_ORDERS; commit;
      alter table ORDERS drop SCRATCH;
      alter table ORDERS add PAID boolean;
      alter table ORDERS alter AMOUNT type numeric(15,2);
      commit;`);
    const { code, stdout, stderr } = await lode(folder, ['source', 'check', '--json']);
    expect(code, stderr).toBe(3);
    expect(JSON.parse(stdout).sources).toMatchObject([
      {
        source: 'erp',
        missing: ['V_ORDERS'],
        changes: [
          { kind: 'column-removed', column: 'SCRATCH' },
          { kind: 'type-changed', column: 'AMOUNT', from: 'DECIMAL(9,2)', to: 'DECIMAL(15,2)' },
          { kind: 'column-added', column: 'PAID', to: 'BOOLEAN' },
        ],
      },
    ]);
    expect(await readFile(join(folder, 'models/bronze/erp.source.yml'), 'utf8')).toBe(before);
    const pulled = await lode(folder, ['source', 'pull', 'erp']);
    expect(pulled.code, pulled.stderr).toBe(0);
    expect(pulled.stderr).toContain('`erp.V_ORDERS` is in the contract, and no longer in its source');
    const after = await lode(folder, ['source', 'check']);
    expect(after.stderr).toMatch(/erp\.V_ORDERS\n +- The relation is/);
    expect(after.stderr).not.toContain('SCRATCH');
  });

  test('a table that is gone from under a model stops the apply with its name', async () => {
    await writeFile(join(folder, 'models/bronze/orders.sql'), 'SELECT ID, AMOUNT FROM erp.V_ORDERS\n');
    const { code, stderr } = await lode(folder, ['apply', '--yes']);
    expect(code).toBe(1);
    expect(stderr).toContain('[source-relation-gone]');
    expect(stderr).toContain('V_ORDERS');
  });
});
