import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lode } from '../../support/cli.ts';
import { removeFolder, temporaryFolder, writeFiles } from '../../support/project.ts';

let folder: string;

const views = `CREATE TABLE dbo.orders (id int, customer int, amount money, pieces int, placed datetime);
GO
CREATE VIEW dbo.v_last AS SELECT TOP 10 customer, mean FROM dbo.v_mean ORDER BY mean DESC;
GO
CREATE VIEW dbo.v_mean AS
SELECT customer, SUM(pieces) / COUNT(*) AS mean FROM dbo.orders WITH (NOLOCK) GROUP BY customer;
`;

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFiles(folder, {
    'views.sql': views,
    'refused.sql': 'SELECT dbo.fn_vat(amount) FROM dbo.orders;\nSELECT 1 AS one;',
    'tables.sql': 'CREATE TABLE t (a int);',
    'wide/estate.sql': `${views}GO\nCREATE VIEW dbo.v_bad AS SELECT dbo.fn_vat(amount) AS vat FROM dbo.orders;\n`,
  });
});
afterAll(() => removeFolder(folder));

test('views are translated and bound over the tables and the other views of their file', async () => {
  const { code, stdout, stderr } = await lode(folder, ['translate', 'views.sql', '--from', 'tsql']);
  expect(code).toBe(0);
  expect(stdout).toContain('sum(pieces) // count(*) AS mean');
  expect(stdout).toContain(
    '-- dbo.v_last\nSELECT customer, mean\nFROM dbo.v_mean\nORDER BY mean DESC NULLS LAST\nLIMIT 10;',
  );
  expect(stderr).toContain('`NOLOCK` was left out');
  expect(stderr).toContain('2 of 2 queries translated and bound.');
});

test('a refusal is an error with its place, and the other queries are printed all the same', async () => {
  const { code, stdout, stderr } = await lode(folder, ['translate', 'refused.sql', '--from', 'tsql']);
  expect(code).toBe(1);
  expect(stdout).toContain('SELECT 1 AS one;');
  expect(stderr).toContain('The function `fn_vat` of T-SQL is not translated');
  expect(stderr).toContain('refused.sql:1:8');
});

test('one query of a file becomes a model with its header', async () => {
  const { code, stdout } = await lode(folder, [
    'translate',
    'views.sql',
    '--from',
    'tsql',
    '--to-model',
    'silver.v_mean',
  ]);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^\/\* ---\nkind: full\ndescription: "Translated from dbo.v_mean, views.sql:5 \(T-SQL\)."\n--- \*\/\nSELECT/,
  );
  const several = await lode(folder, [
    'translate',
    'views.sql',
    '--from',
    'tsql',
    '--to-model',
    'silver.sales',
  ]);
  expect(several).toMatchObject({ code: 1, stdout: '' });
});

test('--check says what becomes of each statement without its SQL; --json gives all as one document', async () => {
  const check = await lode(folder, ['translate', 'views.sql', '--from', 'tsql', '--check']);
  expect(check).toMatchObject({ code: 0, stdout: '' });
  const { stdout } = await lode(folder, ['translate', 'views.sql', '--from', 'tsql', '--json']);
  const document = JSON.parse(stdout);
  expect(
    document.statements.map((each: { name: string; outcome: string }) => [each.name, each.outcome]),
  ).toEqual([
    ['dbo.v_last', 'bound'],
    ['dbo.v_mean', 'bound'],
  ]);
  expect(document.diagnostics.map((each: { code: string }) => each.code)).toContain('translate-hint-dropped');
});

test('a file without queries, and a dialect that there is not, are told', async () => {
  expect(await lode(folder, ['translate', 'tables.sql', '--from', 'postgres'])).toMatchObject({ code: 1 });
  const unknown = await lode(folder, ['translate', 'tables.sql', '--from', 'postgre']);
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).toContain('postgres');
});

test('the lineage of a scanned estate runs through its views, and says what is less certain', async () => {
  await lode(folder, ['legacy', 'scan', 'wide', '--dialect', 'tsql']);
  const { code, stdout } = await lode(folder, ['legacy', 'lineage', 'dbo.v_last.mean']);
  expect(code).toBe(0);
  expect(stdout).toContain('dbo.orders.pieces');
  const json = JSON.parse((await lode(folder, ['legacy', 'lineage', 'dbo.orders.amount', '--json'])).stdout);
  expect(json.steps).toContainEqual({
    relation: 'dbo.v_bad',
    understanding: 'parsed',
    reasons: ['The function `fn_vat` of T-SQL is not translated'],
  });
  expect(json.confidence.downstream).toContainEqual({
    relation: 'dbo.v_bad',
    column: null,
    direct: false,
    understanding: 'parsed',
  });
  const page = await lode(folder, ['legacy', 'lineage', '--format', 'html']);
  expect(page.stdout).toContain('dbo.v_mean');
  await lode(folder, ['legacy', 'lineage', '--update']);
  const { objects } = JSON.parse(await readFile(join(folder, 'triage/inventory.json'), 'utf8'));
  const understanding = objects.map((each: { id: string; understanding: string }) => [
    each.id,
    each.understanding,
  ]);
  expect(understanding).toContainEqual(['dbo.v_last', 'bound']);
  expect(understanding).toContainEqual(['dbo.v_bad', 'parsed']);
});
