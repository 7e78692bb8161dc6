import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { lode } from '../support/cli.ts';
import { removeFolder, temporaryFolder } from '../support/project.ts';

let folder: string;
afterEach(() => removeFolder(folder));

async function project(files: Readonly<Record<string, string>>): Promise<void> {
  folder = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

const settings = (module: string, type = 'mine') =>
  `name: p\nconnectors:\n  ${type}: ${JSON.stringify(module)}\ntargets:\n  t:\n    sources:\n      web: {type: ${type}}\n`;

const connector = `export default ({ rowsToBatches, selectRows, exactRelation }) => ({
  async open(source) {
    const columns = [{ name: 'id', type: 'BIGINT' }];
    return {
      relations: async () => ['clicks'],
      schema: async (relation) => ({ name: exactRelation(source, ['clicks'], relation), columns }),
      read: (read) => selectRows({ source, relation: 'clicks' }, ['id'], read, () => rowsToBatches({ source, relation: 'clicks', columns }, [[1], ['9007199254740993']])),
      version: async () => null,
      close: async () => {},
    };
  },
});`;

test('a connector of an npm package is loaded from where the project has it, by its exports', async () => {
  await project({
    'project.yml': settings('@acme/clicks'),
    'node_modules/@acme/clicks/package.json': JSON.stringify({
      name: '@acme/clicks',
      type: 'module',
      exports: { '.': { types: './x.d.ts', import: './lib/main.js' } },
    }),
    'node_modules/@acme/clicks/lib/main.js': connector,
    'models/bronze/clicks.sql': 'SELECT * FROM web.clicks',
  });
  expect((await lode(folder, ['source', 'pull', 'web'])).code).toBe(0);
  expect((await lode(folder, ['apply', '--yes'])).code).toBe(0);
  const { stdout } = await lode(folder, ['query', 'FROM bronze.clicks', '--format', 'csv']);
  expect(stdout).toBe('id\r\n1\r\n9007199254740993\r\n');
  const { stdout: tested } = await lode(folder, ['source', 'test', 'web', '--json']);
  const { checks } = JSON.parse(tested) as { checks: { name: string; problem: string | null }[] };
  expect(checks.filter(({ problem }) => problem !== null).map(({ name }) => name)).toEqual([
    'an unknown setting is refused',
  ]);
});

test.each([
  ['./no.mjs', {}, 'connector-module-missing', 'There is no such file.'],
  ['no-such-package', {}, 'connector-module-missing', 'No package of this name is installed'],
  ['./a.ts', { 'a.ts': '' }, 'connector-module-missing', 'name the compiled JavaScript'],
  ['./a.mjs', { 'a.mjs': "throw new Error('boom');" }, 'connector-module-missing', 'boom'],
  ['./a.mjs', { 'a.mjs': 'export const open = 1;' }, 'connector-invalid', 'It has no default export.'],
])('a module %s %j is told as %s', async (module, files, code, problem) => {
  await project({ 'project.yml': settings(module), ...files });
  const { code: exit, stderr } = await lode(folder, ['source', 'list']);
  expect(exit).toBe(1);
  expect(stderr).toContain(`[${code}]`);
  expect(stderr).toContain(problem);
});

test('a connector cannot take the name of one of Lode’s own', async () => {
  await project({ 'project.yml': settings('./a.mjs', 'csv'), 'a.mjs': connector });
  expect((await lode(folder, ['source', 'list'])).stderr).toContain('[connector-name-taken]');
});

test('rows kept aside are in the events and the record of the run', async () => {
  await project({
    'project.yml': 'name: p\ntargets:\n  t:\n    sources:\n      web: {type: csv, path: in, bad_rows: 50%}\n',
    'in/clicks.csv': 'id,page\n1,/\n2\n3,/a\n',
    'models/bronze/clicks.sql': 'SELECT * FROM web.clicks',
    'models/bronze/clicks_rejects.sql': 'SELECT * FROM web.clicks_rejects',
  });
  await lode(folder, ['source', 'pull', 'web']);
  const { code } = await lode(folder, ['apply', '--yes', '--events', join(folder, 'events.ndjson')]);
  expect(code).toBe(0);
  const events = (await readFile(join(folder, 'events.ndjson'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(
    events.find((event) => event.kind === 'source-read' && event.relation === 'web.clicks'),
  ).toMatchObject({
    rows: 2,
    setAside: { rows: 1, relation: 'web.clicks_rejects' },
  });
  const kept = await lode(folder, [
    'query',
    'SELECT line, raw FROM bronze.clicks_rejects',
    '--format',
    'csv',
  ]);
  expect(kept.stdout).toBe('line,raw\r\n3,2\r\n');
  await writeFile(join(folder, 'in/clicks.csv'), 'id,page\n1,/\n2\n3,/a\n4\n');
  const again = await lode(folder, ['run']);
  expect(again.stderr).toContain(
    'web.clicks: 2 rows cannot be read and are kept aside in web.clicks_rejects',
  );
});
