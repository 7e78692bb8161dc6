import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { lode } from '../../support/cli.ts';
import { makeProject, removeFolder } from '../../support/project.ts';
import { contract } from '../../triage/mapping/extract-corpus.ts';
import { procedures } from '../../triage/mapping/procedures.ts';

let folder: string;
beforeAll(async () => {
  folder = await makeProject({
    'project.yml': 'name: test\nlayers: {silver: {reads: [sources]}}\n',
    'models/bronze/shop.source.yml': contract,
  });
  mkdirSync(join(folder, 'old'));
  for (const [dialect, text] of procedures) writeFileSync(join(folder, `old/${dialect}.sql`), `${text}\n`);
  writeFileSync(
    join(folder, 'old/mysql.sql'),
    `CREATE TABLE totals (store INT, p DECIMAL(9,2), PRIMARY KEY (store));\nDELIMITER //\n${procedures.find(([dialect]) => dialect === 'mysql')![1]} //\n`,
  );
});
afterAll(() => removeFolder(folder));

interface Table {
  readonly table: string;
  readonly kind: string;
  readonly path: string;
  readonly notes: string[];
  readonly proof: { kind: string };
  readonly reasons: string[];
}

async function extract(...argv: string[]) {
  const { code, stdout, stderr } = await lode(folder, ['mapping', 'extract', '--json', '--force', ...argv]);
  if (stdout === '') throw new Error(stderr);
  const { tables, loose } = JSON.parse(stdout) as { tables: Table[]; loose: unknown[] };
  const of = (name: string) => tables.find(({ table }) => table.endsWith(name))!;
  const mapping = (name: string) => parse(readFileSync(join(folder, of(name).path), 'utf8'));
  return { code, of, mapping, loose };
}

describe.each(procedures)('lode mapping extract of a procedure of %s', (dialect) => {
  it('writes one mapping for each table that it writes by a query, each proved, and says of the others why not', async () => {
    const { code, of, mapping } = await extract(`old/${dialect}.sql`, '--from', dialect);
    expect(code).toBe(2);
    for (const name of ['sales_copy', 'totals', 'latest'])
      expect([name, of(name).reasons, of(name).proof]).toEqual([name, undefined, { kind: 'equal' }]);
    for (const name of ['log', 'steps', 'corrected'])
      expect([name, of(name).kind]).toEqual([name, 'refused']);
    const copy = mapping('sales_copy');
    expect(copy.target).toMatchObject({ kind: 'incremental_by_time_range', time_column: 'day' });
    const { filters } = copy.with?.fresh ?? copy;
    const written = filters.join('\n').replaceAll(/\b\w+\.day\b/gi, 'day');
    expect(written).toContain('day >= {{start}}\nday < {{end}}');
    expect(JSON.stringify(copy)).toMatch(/\{\{var \\+"(v_)?low\\+"\}\}/);
    expect(copy.origin.notes.join('\n')).toMatch(/To be decided: .*intervals[\s\S]*project\.yml/);
    expect(mapping('totals').target).toMatchObject({
      kind: 'incremental_by_unique_key',
      unique_key: ['store'],
    });
    expect(mapping('latest')).toMatchObject({
      target: { model: 'silver.latest' },
      origin: { procedure: expect.stringContaining('load_sales') },
    });
  });
});

it('one of its tables can be named, and what a variable is decided to be makes the mapping bind', async () => {
  const { of } = await extract(
    'old/postgres.sql#sales_copy',
    '--from',
    'postgres',
    '--model',
    'silver.copied',
  );
  expect(of('sales_copy').path).toBe('mappings/silver.copied.yml');
  const check = () => lode(folder, ['mapping', 'check', 'mappings/silver.copied.yml']);
  expect((await check()).stderr).toContain('v_low');
  writeFileSync(
    join(folder, 'project.yml'),
    'name: test\nlayers: {silver: {reads: [sources]}}\nvars: {v_low: 1}\n',
  );
  const { stderr } = await check();
  expect(stderr).not.toMatch(/error/);
  const several = await lode(folder, [
    'mapping',
    'extract',
    'old/postgres.sql',
    '--from',
    'postgres',
    '--model',
    'silver.x',
  ]);
  expect([several.code, several.stderr]).toEqual([1, expect.stringContaining('name it behind `#`')]);
  const none = await lode(folder, ['mapping', 'extract', 'old/postgres.sql#nothing', '--from', 'postgres']);
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('it does not write `nothing`, but')]);
});

it('a procedure of the inventory is read where it stands, by its id', async () => {
  expect((await lode(folder, ['legacy', 'scan', 'old', '--dialect', 'tsql'])).code).toBe(0);
  const { of } = await extract('dbo.load_sales#dbo.latest');
  expect(of('latest').proof).toEqual({ kind: 'equal' });
});
