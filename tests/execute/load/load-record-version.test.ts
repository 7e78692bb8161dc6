import { spawnSync } from 'node:child_process';
import { rename, rm } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lode, queryRows } from '../../support/cli.ts';
import { createDatabase, type FirebirdDatabase, needsFirebird } from '../../support/firebird.ts';
import { openTransaction } from '../../support/firebird-transaction.ts';
import { describeWith } from '../../support/needs.ts';
import { makeProject, removeFolder } from '../../support/project.ts';
import { clockAt, manifestEntry } from '../../support/till.ts';

const contract = `source: erp
relations:
  ITEMS:
    columns:
      ID: {type: INTEGER, nullable: false}
      NAME: {type: VARCHAR}
      PRICE: {type: "DECIMAL(9,2)"}
`;

const model = (load: string, from = 'ITEMS') => `/* ---
kind: incremental_by_unique_key
unique_key: [ID]
load: {${load}}
--- */
SELECT * FROM erp.${from}
`;

describeWith([needsFirebird()], 'a Firebird table loaded by record versions', () => {
  let folder: string;
  let database: FirebirdDatabase;
  let day = 0;

  beforeEach(async () => {
    database = await createDatabase();
    database.isql(`create table ITEMS (ID integer not null primary key, NAME varchar(40), PRICE numeric(9,2));
      create view V_ITEMS as select ID, NAME, PRICE from ITEMS;
      commit; insert into ITEMS values (1, 'a', 1); insert into ITEMS values (2, 'b', 2); insert into ITEMS values (3, 'c', 3); commit;`);
    day = 0;
  });
  afterEach(async () => {
    await removeFolder(folder);
    await database.drop();
  });

  const start = async (load = 'by: record_version', from = 'ITEMS') => {
    const { password, ...rest } = database.settings;
    const settings = Object.entries(rest).map(([name, value]) => `${name}: ${value}`);
    folder = await makeProject({
      'project.yml': `name: shop\ntargets: {production: {sources: {erp: {type: firebird, password: '${password}', ${settings.join(', ')}}}}}\n`,
      'models/bronze/erp.source.yml': contract.replace('ITEMS', from),
      'models/bronze/items.sql': model(load, from),
    });
  };
  const run = async (...options: string[]) => {
    day += 1;
    return lode(
      folder,
      ['apply', '--yes', ...options],
      clockAt(`2026-01-${String(day).padStart(2, '0')}T00:00:00Z`),
    );
  };
  const load = async () => {
    const { code, stderr } = await run();
    expect(code, stderr).toBe(0);
    return stderr;
  };
  const items = async () =>
    (await queryRows(folder, 'SELECT ID, NAME, _change FROM bronze.items ORDER BY ID')).map(Object.values);
  const readCounts = async () => {
    day += 1;
    const { stdout, code, stderr } = await lode(
      folder,
      ['apply', '--yes', '--events', '-'],
      clockAt(`2026-01-${String(day).padStart(2, '0')}T00:00:00Z`),
    );
    expect(code, stderr).toBe(0);
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; rows: number })
      .filter(({ kind }) => kind === 'source-read')
      .map(({ rows }) => rows);
  };

  test('only rows that later transactions wrote are read, and all keys to find what was deleted', async () => {
    await start();
    await load();
    database.isql(
      `update ITEMS set NAME = 'B' where ID = 2; insert into ITEMS values (4, 'd', 4); delete from ITEMS where ID = 3; commit;`,
    );
    expect(await readCounts()).toEqual([2, 3]);
    expect(await items()).toEqual([
      [1, 'a', 'insert'],
      [2, 'B', 'update'],
      [4, 'd', 'insert'],
    ]);
  });

  test('a transaction that was open while others were loaded is not missed when it commits', async () => {
    await start();
    await load();
    const late = await openTransaction(database);
    await late.run(`update ITEMS set NAME = 'late' where ID = 1; insert into ITEMS values (9, 'late', 9);`);
    database.isql(`insert into ITEMS values (4, 'd', 4); commit;`);
    await load();
    expect(await items()).toHaveLength(4);
    database.isql(`insert into ITEMS values (5, 'e', 5); commit;`);
    await load();
    await late.end('commit');
    await load();
    expect((await items()).map(([id, name]) => [id, name])).toEqual([
      [1, 'late'],
      [2, 'b'],
      [3, 'c'],
      [4, 'd'],
      [5, 'e'],
      [9, 'late'],
    ]);
  });

  test('deletes are looked for when they are due', async () => {
    await start(`by: record_version, deletes: 3 days`);
    await load();
    database.isql('delete from ITEMS where ID = 3; commit;');
    expect(await readCounts()).toEqual([0]);
    expect(await items()).toHaveLength(3);
    expect(await readCounts()).toEqual([0]);
    expect(await readCounts()).toEqual([0, 2]);
    expect(await items()).toHaveLength(2);
  });

  test('after a restore everything is compared, since transactions are counted anew', async () => {
    await start();
    await load();
    database.isql(`update ITEMS set NAME = 'B' where ID = 2; commit;`);
    const backup = `${database.path}.fbk`;
    gbak(database, '-b', address(database), backup);
    database.isql(`update ITEMS set NAME = 'C' where ID = 3; commit;`);
    await load();
    expect((await items()).map(([id, name]) => [id, name])).toEqual([
      [1, 'a'],
      [2, 'B'],
      [3, 'C'],
    ]);
    gbak(database, '-c', backup, address(database, '.new'));
    await rename(`${database.path}.new`, database.path);
    await rm(backup);
    expect(await readCounts()).toEqual([3]);
    expect((await items()).map(([id, name]) => [id, name])).toEqual([
      [1, 'a'],
      [2, 'B'],
      [3, 'c'],
    ]);
    expect(await readCounts()).toEqual([0, 3]);
  });

  test('a view is refused, since its rows have no versions of their own', async () => {
    await start('by: record_version', 'V_ITEMS');
    const { code, stderr } = await run();
    expect(code).toBe(1);
    expect(stderr).toContain('erp.V_ITEMS is not a table, and has no record versions of its own');
  });

  test('nothing new is no commit of the table, and the position moves', async () => {
    await start();
    await load();
    const before = (await manifestEntry(folder, 'bronze.items')) as unknown as {
      load: { value: string };
      table: { version: number };
    };
    database.isql('create table OTHER (ID integer); commit;');
    await load();
    const after = (await manifestEntry(folder, 'bronze.items')) as unknown as typeof before;
    expect(after.table.version).toBe(before.table.version);
    expect(Number(after.load.value)).toBeGreaterThan(Number(before.load.value));
  });
});

function address({ server, path }: FirebirdDatabase, suffix = ''): string {
  return `127.0.0.1/${server.port}:${path}${suffix}`;
}

function gbak(_: FirebirdDatabase, ...options: string[]): void {
  const { status, stderr } = spawnSync('gbak', options, {
    encoding: 'utf8',
    env: { ...process.env, ISC_USER: 'SYSDBA', ISC_PASSWORD: 'masterkey' },
  });
  if (status !== 0) throw new Error(stderr);
}
