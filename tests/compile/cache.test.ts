import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { compileCached, type OpenDatabase } from '../../src/compile/index.ts';
import { duckdbEngine } from '../../src/engine/duckdb/index.ts';
import { localFiles } from '../../src/files/index.ts';
import { originOf } from '../../src/text/index.ts';
import { removeFolder, temporaryFolder } from '../support/project.ts';
import { options, projectFiles } from './support.ts';

const folders: string[] = [];
afterEach(() => Promise.all(folders.splice(0).map(removeFolder)));

const files = {
  'project.yml': 'name: x\nvars: {n: 3}\n',
  'macros/twice.hbs': '{{x}} * 2',
  'macros/f.sql': 'CREATE MACRO third(x) AS x / 3;',
  'models/bronze/s.source.yml':
    'source: s\nrelations:\n  T:\n    columns:\n      A: {type: INTEGER, pii: name}\n',
  'models/bronze/a.sql': "/* ---\ngrain: A\n--- */\nSELECT A, {{> twice x='A'}} AS B, third(A) AS é FROM s.T",
  'models/silver/b.sql': "SELECT '🌲' AS tree, B FROM bronze.a JOIN seeds.c ON C = A",
  'models/gold/wrong.sql': 'SELECT nope FROM silver.b',
  'seeds/c.csv': 'C\n1\n',
};

async function cacheOf(): Promise<{
  compile: (files: Record<string, string>, identity?: string) => ReturnType<typeof compileCached>;
  opened: () => number;
  folder: string;
}> {
  const folder = join(await temporaryFolder(), '.lode');
  folders.push(join(folder, '..'));
  let opened = 0;
  const open: OpenDatabase = async () => {
    opened++;
    return { database: await duckdbEngine().open(options), engine: duckdbEngine() };
  };
  return {
    folder,
    opened: () => opened,
    compile: (texts, identity = '1') =>
      compileCached(projectFiles(texts), open, { files: localFiles(), folder, identity }),
  };
}

test('the same files give the same values without an engine, down to places in macros', async () => {
  const { compile, opened } = await cacheOf();
  const first = await compile(files);
  const second = await compile(files);
  expect(opened()).toBe(1);
  expect(second).toEqual(first);
  expect(second.compiled!.models.map((model) => model.name)).toEqual(['bronze.a', 'silver.b']);
  const [model] = second.compiled!.models;
  const at = model!.sql.indexOf('* 2');
  expect(originOf(model!.rendered, at, at + 3)?.span.file).toBe('macros/twice.hbs');
  expect(second.diagnostics.map((diagnostic) => diagnostic.code)).toEqual(['column-unknown']);
});

test.each([
  ['a model', { 'models/gold/wrong.sql': 'SELECT B FROM silver.b' }],
  ['a macro', { 'macros/twice.hbs': '{{x}} * 3' }],
  ['a seed', { 'seeds/c.csv': 'C\nx\n' }],
  ['a setting', { 'project.yml': 'name: y\nvars: {n: 3}\n' }],
  ['a new file', { 'models/gold/more.sql': 'SELECT 1 AS x' }],
])('%s that changed is compiled again', async (_, change) => {
  const { compile, opened } = await cacheOf();
  const first = await compile(files);
  const second = await compile({ ...files, ...change });
  expect(opened()).toBe(2);
  expect(second).not.toEqual(first);
});

test('another version of Lode or of the engine compiles again', async () => {
  const { compile, opened } = await cacheOf();
  await compile(files);
  await compile(files, '2');
  expect(opened()).toBe(2);
});

test('a damaged cache, and one made of two, are compiled again', async () => {
  const { compile, opened, folder } = await cacheOf();
  const first = await compile(files);
  const value = join(folder, 'compile.json');
  const plans = join(folder, 'compile-plans.txt');
  const [goodValue, goodPlans] = [await readFile(value, 'utf8'), await readFile(plans, 'utf8')];
  for (const [path, content] of [
    [value, goodValue.slice(0, 300)],
    [plans, goodPlans.slice(0, -5)],
    [plans, goodPlans.replace(/^../, 'zz')],
  ] as const) {
    await writeFile(value, goodValue);
    await writeFile(plans, goodPlans);
    await writeFile(path, content);
    expect(await compile(files)).toEqual(first);
  }
  expect(opened()).toBe(4);
});
