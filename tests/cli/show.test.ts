import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lode } from '../support/cli.ts';
import { makeProject, removeFolder } from '../support/project.ts';

let folder: string;
beforeEach(async () => {
  folder = await makeProject({
    'seeds/rates.csv': 'code,rate\na,1.5\nb,2.5\n',
    'macros/doubled.hbs': '({{value}} * 2)',
    'models/silver/rates.sql': 'SELECT code, rate FROM seeds.rates',
    'models/gold/total.sql': 'SELECT CAST(sum(rate) AS DECIMAL(9,2)) AS total FROM silver.rates',
  });
});
afterEach(() => removeFolder(folder));

const rowsOf = async (...argv: string[]) => {
  const { code, stdout, stderr } = await lode(folder, ['show', ...argv, '--format', 'json']);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout);
};

describe('lode show', () => {
  it('gives rows of a model as edited before anything was applied, and writes nothing', async () => {
    expect(await rowsOf('gold.total')).toEqual([{ total: '4.00' }]);
    expect(readdirSync(folder)).not.toContain('lake');
  });

  it('gives the edited model over what stands, and what was applied is not touched', async () => {
    await lode(folder, ['apply', '--yes']);
    writeFileSync(join(folder, 'models/silver/rates.sql'), 'SELECT code, rate + 1 AS rate FROM seeds.rates');
    expect(await rowsOf('gold.total')).toEqual([{ total: '6.00' }]);
    const { stdout } = await lode(folder, ['query', 'FROM gold.total', '--format', 'json']);
    expect(JSON.parse(stdout)).toEqual([{ total: '4.00' }]);
  });

  it('gives no more rows than --limit says', async () => {
    expect(await rowsOf('silver.rates', '--limit', '1')).toHaveLength(1);
  });
});

describe('lode show --inline', () => {
  it('runs a query over models as edited, in its order, with macros', async () => {
    writeFileSync(join(folder, 'models/silver/rates.sql'), 'SELECT code, rate + 1 AS rate FROM seeds.rates');
    const sql =
      'SELECT code, {{> doubled value="rate"}} AS r FROM silver.rates ORDER BY r DESC; -- largest first';
    expect(await rowsOf('--inline', sql)).toEqual([
      { code: 'b', r: '7.0' },
      { code: 'a', r: '5.0' },
    ]);
  });

  it('may read every layer', async () => {
    const sql = 'SELECT total, (SELECT count(*) FROM seeds.rates) AS n FROM gold.total';
    expect(await rowsOf('--inline', sql)).toEqual([{ total: '4.00', n: '2' }]);
  });

  it('points at the place in the query, with the near name', async () => {
    const { code, stderr } = await lode(folder, [
      'show',
      '--inline',
      'SELECT code,\n  rte FROM silver.rates',
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('query:2:3');
    expect(stderr).toContain('2 │   rte FROM silver.rates');
    expect(stderr).toContain('Did you mean `rate`');
  });

  it('names the model’s fault, not the query’s, where a model that it reads is broken', async () => {
    writeFileSync(join(folder, 'models/silver/rates.sql'), 'SELECT nothing FROM seeds.rates');
    const { code, stderr } = await lode(folder, ['show', '--inline', 'SELECT * FROM silver.rates']);
    expect(code).toBe(1);
    expect(stderr).toContain('models/silver/rates.sql:1:8');
  });

  it('wants a model or a query, one of them', async () => {
    expect((await lode(folder, ['show'])).stderr).toContain('neither a model nor a query');
    expect((await lode(folder, ['show', 'gold.total', '--inline', 'SELECT 1'])).stderr).toContain(
      'a model and a query',
    );
  });
});

describe('a query that fails', () => {
  beforeEach(async () => {
    await lode(folder, ['apply', '--yes']);
  });

  it('is shown with the place that the engine names, also behind letters of several bytes', async () => {
    const { code, stderr } = await lode(folder, ['query', "SELECT 'déjà', rte FROM silver.rates"]);
    expect(code).toBe(1);
    expect(stderr).toContain('query:1:16');
    expect(stderr).toMatch(/│ {16}\^\^\^\n/);
    expect(stderr).toContain('Did you mean `rate`');
  });

  it('is shown with the word at which the grammar ends', async () => {
    const { stderr } = await lode(folder, ['query', 'SELECT 1\nFROM WHERE']);
    expect(stderr).toContain('query:2:6');
  });

  it('names near relations of the environment', async () => {
    const { stderr } = await lode(folder, ['query', 'FROM silver.rate']);
    expect(stderr).toContain('There is no relation `silver.rate`.');
    expect(stderr).toContain('Did you mean `silver.rates`?');
  });
});
