import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { lode } from '../../support/cli.ts';
import { makeProject, removeFolder } from '../../support/project.ts';
import { contract } from '../../triage/mapping/extract-corpus.ts';

let folder: string;
beforeAll(async () => {
  folder = await makeProject({
    'project.yml':
      'name: test\nlayers: {silver: {reads: [seeds, sources]}, gold: {reads: [silver, seeds]}}\n',
    'models/bronze/shop.source.yml': contract,
  });
  mkdirSync(join(folder, 'old'));
});
afterAll(() => removeFolder(folder));

interface Outcome {
  readonly code: number;
  readonly proof: { kind: string; columns?: string[]; problem?: string };
  readonly notes: readonly string[];
  readonly mapping: Record<string, unknown>;
}

async function extract(sql: string, ...options: string[]): Promise<Outcome> {
  writeFileSync(join(folder, 'old/v.sql'), sql);
  const argv = ['mapping', 'extract', 'old/v.sql', '--model', 'silver.v', '--force', '--json', ...options];
  const dialect = options.includes('--from') ? [] : ['--from', 'duckdb'];
  const { code, stdout, stderr } = await lode(folder, [...argv, ...dialect]);
  if (stdout === '') throw new Error(stderr);
  const { proof, notes } = JSON.parse(stdout);
  return { code, proof, notes, mapping: parse(readFileSync(join(folder, 'mappings/silver.v.yml'), 'utf8')) };
}

it('a view is taken apart with the names of its head, and what is generated is proved equal', async () => {
  const { code, proof, notes, mapping } = await extract(
    'CREATE VIEW old.v (a, b) AS SELECT id, quantity * price FROM shop.sales;',
  );
  expect(mapping.columns).toEqual({ a: 'id', b: { expression: 'quantity * price' } });
  expect([code, proof, notes]).toEqual([0, { kind: 'equal' }, []]);
});

it('what no rule can say is noted in the mapping', async () => {
  const { proof, mapping } = await extract(
    'SELECT store, sum(price) AS p FROM shop.sales GROUP BY ROLLUP (store)',
  );
  expect((mapping.origin as { notes: string[] }).notes.join()).toContain('ROLLUP');
  expect(mapping.sql).toContain('ROLLUP (store)');
  expect(proof).toEqual({ kind: 'equal' });
});

it('a view of another dialect is translated first, over what the project knows of its tables', async () => {
  const { proof, mapping, notes } = await extract(
    `CREATE VIEW dbo.v_stores AS
SELECT t.name AS store, ISNULL(SUM(s.quantity), 0) AS pieces, COUNT(*) AS lines
FROM dbo.stores t LEFT JOIN dbo.sales s ON s.store = t.id
WHERE t.state <> 'XX'
GROUP BY t.name`,
    '--from',
    'tsql',
  );
  expect(notes).toEqual([]);
  expect(Object.values(mapping.sources as Record<string, string>)).toEqual(['shop.stores', 'shop.sales']);
  expect(mapping.origin).toMatchObject({ object: 'dbo.v_stores', dialect: 'tsql' });
  expect(proof).toEqual({ kind: 'equal' });
});

it('a query over tables that the project lacks is taken apart, and not called proved', async () => {
  const { code, proof, mapping } = await extract('SELECT a.x FROM crm.accounts a');
  expect(mapping.columns).toEqual({ x: 'a.x' });
  expect([code, proof.kind]).toEqual([2, 'unbound']);
});

it('what stands in the place of a mapping is not overwritten, and what is no query is refused', async () => {
  const run = (...argv: string[]) => lode(folder, ['mapping', 'extract', ...argv]);
  writeFileSync(join(folder, 'old/v.sql'), 'SELECT id FROM shop.sales');
  writeFileSync(join(folder, 'mappings/silver.v.yml'), '# mine\n');
  const taken = await run('old/v.sql', '--from', 'duckdb');
  expect([taken.code, taken.stderr]).toEqual([1, expect.stringContaining('is there already')]);
  writeFileSync(join(folder, 'old/t.sql'), 'CREATE TABLE t (a INT);');
  expect((await run('old/t.sql', '--from', 'duckdb')).stderr).toContain('it holds no view and no query');
  expect((await run('old/v.sql')).stderr).toContain('--from tsql');
  expect((await run('old/none.sql', '--from', 'duckdb')).stderr).toContain('is no file and no object');
});

it('comments of the original are notes of their columns, and a grouped query has its grain', async () => {
  const { proof, notes, mapping } = await extract(
    `CREATE VIEW dbo.v AS
SELECT s.store, -- where it was sold
  -- net of tax
  SUM(s.price) AS net
FROM dbo.sales s
WHERE s.price > 0 -- gifts are none
GROUP BY s.store`,
    '--from',
    'tsql',
  );
  expect(proof).toEqual({ kind: 'equal' });
  expect(mapping.columns).toEqual({
    store: { direct: 's.store', note: 'where it was sold' },
    net: { aggregate: { function: 'sum', of: 's.price' }, note: 'net of tax' },
  });
  expect(mapping.grain).toEqual(['store']);
  expect(notes).toEqual(['A comment of the original: gifts are none']);
});

it('a table that a dialect has for a FROM that must be there is none of the estate', async () => {
  const { proof, mapping } = await extract("SELECT 1 AS one, 'a' AS letter FROM DUAL", '--from', 'oracle');
  expect(proof).toEqual({ kind: 'equal' });
  expect(mapping.sources).toEqual({ DUAL: { sql: "SELECT 'X' AS dummy" } });
});

it('a star over views of the inventory is listed by the columns that binding finds, through any number of views', async () => {
  const own = await makeProject({
    'project.yml': 'name: test\nlayers: {silver: {reads: [seeds, sources]}}\n',
  });
  mkdirSync(join(own, 'old'));
  writeFileSync(
    join(own, 'old/views.sql'),
    `CREATE TABLE dbo.Bill (Id int NOT NULL PRIMARY KEY, Total money, FId int)
GO
CREATE VIEW dbo.Large AS SELECT Id, Total * 2 AS Twice FROM dbo.Bill WHERE Total > 10
GO
CREATE VIEW dbo.Joined AS SELECT l.*, b.FId FROM dbo.Large l JOIN dbo.Bill b ON b.Id = l.Id
GO
CREATE VIEW dbo.Whole AS SELECT * FROM dbo.Joined
GO
`,
  );
  try {
    expect((await lode(own, ['legacy', 'scan', 'old', '--dialect', 'tsql'])).code).toBe(0);
    const { code, stdout } = await lode(own, ['mapping', 'extract', 'dbo.whole', '--json']);
    expect([code, JSON.parse(stdout).proof]).toEqual([0, { kind: 'equal' }]);
    const mapping = parse(readFileSync(join(own, 'mappings/silver.whole.yml'), 'utf8'));
    expect([mapping.sources, mapping.columns]).toEqual([
      { Joined: 'dbo.Joined' },
      { Id: 'Joined.Id', Twice: 'Joined.Twice', FId: 'Joined.FId' },
    ]);
  } finally {
    removeFolder(own);
  }
});
