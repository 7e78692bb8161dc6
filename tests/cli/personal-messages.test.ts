import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lode, queryRows } from '../support/cli.ts';
import { makeProject, removeFolder } from '../support/project.ts';

let folder: string;
const model = join('models', 'silver', 'people.sql');
const seedTags = 'columns:\n  name: {pii: name}\n';

beforeAll(async () => {
  folder = await makeProject({
    'seeds/people.csv': 'id,name,city\n1,Wilhelmina,Ghent\n',
    'seeds/people.yml': seedTags,
    [model]: '/* ---\nkind: full\n--- */\nSELECT id, name FROM seeds.people\n',
  });
});
afterAll(() => removeFolder(folder));

/** What an apply that fails tells, and all that it leaves in logs and records. */
async function told(sql: string): Promise<string> {
  await writeFile(join(folder, model), sql);
  const { code, stdout, stderr } = await lode(folder, ['apply', '--yes']);
  expect(code, stderr).toBe(1);
  expect(stderr).toContain('[conversion-failed]');
  const logs = join(folder, '.lode', 'logs');
  const texts = await Promise.all((await readdir(logs)).map((name) => readFile(join(logs, name), 'utf8')));
  return [stdout, stderr, ...texts].join('\n');
}

const failing = [
  ['an audit', 'audits:\n  - expression: CAST(name AS INTEGER) > 3\n', 'SELECT id, name FROM seeds.people'],
  ['a column', '', 'SELECT id, CAST(name AS INTEGER) AS number FROM seeds.people'],
  [
    'a filter, of a model that shows none of it',
    '',
    'SELECT id FROM seeds.people WHERE CAST(name AS INTEGER) > 3',
  ],
] as const;

test.each(failing)('personal data that does not fit a type is not repeated: %s', async (_, header, sql) => {
  const text = await told(`/* ---\nkind: full\n${header}--- */\n${sql}\n`);
  expect(text).toContain('does not fit INT32');
  expect(text).not.toContain('Wilhelmina');
});

test('nor do the records of the runs; a value that is nobody’s is shown', async () => {
  await writeFile(join(folder, 'seeds', 'people.yml'), 'columns: {}\n');
  expect(await told(`/* ---\nkind: full\n--- */\n${failing[2][2]}\n`)).toContain("'Wilhelmina'");
  await writeFile(join(folder, model), '/* ---\nkind: full\n--- */\nSELECT id FROM seeds.people\n');
  expect((await lode(folder, ['apply', '--yes'])).code).toBe(0);
  const runs = await queryRows(
    folder,
    `SELECT to_json(r)::VARCHAR LIKE '%Wilhelmina%' AS told FROM lode.runs AS r ORDER BY started_at`,
  );
  expect(runs.map((run) => run.told)).toEqual([false, false, false, true, false]);
});

test('`lode audit` repeats none either, and audits embedded models', async () => {
  await writeFile(join(folder, 'seeds', 'people.yml'), seedTags);
  await writeFile(join(folder, model), '/* ---\nkind: embedded\n--- */\nSELECT id, name FROM seeds.people\n');
  expect((await lode(folder, ['apply', '--yes', '--allow-destructive', 'silver.people'])).code).toBe(0);
  const asked = async (audit: string) => {
    const header = `kind: embedded\naudits:\n  - expression: ${audit}\n`;
    await writeFile(join(folder, model), `/* ---\n${header}--- */\nSELECT id, name FROM seeds.people\n`);
    return lode(folder, ['audit']);
  };
  expect((await asked('id = 1')).stderr).toContain('1 passed, 0 warned, 0 failed');
  const { code, stderr } = await asked('CAST(name AS INTEGER) > 3');
  expect([code, stderr.includes('[conversion-failed]'), stderr.includes('Wilhelmina')]).toEqual([
    1,
    true,
    false,
  ]);
});

test('a model that has the name of the table of another one’s rows put aside is refused', async () => {
  const header = 'kind: full\naudits:\n  - not_null: name\n    on_failure: quarantine\n';
  await writeFile(join(folder, model), `/* ---\n${header}--- */\nSELECT id, name FROM seeds.people\n`);
  await writeFile(join(folder, 'models/silver/people__quarantine.sql'), 'SELECT 1 AS one\n');
  const { code, stderr } = await lode(folder, ['compile']);
  expect(code).toBe(1);
  expect(stderr).toContain('[duplicate-name]');
  expect(stderr).toContain('The rows that audits put aside get a table of this name.');
});
