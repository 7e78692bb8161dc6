import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lode, queryRows } from '../../support/cli.ts';
import { createDatabase, type FirebirdDatabase, needsFirebird } from '../../support/firebird.ts';
import { describeWith } from '../../support/needs.ts';
import { removeFolder, temporaryFolder } from '../../support/project.ts';
import { type BareDuckdb, openBareDuckdb } from '../../support/tables.ts';

describeWith([needsFirebird()], 'a sample of a Firebird source', () => {
  let folder: string;
  let database: FirebirdDatabase;
  let duckdb: BareDuckdb;
  beforeAll(async () => {
    folder = await temporaryFolder();
    database = await createDatabase();
    duckdb = await openBareDuckdb();
    const names = Array.from(
      { length: 50 },
      (_, id) => `insert into PEOPLE values (${id}, 'Élise Martin${id}', date '1940-01-01' + ${id}, 'X${id}');
      insert into VISITS values (${id}, 'ÉLISE MARTIN${id % 10}      ', ${id}.25);`,
    );
    database.isql(`
      create table PEOPLE (ID integer not null primary key, NAME varchar(40), BORN date, PHOTO blob sub_type binary);
      create table "../Up 100%" (ID integer);
      create table VISITS (ID integer, NAME char(20), AMOUNT numeric(9,2));
      commit;
      ${names.join('\n')}`);
    await mkdir(join(folder, 'models/bronze'), { recursive: true });
    const settings = Object.entries(database.settings).map(([name, value]) => `        ${name}: ${value}\n`);
    await writeFile(
      join(folder, 'project.yml'),
      `name: staff\ndefault_target: production\ntargets:\n  production:\n    sources:\n      erp:\n        type: firebird\n${settings.join('')}  mock:\n    sources:\n      erp: {type: parquet, path: seeds/erp}\n`,
    );
  });
  afterAll(async () => {
    duckdb.close();
    await database.drop();
    await removeFolder(folder);
  });
  const contract = () => join(folder, 'models/bronze/erp.source.yml');

  test('is not masked where nobody has said what is personal', async () => {
    const { code, stderr } = await lode(folder, ['source', 'sample', 'erp', '--mask']);
    expect(code).toBe(1);
    expect(stderr).toContain('[sample-without-contract]');
  });

  test('gives files and a contract that a mock target works with at once', async () => {
    const { code, stderr } = await lode(folder, ['source', 'sample', 'erp', '--rows', '20']);
    expect(code, stderr).toBe(0);
    expect(await readFile(contract(), 'utf8')).toContain('key: [ID]');
    await writeFile(join(folder, 'models/bronze/people.sql'), 'SELECT * FROM erp.PEOPLE\n');
    const listed = await lode(folder, ['source', 'list', 'erp', '--target', 'mock', '--json']);
    expect(JSON.parse(listed.stdout).relations.map((each: { relation: string }) => each.relation)).toEqual([
      '../Up 100%',
      'PEOPLE',
      'VISITS',
    ]);
    const check = await lode(folder, ['source', 'check', '--target', 'mock']);
    expect(check.stderr).not.toContain('type');
    const applied = await lode(folder, ['apply', '--yes', '--target', 'mock']);
    expect(applied.code, applied.stderr).toBe(0);
    expect(
      await queryRows(folder, 'SELECT count(*)::INTEGER AS n, min(NAME) AS name FROM bronze.people'),
    ).toEqual([{ n: 20, name: 'Élise Martin0' }]);
  });

  test('masked has fakes of the same shape, the same in every relation, and no personal value', async () => {
    const text = await readFile(contract(), 'utf8');
    await writeFile(
      contract(),
      text
        .replaceAll('NAME: {type: VARCHAR}', 'NAME: {type: VARCHAR, pii: name}')
        .replace('BORN: {type: DATE}', 'BORN: {type: DATE, pii: birth_date}')
        .replace('PHOTO: {type: BLOB}', 'PHOTO: {type: BLOB, pii: photo}'),
    );
    const run = (out: string) =>
      lode(folder, ['source', 'sample', 'erp', '--mask', '--out', out], {
        environment: { LODE_MASK_KEY: 'secret' },
      });
    const { code, stderr } = await run(join(folder, 'masked'));
    expect(code, stderr).toBe(0);
    expect(stderr).toContain('masked: NAME, BORN, PHOTO');
    expect(stderr).not.toContain('secret');
    const people = `'${join(folder, 'masked/PEOPLE.parquet')}'`;
    const visits = `'${join(folder, 'masked/VISITS.parquet')}'`;
    const [found] = await duckdb.rows(`
      SELECT (SELECT count(*) FROM ${people} WHERE NAME LIKE '%Martin%' OR PHOTO IS NOT NULL) AS plain,
        (SELECT count(*) FROM ${people} WHERE regexp_matches(NAME, '^[A-Z][a-z]{4} [A-Z][a-z]{5}\\d+$')) AS shaped,
        (SELECT count(*) FROM ${visits} V JOIN ${people} P ON lower(P.NAME) = lower(rtrim(V.NAME))) AS joined,
        (SELECT count(DISTINCT NAME) FROM ${visits} WHERE length(NAME) = 20) AS names,
        (SELECT count(*) FROM ${people} WHERE BORN BETWEEN '1934-12-30' AND '1945-03-01') AS born,
        (SELECT sum(AMOUNT) FROM ${visits}) AS amount`);
    expect(found).toEqual({
      plain: '0',
      shaped: '50',
      joined: '50',
      names: '10',
      born: '50',
      amount: '1237.50',
    });
    expect(await readFile(contract(), 'utf8')).toContain('pii: birth_date');
    await run(join(folder, 'again'));
    expect(
      await duckdb.rows(`FROM '${join(folder, 'again/PEOPLE.parquet')}' EXCEPT ALL FROM ${people}`),
    ).toEqual([]);
  });
});
