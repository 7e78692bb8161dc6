import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { duckdbEngine } from '../../src/engine/duckdb/index.ts';
import { lode, queryRows } from '../support/cli.ts';
import { removeFolder, temporaryFolder } from '../support/project.ts';

let folder: string;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => removeFolder(folder));

const headerOf = (path: string) =>
  parse(/\/\* ---\n([\s\S]*?)\n--- \*\//.exec(readFileSync(path, 'utf8'))![1]!);

async function writeParquet(path: string, sql: string): Promise<void> {
  const database = await duckdbEngine().open({
    allowedFolders: null,
    temporaryFolder: null,
    threads: null,
    memoryLimit: null,
    timeZone: 'UTC',
  });
  const session = await database.connect();
  await session.execute(`COPY (${sql}) TO '${path}' (FORMAT parquet)`);
  session.close();
  await database.close();
}

describe('lode init', () => {
  it('makes a project that compiles without a word and applies at once, with rows in gold', async () => {
    const made = await lode(folder, ['init', 'coffee']);
    expect(made.code, made.stderr).toBe(0);
    expect(made.stderr).toContain('cd coffee && lode apply');
    const project = join(folder, 'coffee');
    const compiled = await lode(project, ['compile', '--json']);
    expect(JSON.parse(compiled.stdout)).toMatchObject({ project: 'coffee', diagnostics: [] });
    const applied = await lode(project, ['apply', '--yes']);
    expect(applied.code, applied.stderr).toBe(0);
    const [total] = await queryRows(
      project,
      'SELECT sum(orders) AS orders, count(DISTINCT shop) AS shops FROM gold.revenue_daily',
    );
    expect(total).toEqual({ orders: '594', shops: '3' });
    const again = await lode(project, ['apply', '--yes']);
    expect(again.stderr).toContain('Nothing to do');
  });

  it('gives columns of the mock source exactly as the contract says', async () => {
    await lode(folder, ['init', '.']);
    const pulled = await lode(folder, ['source', 'pull', 'shop', '--json']);
    expect(JSON.parse(pulled.stdout).changes).toEqual([]);
  });

  it('describes every column of every model', async () => {
    await lode(folder, ['init', '.']);
    const { stdout } = await lode(folder, ['compile', '--json']);
    for (const model of JSON.parse(stdout).models)
      for (const column of model.columns)
        expect(column.description, `${model.name}.${column.name}`).toBeTruthy();
  });

  it('points the editor to JSON Schemas that lie in the project and that git keeps', async () => {
    await lode(folder, ['init', '.']);
    const settings = JSON.parse(readFileSync(join(folder, '.vscode/settings.json'), 'utf8'));
    const schemas = Object.entries(settings['yaml.schemas'] as Record<string, string>);
    expect(schemas.map(([, files]) => files)).toContain('project.yml');
    for (const [schema] of schemas) {
      const document = JSON.parse(readFileSync(join(folder, schema), 'utf8'));
      expect(document.$schema).toBe('http://json-schema.org/draft-07/schema#');
    }
    const git = (...argv: string[]) => execFileSync('git', ['-C', folder, ...argv], { encoding: 'utf8' });
    git('init', '--quiet');
    await lode(folder, ['apply', '--yes']);
    git('add', '--all');
    const kept = git('ls-files').trim().split('\n');
    expect(kept).toEqual(
      expect.arrayContaining(['.lode/schemas/project.json', '.vscode/settings.json', 'project.yml']),
    );
    expect(kept.filter((path) => /^(lake|\.lode\/(logs|compile))/.test(path))).toEqual([]);
  });

  it('refuses a folder that holds a project, and changes nothing in it', async () => {
    await writeFile(join(folder, 'project.yml'), 'name: mine\n');
    const { code, stderr } = await lode(folder, ['init']);
    expect(code).toBe(1);
    expect(stderr).toContain('there is a project in');
    expect(readdirSync(folder)).toEqual(['project.yml']);
    expect(readFileSync(join(folder, 'project.yml'), 'utf8')).toBe('name: mine\n');
  });

  it('names every file that it would overwrite, and writes none of the others', async () => {
    await mkdir(join(folder, 'models/silver'), { recursive: true });
    await writeFile(join(folder, 'models/silver/orders.sql'), 'SELECT 1');
    const { code, stderr } = await lode(folder, ['init']);
    expect(code).toBe(1);
    expect(stderr).toContain('- models/silver/orders.sql');
    expect(readdirSync(folder)).toEqual(['models']);
  });

  it('leaves the README and .gitignore of a fresh clone as they are, and says what to add', async () => {
    await writeFile(join(folder, 'README.md'), '# Ours\n');
    await writeFile(join(folder, '.gitignore'), 'node_modules/\n');
    const { code, stderr } = await lode(folder, ['init']);
    expect(code).toBe(0);
    expect(stderr).toContain('.gitignore was there already');
    expect(stderr).toContain('add `lake/`');
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('# Ours\n');
  });

  it('gives the project a usable name, whatever its folder is called', async () => {
    for (const [name, expected] of [
      ['Café Été 2', 'cafe_ete_2'],
      ['2026', 'lode_project_2026'],
      ['null', 'null'],
    ] as const) {
      await lode(folder, ['init', name]);
      const { stdout } = await lode(join(folder, name), ['compile', '--json']);
      expect(JSON.parse(stdout).project).toBe(expected);
    }
  });
});

describe('lode init --from-parquet', () => {
  it('makes a project whose proposed audits all hold for the files that are there', async () => {
    await mkdir(join(folder, 'exports'));
    await writeParquet(
      join(folder, 'exports', 'Customers.parquet'),
      `SELECT CAST(i AS INTEGER) AS customer_id, 'c' || i AS email, ['NL', 'BE'][1 + i % 2] AS country, CAST(i - 5 AS DOUBLE) AS balance,
         CASE WHEN i % 3 = 0 THEN NULL ELSE CAST(i AS DECIMAL(9,2)) END AS credit FROM range(50) AS t(i)`,
    );
    await writeParquet(
      join(folder, 'exports', 'order-lines.parquet'),
      `SELECT CAST(i // 4 AS INTEGER) AS order_no, CAST(i % 4 AS INTEGER) AS line_no, CAST(i % 7 AS INTEGER) AS "select", 'odd*/value' || i % 2 AS note
         FROM range(80) AS t(i)`,
    );
    const made = await lode(folder, ['init', 'shop', '--from-parquet', 'exports', '--source', 'billing']);
    expect(made.code, made.stderr).toBe(0);
    const project = join(folder, 'shop');
    const customers = headerOf(join(project, 'models/bronze/customers.sql'));
    expect(customers).toEqual({
      grain: ['customer_id'],
      columns: {
        customer_id: { audits: ['not_null', 'unique'] },
        email: { audits: ['not_null'] },
        country: { audits: ['not_null', { accepted_values: ['BE', 'NL'], on_failure: 'warn' }] },
        balance: { audits: ['not_null'] },
        credit: { audits: [{ accepted_range: { min: 0 }, on_failure: 'warn' }] },
      },
    });
    const lines = headerOf(join(project, 'models/bronze/order_lines.sql'));
    expect(lines.grain).toEqual(['order_no', 'line_no']);
    expect(lines.audits).toEqual([{ unique: ['order_no', 'line_no'] }]);
    expect(lines.columns.note).toEqual({ audits: ['not_null'] });
    expect(parse(readFileSync(join(project, 'models/bronze/billing.source.yml'), 'utf8'))).toMatchObject({
      source: 'billing',
      relations: { Customers: { columns: { credit: { type: 'DECIMAL(9,2)' } } } },
    });
    const applied = await lode(project, ['apply', '--yes', '--json']);
    expect(applied.code, applied.stdout).toBe(0);
    for (const model of JSON.parse(applied.stdout).models)
      expect(model.audits).toMatchObject({ failed: 0, warned: 0 });
    expect(await queryRows(project, 'SELECT count(*) AS n FROM bronze.order_lines')).toEqual([{ n: '80' }]);
  });

  it('proposes no key and no list of values where a handful of rows shows nothing', async () => {
    await mkdir(join(folder, 'few'));
    await writeParquet(
      join(folder, 'few', 'rates.parquet'),
      "SELECT 'A' || i AS label, CAST(i AS DOUBLE) AS rate FROM range(5) AS t(i)",
    );
    await lode(folder, ['init', 'p', '--from-parquet', 'few']);
    expect(headerOf(join(folder, 'p/models/bronze/rates.sql'))).toEqual({
      columns: { label: { audits: ['not_null'] }, rate: { audits: ['not_null'] } },
    });
  });

  it('writes the path relative to the project where the files lie in it', async () => {
    await mkdir(join(folder, 'p/data/raw'), { recursive: true });
    await writeParquet(join(folder, 'p/data/raw/t.parquet'), 'SELECT 1 AS id');
    const { code, stderr } = await lode(folder, ['init', 'p', '--from-parquet', 'p/data/raw']);
    expect(code, stderr).toBe(0);
    expect(parse(readFileSync(join(folder, 'p/project.yml'), 'utf8')).targets.files.sources).toEqual({
      raw: { type: 'parquet', path: 'data/raw' },
    });
  });

  it('says so where there is nothing to read, and leaves no folder behind', async () => {
    await mkdir(join(folder, 'empty'));
    const { code, stderr } = await lode(folder, ['init', 'p', '--from-parquet', 'empty']);
    expect(code).toBe(1);
    expect(stderr).toContain('there are no Parquet files');
    expect(existsSync(join(folder, 'p'))).toBe(false);
    const missing = await lode(folder, ['init', 'p', '--from-parquet', 'nowhere']);
    expect(missing.stderr).toContain('nowhere');
    expect(missing.code).toBe(1);
    expect(existsSync(join(folder, 'p'))).toBe(false);
  });
});
