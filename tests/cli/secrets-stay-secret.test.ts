import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lode } from '../support/cli.ts';
import { makeProject, removeFolder } from '../support/project.ts';

/** With signs that JSON, SQL and URLs write otherwise. */
const secrets = { CURRENT_KEY: 'g3heim"nis\'s & Schlüssel/one', FORMER_KEY: 'the key of last year, long' };
const environment = { ...secrets };

/** Everything that could give a secret away: itself, how formats write it, and hashes of it that could be compared with guesses. */
const traces = Object.values(secrets).flatMap((secret) => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  secret.replaceAll("'", "''"),
  encodeURIComponent(secret),
  secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;'),
  Buffer.from(secret).toString('base64'),
  Buffer.from(secret).toString('hex'),
  ...['md5', 'sha1', 'sha256', 'sha512'].flatMap((name) => [
    createHash(name).update(secret).digest('hex'),
    createHash(name).update(secret).digest('base64'),
  ]),
]);

let folder: string;
const outputs: string[] = [];

beforeAll(async () => {
  folder = await makeProject({
    'project.yml': `name: keys
privacy:
  layers: {silver: {allow: [pseudonym]}}
  secrets:
    residents: {current: "2026", versions: {"2025": FORMER_KEY, "2026": CURRENT_KEY}}
`,
    'seeds/people.csv': 'id,name\n1,Anna\n2,Bob\n2,Bob\n',
    'seeds/people.yml': 'columns:\n  name: {pii: name}\n',
    'models/silver/keys.sql': 'SELECT id, hmac_sha256(name) AS person FROM seeds.people\n',
    'models/silver/bridge.sql':
      "SELECT hmac_sha256(name, 'residents', '2025') AS old, hmac_sha256(name, 'residents', '2026') AS new FROM seeds.people\n",
    'models/silver/view.sql':
      '/* ---\nkind: view\n--- */\nSELECT hmac_sha256(name) AS person FROM seeds.people\n',
  });
});
afterAll(() => removeFolder(folder));

async function run(argv: readonly string[]): Promise<number> {
  const { code, stdout, stderr } = await lode(folder, argv, { environment });
  outputs.push(stdout, stderr);
  return code;
}

async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  return entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
}

test('no secret, and nothing made of it alone, is in any file or output of any command', async () => {
  expect(await run(['compile'])).toBe(0);
  expect(await run(['plan', '--out', join(folder, 'plan.json'), '--json'])).toBe(0);
  expect(await run(['apply', '--yes', '--verbose', '--events', join(folder, 'events.ndjson')])).toBe(0);
  expect(await run(['render', 'silver.keys'])).toBe(0);
  for (const sql of [
    'SELECT * FROM silver.keys, silver.bridge, silver.view',
    'EXPLAIN SELECT person FROM silver.view',
    'EXPLAIN ANALYZE SELECT person FROM silver.view',
    "SELECT function_name, macro_definition FROM duckdb_functions() WHERE function_name LIKE '%hmac%'",
    'SELECT * FROM duckdb_settings()',
    'SELECT * FROM duckdb_variables()',
    'SELECT sql FROM duckdb_views()',
  ])
    await run(['query', sql, '--format', 'json']);
  expect(await run(['query', "SELECT hmac_sha256('x', 'no such secret')"])).toBe(1);
  expect(await run(['query', "SELECT CAST(hmac_sha256('x') AS INTEGER)"])).toBe(1);
  for (const format of ['html', 'json', 'openlineage'])
    expect(await run(['lineage', '--format', format])).toBe(0);
  await run(['doctor', '--json']);
  await writeFile(
    join(folder, 'models/silver/failing.sql'),
    'SELECT CAST(hmac_sha256(name) AS INTEGER) AS person FROM seeds.people\n',
  );
  expect(await run(['apply', '--yes', '--verbose'])).toBe(1);
  await rm(join(folder, 'models/silver/failing.sql'));
  await writeFile(
    join(folder, 'models/silver/audited.sql'),
    '/* ---\naudits: [{unique: [person]}]\n--- */\nSELECT hmac_sha256(name) AS person FROM seeds.people\n',
  );
  expect(await run(['apply', '--yes', '--verbose'])).toBe(3);

  // The test would find one: the keys that are made with them are there.
  expect(outputs.join('\n')).toMatch(/"person": ?"[0-9a-f]{64}"/);
  const files = await filesBelow(folder);
  expect(files.some((file) => file.includes('_delta_log'))).toBe(true);
  expect(files.some((file) => file.includes('/.lode/'))).toBe(true);
  const found: string[] = [];
  for (const trace of traces) {
    for (const [index, output] of outputs.entries())
      if (output.includes(trace)) found.push(`output ${index}: ${trace}`);
    for (const file of files) if ((await readFile(file)).includes(trace)) found.push(`${file}: ${trace}`);
  }
  expect(found).toEqual([]);
});
