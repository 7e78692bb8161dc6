import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { listingOf } from '../support/listing.ts';
import { makeProject, removeFolder } from '../support/project.ts';
import { applyShop, makeShop, moreSales, shopFiles, writeSales } from '../support/shop.ts';

/** Version 1: bronze; 2: the rest; 3: bronze with more sales; 4: the rest. */
let folder: string;
let between: string;
beforeAll(async () => {
  folder = await makeShop();
  await applyShop(folder);
  await new Promise((resolve) => setTimeout(resolve, 5));
  between = new Date().toISOString();
  await writeSales(folder, moreSales);
  await applyShop(folder);
});
afterAll(() => removeFolder(folder));

async function json(...argv: string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await lode(folder, [...argv, '--json']);
  expect(code, stderr).toBe(0);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('query', () => {
  const sum = 'SELECT sum(sales)::INTEGER AS n FROM gold.daily';

  test('reads the newest version', async () => {
    expect(await queryRows(folder, sum)).toEqual([{ n: 7 }]);
  });
  test('--as-of a version reads all tables as they were together', async () => {
    expect(await queryRows(folder, sum, '--as-of', '2')).toEqual([{ n: 5 }]);
    const both = `SELECT (SELECT count(*) FROM bronze.sales)::INTEGER AS bronze, (${sum}) AS gold`;
    expect(await queryRows(folder, both, '--as-of', '3')).toEqual([{ bronze: 7, gold: 5 }]);
  });
  test('--as-of a time reads what stood then', async () => {
    expect(await queryRows(folder, sum, '--as-of', between)).toEqual([{ n: 5 }]);
  });
  test.each([
    ['99', 'version-unknown'],
    ['2001-01-01', 'version-time-unknown'],
    ['yesterday', 'as-of-invalid'],
  ])('--as-of %s is refused', async (asOf, code) => {
    const refused = await lode(folder, ['query', sum, '--as-of', asOf]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain(`[${code}]`);
  });
  test('an unknown table is refused with the near name', async () => {
    const refused = await lode(folder, ['query', 'FROM gold.dayly']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('[query-failed]');
    expect(refused.stderr).toContain('gold.daily');
  });
  test('an unknown environment is refused', async () => {
    const refused = await lode(folder, ['query', sum, '--env', 'prodd']);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('[environment-unknown]');
    expect(refused.stderr).toContain('prod');
  });
  test('prints tables and CSV, and writes files', async () => {
    const sql = 'SELECT city, sum(turnover) AS turnover FROM gold.daily GROUP BY city ORDER BY city';
    expect((await lode(folder, ['query', sql, '--format', 'csv'])).stdout).toBe(
      'city,turnover\r\nGhent,50.75\r\nLiège,3.50\r\n',
    );
    const table = (await lode(folder, ['query', sql])).stdout;
    expect(table).toContain('Liège');
    const out = join(folder, 'out.csv');
    expect((await lode(folder, ['query', sql, '--format', 'csv', '--out', out])).stdout).toBe('');
    expect(await readFile(out, 'utf8')).toContain('Ghent,50.75');
  });
  test.each([
    ['PIVOT gold.daily ON city USING sum(sales) GROUP BY day', 3],
    ['DESCRIBE gold.daily', 4],
    ['WITH one AS (SELECT 1 AS n) FROM one; ', 1],
  ])('runs whatever reads: %s', async (sql, rows) => {
    expect(await queryRows(folder, sql)).toHaveLength(rows);
  });
  test('cannot write: the lake’s tables stay as they are', async () => {
    const before = await listingOf(join(folder, 'lake'));
    for (const sql of [
      'DELETE FROM gold.daily',
      'DROP VIEW gold.daily',
      'CREATE TABLE x AS SELECT 1',
      'SELECT 1; SELECT 2',
      `COPY (SELECT 1 AS a) TO '${join(folder, 'lake', 'stray.csv')}'`,
    ]) {
      const { code, stderr } = await lode(folder, ['query', sql]);
      expect(code, sql).toBe(1);
      expect(stderr, sql).toContain('[query-not-select]');
    }
    expect(await listingOf(join(folder, 'lake'))).toEqual(before);
  });
});

describe('history', () => {
  test('lists the environment’s versions, newest first', async () => {
    const { versions } = (await json('history')) as { versions: { version: number; status: string }[] };
    expect(versions.map(({ version, status }) => `${version} ${status}`)).toEqual([
      '4 committed',
      '3 committed',
      '2 committed',
      '1 committed',
    ]);
  });
  test('of a model lists the versions in which it changed', async () => {
    const versionsOf = async (model: string) =>
      ((await json('history', model)) as { versions: { version: number }[] }).versions.map(
        (each) => each.version,
      );
    expect(await versionsOf('gold.daily')).toEqual([4, 2]);
    expect(await versionsOf('bronze.sales')).toEqual([3, 1]);
    expect(await versionsOf('seeds.shops')).toEqual([2]);
  });
  test('of an unknown model is refused', async () => {
    const { code, stderr } = await lode(folder, ['history', 'gold.dayly']);
    expect(code).toBe(1);
    expect(stderr).toContain('[model-unknown]');
    expect(stderr).toContain('gold.daily');
  });
});

describe('plan', () => {
  test('--detailed-exitcode is 0 where there is nothing to do and 2 where there is', async () => {
    const other = await makeShop();
    try {
      expect((await lode(other, ['plan', '--detailed-exitcode'])).code).toBe(2);
      expect((await lode(other, ['plan'])).code).toBe(0);
      await applyShop(other);
      expect((await lode(other, ['plan', '--detailed-exitcode'])).code).toBe(0);
      await writeFile(
        join(other, 'models/gold/daily.sql'),
        shopFiles['models/gold/daily.sql'].replace('description: T', 'description: t'),
      );
      expect((await lode(other, ['plan', '--detailed-exitcode'])).code).toBe(2);
    } finally {
      await removeFolder(other);
    }
  });
  test('writes nothing, not even the lake’s folder', async () => {
    const other = await makeShop();
    try {
      // The compile cache is the project's own, in .lode; once it stands it stays.
      await lode(other, ['compile']);
      const before = await listingOf(other);
      await lode(other, ['plan']);
      await lode(other, ['plan', '--json']);
      await lode(other, ['compile']);
      await lode(other, ['show', 'gold.daily']);
      expect(await listingOf(other)).toEqual(before);
    } finally {
      await removeFolder(other);
    }
  });
  test('--out writes the document that --json prints', async () => {
    const out = join(folder, 'plan.json');
    await lode(folder, ['plan', '--out', out]);
    const { createdAt: _, ...written } = JSON.parse(await readFile(out, 'utf8')) as Record<string, unknown>;
    const { createdAt: __, ...printed } = await json('plan');
    expect(written).toEqual(printed);
  });
});

describe('--json', () => {
  test.each([
    [['compile']],
    [['render', 'gold.daily']],
    [['plan']],
    [['apply', '--yes']],
    [['history']],
    [['history', 'gold.daily']],
    [['source', 'list']],
    [['source', 'pull', 'till']],
    [['delta', 'inspect', 'lake/prod/gold/daily']],
    [['delta', 'history', 'lake/prod/gold/daily']],
  ])('of %j is one document with a formatVersion', async (argv) => {
    expect((await json(...argv)).formatVersion).toBe('1.0');
  });
  test.each([
    [['query', 'FROM gold.daily']],
    [['show', 'gold.daily']],
    [['delta', 'scan', 'lake/prod/gold/daily']],
  ])('of %j is the rows', async (argv) => {
    const { code, stdout, stderr } = await lode(folder, [...argv, '--json']);
    expect(code, stderr).toBe(0);
    const rows = JSON.parse(stdout) as unknown[];
    expect(rows).toHaveLength(5);
  });
  test('of a failure is one document too, with the diagnostics', async () => {
    const { code, stdout, stderr } = await lode(folder, ['history', 'gold.dayly', '--json']);
    expect(code).toBe(1);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      formatVersion: '1.0',
      diagnostics: [{ code: 'model-unknown', severity: 'error' }],
    });
  });
  test('of an apply that builds names versions and models', async () => {
    const other = await makeShop();
    try {
      const { code, stdout, stderr } = await applyShop(other, '--json');
      expect(code, stderr).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        formatVersion: '1.0',
        versions: [
          { version: 1, tables: 1 },
          { version: 2, tables: 3 },
        ],
      });
    } finally {
      await removeFolder(other);
    }
  });
});

describe('words for people', () => {
  test('--quiet leaves an apply without a word', async () => {
    const other = await makeShop();
    try {
      const { code, stdout, stderr } = await applyShop(other, '--quiet');
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
    } finally {
      await removeFolder(other);
    }
  });
  test('--quiet still says errors', async () => {
    const { code, stderr } = await lode(folder, ['history', 'gold.dayly', '--quiet']);
    expect(code).toBe(1);
    expect(stderr).toContain('[model-unknown]');
  });
  test('results go to stdout, the rest to stderr', async () => {
    const { stdout, stderr } = await lode(folder, ['query', 'SELECT 1 AS one', '--format', 'csv']);
    expect({ stdout, stderr }).toEqual({ stdout: 'one\r\n1\r\n', stderr: '' });
  });
  test('a folder of models without data shows in render what will run', async () => {
    expect((await lode(folder, ['render', 'gold.daily'])).stdout).toBe(
      `${shopFiles['models/gold/daily.sql'].split('--- */\n')[1]!.trim()}\n`,
    );
  });
});

describe('arguments', () => {
  test.each([
    [['aply'], 'apply'],
    [['plan', '--detailed-exitcodes'], '--detailed-exitcode'],
    [['apply', '--concurrency', 'many'], 'whole number'],
    [['query'], 'sql'],
    [['query', 'SELECT 1', '--format', 'xml'], 'csv'],
    [['apply', 'prod', 'dev'], 'argument'],
    [['plan', '--target', 'filez'], 'files'],
    [['apply', 'pr/od', '--yes'], 'environment'],
    [['show', 'gold.dayly'], 'gold.daily'],
    [['render', 'gold.dayly'], 'gold.daily'],
    [['source', 'pull', 'tills'], 'till'],
    [['delta', 'inspect', 'lake/prod/gold'], 'lake/prod/gold'],
  ])('%j exits with 1 and says what would have been right', async (argv, said) => {
    const { code, stdout, stderr } = await lode(folder, argv);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(said);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
  test('--help and --version exit with 0', async () => {
    const help = await lode(folder, ['--help']);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('apply');
    expect((await lode(folder, ['apply', '--help'])).code).toBe(0);
    expect((await lode(folder, ['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
  test('--project names the folder', async () => {
    const { code, stdout } = await lode('/', ['history', '--project', folder, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ environment: 'prod' });
  });
  test('a project without models has nothing to do', async () => {
    const empty = await makeProject({});
    try {
      const { code, stderr } = await lode(empty, ['apply', '--yes']);
      expect(code, stderr).toBe(0);
      const written = Object.keys(await listingOf(empty)).filter((path) => !path.startsWith('.lode'));
      expect(written).toEqual(['.', 'project.yml']);
    } finally {
      await removeFolder(empty);
    }
  });
});
