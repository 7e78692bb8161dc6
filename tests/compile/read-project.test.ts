import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from 'vitest';
import { readProject } from '../../src/compile/index.ts';
import { localFiles } from '../../src/files/index.ts';
import { loadProject } from '../../src/project/index.ts';
import { makeProject, removeFolder } from '../support/project.ts';

const folders: string[] = [];
afterEach(() => Promise.all(folders.splice(0).map(removeFolder)));

async function read(files: Record<string, string | Uint8Array>, environment = {}) {
  const folder = await makeProject(files);
  folders.push(folder);
  return readProject(localFiles(), folder, environment);
}

test('models, macros, tests and seeds are read, whatever lies beside them is not', async () => {
  const { value, diagnostics } = await read({
    'project.yml': 'name: x\nseeds: data\n',
    'models/gold/deep/m.sql': 'SELECT 1 AS x',
    'models/gold/notes.md': 'no',
    'models/.hidden/m.sql': 'no',
    'macros/a/b.hbs': 'x',
    'macros/c.sql': '',
    'tests/unit/t.yml': 'model: gold.m\n',
    'tests/audits/a.sql': 'SELECT 1',
    'data/s.csv': 'a\n1\n',
    'data/p.csv.gz': gzipSync('a,b\n1,2\n'),
    'data/p.yml': 'description: packed\n',
    'data/firebird/x.parquet': 'no',
    'other/m.sql': 'no',
  });
  expect(diagnostics).toEqual([]);
  expect(value.files.texts.map((file) => file.path).sort()).toEqual([
    'data/p.yml',
    'macros/a/b.hbs',
    'macros/c.sql',
    'models/gold/deep/m.sql',
    'project.yml',
    'tests/audits/a.sql',
    'tests/unit/t.yml',
  ]);
  const project = loadProject(value.files).value!;
  expect(project.seeds.map(({ name, rows, description }) => [name, rows, description])).toEqual([
    ['seeds.p', 1, 'packed'],
    ['seeds.s', 1, null],
  ]);
  expect(Object.keys(project.partials).filter((name) => !name.startsWith('lode/'))).toEqual(['a/b']);
});

test('.env is read, and the environment of the process goes before it', async () => {
  const dotenv = `# comment
A=1
export B="two # \\"words\\"\\nline"
C='$A'
 D = spaced # comment
E=
not a line
`;
  const { value } = await read({ '.env': dotenv }, { A: 'process', Z: undefined });
  expect(value.environment).toEqual({ A: 'process', B: 'two # "words"\nline', C: '$A', D: 'spaced', E: '' });
});

test('a folder without project.yml is no project', async () => {
  const folder = await makeProject({});
  folders.push(folder);
  await localFiles().remove(`${folder}/project.yml`);
  const { value } = await readProject(localFiles(), folder, {});
  expect(loadProject(value.files).diagnostics).toMatchObject([{ code: 'project-missing' }]);
});
