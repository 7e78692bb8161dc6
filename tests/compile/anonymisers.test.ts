import { createHmac } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/index.ts';
import { lode } from '../support/cli.ts';
import { makeProject, removeFolder } from '../support/project.ts';

const environment = {
  KEY_1: 'the first secret of all',
  KEY_2: 'a second secret, better',
  OTHER: 'of visits, only',
};
const project = (current: string) => `name: keys
privacy:
  layers:
    silver: {allow: [pseudonym, weak_pseudonym, masked, generalized]}
    gold: {allow: [pseudonym]}
  indirect: off
  secrets:
    residents: {current: "${current}", versions: {"1": KEY_1, "2": KEY_2}}
    default: OTHER
`;

let folder: string;
beforeAll(async () => {
  folder = await makeProject({
    'project.yml': project('1'),
    'seeds/people.csv': 'id,name,born,income\n1,Anna Müller,1934-05-06,1234.50\n2,Bob,1950-12-31,-3\n3,,,\n',
    'seeds/people.yml':
      'columns:\n  name: {pii: name}\n  born: {type: DATE, pii: birth_date}\n  income: {type: "DECIMAL(10,2)", pii: income}\n',
    'models/silver/keys.sql':
      "SELECT id, hmac_sha256(name, 'residents') AS person, id + 1 AS next FROM seeds.people\n",
    'models/silver/visits.sql': 'SELECT id, hmac_sha256(name) AS person FROM seeds.people\n',
    'models/silver/others.sql': `SELECT id, xxh32(name) AS x32, xxh64(name, 7) AS x64, mask(name) AS hidden, mask(name, keep_first := 1, keep_last := 2) AS part,
  generalize_date(born, 'year') AS year, generalize_date(born, 'quarter') AS quarter, generalize_date(born, 'month') AS month,
  age_band(born, DATE '2024-05-05') AS age, generalize_number(income, 100) AS income FROM seeds.people\n`,
    'models/gold/keys.sql': '/* ---\nkind: view\n--- */\nSELECT id, person FROM silver.keys\n',
    'macros/key.sql': "CREATE MACRO key_of(v) AS hmac_sha256(trim(v), 'residents');\n",
    'models/silver/by_macro.sql':
      '/* ---\nkind: view\n--- */\nSELECT id, key_of(name) AS person FROM seeds.people\n',
    'tests/unit/keys.yml': `tests:
  a_key_follows_the_name:
    model: silver.keys
    given: {seeds.people: [{id: 1, name: Bob}]}
    expect: {rows: [{id: 1, person: ${hmac('Bob', environment.KEY_1)}, next: 2}]}
`,
  });
  const { code, stderr } = await lode(folder, ['apply', '--yes', '--quiet'], { environment });
  if (code !== 0) throw new Error(stderr);
});
afterAll(() => removeFolder(folder));

function hmac(text: string, key: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

async function rows(sql: string): Promise<Record<string, unknown>[]> {
  const { code, stdout, stderr } = await lode(folder, ['query', sql, '--format', 'json'], { environment });
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, unknown>[];
}

async function diagnosed(argv: readonly string[], variables: Record<string, string> = environment) {
  const { code, stdout } = await lode(folder, [...argv, '--json'], { environment: variables });
  return { code, found: (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics };
}

describe('shipped anonymisers', () => {
  it('are there for every model, audit and query without being declared', async () => {
    const { KEY_1, OTHER } = environment;
    expect(await rows('SELECT id, person FROM silver.keys ORDER BY id')).toEqual([
      { id: '1', person: hmac('Anna Müller', KEY_1) },
      { id: '2', person: hmac('Bob', KEY_1) },
      { id: '3', person: null },
    ]);
    expect(
      await rows(
        "SELECT (SELECT person FROM silver.visits WHERE id = 2) AS visit, (SELECT person FROM silver.by_macro WHERE id = 2) AS macro, (SELECT person FROM gold.keys WHERE id = 2) AS view, hmac_sha256('Bob', 'residents', '2') AS asked",
      ),
    ).toEqual([
      {
        visit: hmac('Bob', OTHER),
        macro: hmac('Bob', KEY_1),
        view: hmac('Bob', KEY_1),
        asked: hmac('Bob', environment.KEY_2),
      },
    ]);
    const shown = await lode(
      folder,
      ['show', '--inline', "SELECT hmac_sha256('Bob', 'residents') AS k", '--format', 'json'],
      { environment },
    );
    expect(JSON.parse(shown.stdout)).toEqual([{ k: hmac('Bob', KEY_1) }]);
    expect((await lode(folder, ['test'], { environment })).code).toBe(0);
    expect((await lode(folder, ['render', 'silver.keys'])).stdout).toContain(
      "hmac_sha256(name, 'residents')",
    );
    const compared = ['compare', 'silver.keys', 'gold.keys', '--key', 'id', '--columns', 'person'];
    expect((await lode(folder, compared, { environment })).code).toBe(0);
  });

  it('make less of texts, dates and numbers', async () => {
    expect(await rows('SELECT * FROM silver.others ORDER BY id')).toEqual([
      {
        id: '1',
        x32: '39b16770',
        x64: expect.stringMatching(/^[0-9a-f]{16}$/),
        hidden: '***********',
        part: 'A********er',
        year: '1934-01-01',
        quarter: '1934-04-01',
        month: '1934-05-01',
        age: '80-89',
        income: expect.anything(),
      },
      {
        id: '2',
        x32: '432aec07',
        x64: expect.stringMatching(/^[0-9a-f]{16}$/),
        hidden: '***',
        part: '***',
        year: '1950-01-01',
        quarter: '1950-10-01',
        month: '1950-12-01',
        age: '70-79',
        income: expect.anything(),
      },
      {
        id: '3',
        x32: null,
        x64: null,
        hidden: null,
        part: null,
        year: null,
        quarter: null,
        month: null,
        age: null,
        income: null,
      },
    ]);
    expect(await rows('SELECT income::INTEGER AS i FROM silver.others WHERE id < 3 ORDER BY id')).toEqual([
      { i: 1200 },
      { i: -100 },
    ]);
  });

  it('put every number into the band that it lies in', async () => {
    const [found] = await rows(`
      WITH numbers AS (SELECT (range - 500) / 10 AS d, CAST((range - 500) / 10.0 AS DECIMAL(9,1)) AS n FROM range(1000)),
      bands AS (SELECT n, w, generalize_number(n, w) AS band, generalize_number(d, w::DOUBLE) AS of_double FROM numbers, (VALUES (0.1), (0.3), (1.0), (7.5)) t(w))
      SELECT count(*) AS n, count(*) FILTER (band > n OR n >= band + w OR band % w <> 0) AS wrong, count(*) FILTER (abs(band - of_double) > w * 1.001) AS apart FROM bands`);
    expect(found).toEqual({ n: '4000', wrong: '0', apart: '0' });
    expect(
      await rows(
        "SELECT generalize_number(1e300, 10) AS huge, generalize_number('nan'::DOUBLE, 10) AS nan, generalize_number(5, 0) AS none, generalize_number(-1e-20, 10) AS tiny",
      ),
    ).toEqual([{ huge: null, nan: null, none: null, tiny: '-10' }]);
  });

  it('cannot be replaced by macros of the same name', async () => {
    await writeFile(join(folder, 'macros/mask.sql'), 'CREATE MACRO mask(v) AS v;\n');
    const { code, found } = await diagnosed(['compile']);
    await rm(join(folder, 'macros/mask.sql'));
    expect([code, found.map((each) => each.code)]).toEqual([1, ['macro-name-shipped']]);
  });

  it('have classes that a layer allows or not', async () => {
    await writeFile(
      join(folder, 'models/gold/leaks.sql'),
      'SELECT o.part, o.x32, o.year, k.person FROM silver.others o JOIN silver.keys k USING (id)\n',
    );
    const { found } = await diagnosed(['compile']);
    await rm(join(folder, 'models/gold/leaks.sql'));
    expect(found.map(({ code, summary }) => [code, summary])).toEqual([
      ['pii-leak', expect.stringContaining('`gold.leaks.part` holds personal data (`masked`)')],
      ['pii-leak', expect.stringContaining('`gold.leaks.x32` holds personal data (`weak_pseudonym`)')],
      ['pii-leak', expect.stringContaining('`gold.leaks.year` holds personal data (`generalized`)')],
    ]);
  });

  it('stand in lineage and OpenLineage as masking', async () => {
    const { stdout } = await lode(folder, ['lineage', '--format', 'json', '--select', 'silver.others']);
    const { relations } = JSON.parse(stdout) as {
      relations: {
        name: string;
        columns: { name: string; sources: { column: string; masking: boolean }[] }[];
      }[];
    };
    const columns = relations.find(({ name }) => name === 'silver.others')!.columns;
    expect(
      columns.filter(({ sources }) => sources.every(({ masking }) => masking)).map(({ name }) => name),
    ).toEqual(['x32', 'x64', 'hidden', 'part', 'year', 'quarter', 'month', 'age', 'income']);
    const events = (await lode(folder, ['lineage', '--format', 'openlineage', '--select', 'silver.keys']))
      .stdout;
    expect(events).toMatch(/"masking": ?true/);
  });
});

describe('a secret', () => {
  it('that is not declared, or not named by a text, is told at compile', async () => {
    const file = join(folder, 'models/silver/unknown.sql');
    await writeFile(
      file,
      "SELECT hmac_sha256(name, 'resident') AS a, hmac_sha256(name, 'residents', '3') AS b, hmac_sha256(name, name) AS c FROM seeds.people\n",
    );
    const { code, found } = await diagnosed(['compile']);
    await rm(file);
    expect([code, found.map(({ code: each, summary }) => `${each}: ${summary}`)]).toEqual([
      1,
      [
        'secret-unknown: `silver.unknown` hashes with a secret that project.yml does not declare: `resident`',
        'secret-unknown: `silver.unknown` hashes with a version of the secret `residents` that project.yml does not declare: `3`',
        'secret-unknown: `hmac_sha256` in `silver.unknown` names no secret',
      ],
    ]);
    expect(found[0]!.subject).toMatchObject({ file: 'models/silver/unknown.sql', line: 1, column: 8 });
  });

  it('that is not set stops what would need it before anything runs, and nothing else', async () => {
    const { KEY_1, KEY_2 } = environment;
    const without = { KEY_1, KEY_2 };
    expect((await lode(folder, ['compile'])).code).toBe(0);
    expect((await lode(folder, ['plan'])).code).toBe(0);
    await writeFile(
      join(folder, 'models/silver/more.sql'),
      'SELECT id, hmac_sha256(name) AS person FROM seeds.people WHERE id > 1\n',
    );
    const stopped = await lode(folder, ['apply', '--yes'], { environment: without });
    expect([stopped.code, stopped.stderr]).toEqual([
      1,
      expect.stringContaining(
        'OTHER is not set: it holds version `1` of the secret `default` [secret-missing]',
      ),
    ]);
    expect(stopped.stderr).toContain('`silver.more`');
    expect(stopped.stderr).not.toContain('silver.visits');
    await rm(join(folder, 'models/silver/more.sql'));
    expect((await lode(folder, ['test'], { environment: { OTHER: 'x' } })).stderr).toContain(
      'KEY_1 is not set',
    );
    const asked = await lode(folder, ['query', "SELECT hmac_sha256('Bob') AS k"], {
      environment: { OTHER: '' },
    });
    expect([asked.code, asked.stderr]).toEqual([1, expect.stringContaining('OTHER is empty')]);
  });

  it('of a new version is a change for what hashes with it, and for nothing else', async () => {
    await writeFile(join(folder, 'project.yml'), project('2'));
    const { stdout } = await lode(folder, ['plan', '--json']);
    const { models } = JSON.parse(stdout) as {
      models: { name: string; verdict: string; scope: { columns: { changed: string[] } } }[];
    };
    const changed = models.filter(({ scope }) => scope.columns.changed.length > 0);
    expect(changed.map(({ name, scope }) => [name, scope.columns.changed])).toEqual([
      ['silver.keys', ['person']],
      ['silver.by_macro', ['person']],
      ['gold.keys', ['person']],
    ]);
    // What runs without new definitions goes on with the version that is recorded.
    expect(await rows('SELECT person FROM gold.keys WHERE id = 2')).toEqual([
      { person: hmac('Bob', environment.KEY_1) },
    ]);
    expect((await lode(folder, ['apply', '--yes', '--quiet'], { environment })).code).toBe(0);
    expect(await rows('SELECT person FROM gold.keys WHERE id = 2')).toEqual([
      { person: hmac('Bob', environment.KEY_2) },
    ]);
  });
});
