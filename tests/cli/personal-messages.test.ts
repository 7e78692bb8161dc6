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
