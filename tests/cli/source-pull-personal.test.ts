import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lode } from '../support/cli.ts';
import { makeProject, removeFolder } from '../support/project.ts';

const rows = Array.from(
  { length: 12 },
  (_, index) =>
    `${index},Vor${index},person${index}@example.org,0664 12345${10 + index},19${30 + index}-05-06,red`,
);
let folder: string;
beforeAll(async () => {
  folder = await makeProject({
    'project.yml': 'name: crm\ntargets:\n  files:\n    sources:\n      crm: {type: csv, path: in}\n',
    'in/PEOPLE.csv': `NO,VORNAME,KONTAKT,ERREICHBAR,SEIT,FARBE\n${rows.join('\n')}\n`,
  });
});
afterAll(() => removeFolder(folder));

async function pull(...options: string[]) {
  const { code, stdout, stderr } = await lode(folder, ['source', 'pull', 'crm', '--json', ...options]);
  if (code !== 0) throw new Error(stderr + stdout);
  const { personal } = JSON.parse(stdout) as {
    personal: { column: string; class: string; reason: string; written: boolean }[];
  };
  return {
    found: personal.map(({ column, class: name, written }) => [column, name, written]),
    contract: await readFile(join(folder, 'models/bronze/crm.source.yml'), 'utf8'),
    printed: stdout + stderr,
  };
}

test('tags are proposed with their reason: written where a column is new and the reason sure, shown otherwise', async () => {
  const first = await pull();
  expect(first.found).toEqual([['VORNAME', 'name', true]]);
  expect(first.contract).toMatch(/VORNAME: .*pii: name.* # proposed: its name is VORNAME/);
  expect((await lode(folder, ['compile'])).code).toBe(0);

  const looked = await pull('--personal');
  expect(looked.found).toEqual([
    ['KONTAKT', 'email', false],
    ['ERREICHBAR', 'phone', false],
    ['SEIT', 'birth_date', false],
  ]);
  expect(looked.contract).toBe(first.contract);
  expect(looked.printed).not.toContain('example.org');

  // What a person decided stays: a tag taken away does not come back.
  await writeFile(
    join(folder, 'models/bronze/crm.source.yml'),
    first.contract.replace(/, pii: name/, '').replace(/ # proposed.*/, ''),
  );
  expect((await pull()).found).toEqual([]);
});
