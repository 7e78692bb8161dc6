import { afterEach, describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../src/diagnostics/index.ts';
import { lode } from '../../support/cli.ts';
import { makeProject, removeFolder } from '../../support/project.ts';

let folder = '';
afterEach(() => removeFolder(folder));

const contract = (more = '') => `source: crm
relations:
  people:
    columns:
      id: {type: INTEGER}
      town: {type: VARCHAR}
      name: {type: VARCHAR, pii: name}
${more}`;

async function privacyOf(
  files: Readonly<Record<string, string>>,
  policy = 'layers: {silver: no pii, gold: no pii}',
): Promise<{ readonly code: number; readonly found: readonly Diagnostic[] }> {
  folder = await makeProject({
    'project.yml': `name: privacy\nprivacy:\n  ${policy.replaceAll('\n', '\n  ')}\n`,
    'models/bronze/crm.source.yml': contract(),
    'models/bronze/people.sql': 'SELECT * FROM crm.people',
    ...files,
  });
  const { code, stdout } = await lode(folder, ['compile', '--json']);
  return { code, found: (JSON.parse(stdout) as { diagnostics: Diagnostic[] }).diagnostics };
}

describe('a leak', () => {
  it('stops compile and plan, and is told once, where it begins', async () => {
    const { code, found } = await privacyOf({
      'models/silver/people.sql': 'SELECT id, name AS label FROM bronze.people',
      'models/gold/people.sql': 'SELECT id, upper(label) AS label, label AS again FROM silver.people',
    });
    expect(code).toBe(1);
    const [leak, ...others] = found.filter(({ severity }) => severity === 'error');
    expect(others).toEqual([]);
    expect(leak).toMatchObject({ code: 'pii-leak', subject: { file: 'models/silver/people.sql' } });
    expect(leak!.summary).toContain('silver.people.label');
    expect(leak!.detail).toContain('crm.people.name (name) → bronze.people.name → silver.people.label');
    expect(leak!.detail).toContain('2 more columns');
    expect((await lode(folder, ['plan'])).code).toBe(1);
    expect((await lode(folder, ['apply', '--yes'])).code).toBe(1);
  });

  it('comes with a column that a contract grows, through a star', async () => {
    const star = { 'models/silver/people.sql': 'SELECT * EXCLUDE (name) FROM bronze.people' };
    expect((await privacyOf(star)).code).toBe(0);
    await removeFolder(folder);
    const grown = await privacyOf({
      ...star,
      'models/bronze/crm.source.yml': contract('      email: {type: VARCHAR, pii: email}\n'),
    });
    expect(grown.code).toBe(1);
    expect(grown.found.map(({ summary }) => summary).join()).toContain('silver.people.email');
  });

  it('passes embedded models, which stand nowhere, and is found in what reads them', async () => {
    const { found } = await privacyOf({
      'models/silver/names.sql': '/* ---\nkind: embedded\n--- */\nSELECT id, name FROM bronze.people',
      'models/silver/safe.sql': 'SELECT id FROM silver.names',
      'models/silver/labels.sql': 'SELECT name FROM silver.names',
    });
    expect(found.filter(({ code }) => code === 'pii-leak').map(({ summary }) => summary)).toEqual([
      expect.stringContaining('silver.labels.name'),
    ]);
  });

  it('may begin in a header', async () => {
    const { found } = await privacyOf({
      'models/silver/made.sql': "/* ---\ncolumns: {who: {pii: name}}\n--- */\nSELECT 'Ann' AS who",
    });
    expect(found[0]).toMatchObject({ code: 'pii-leak', detail: 'Its own header says so.' });
  });
});

describe('what personal data decides', () => {
  const files = {
    'models/silver/towns.sql':
      "SELECT town, count(*) AS n, bool_or(name LIKE 'A%') AS has_a FROM bronze.people WHERE name <> 'x' GROUP BY town",
  };

  it('is a warning, one for a model', async () => {
    const { code, found } = await privacyOf(files);
    expect(code).toBe(0);
    const told = found.filter((each) => each.code === 'pii-influence');
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ severity: 'warning' });
    expect(told[0]!.summary).toBe('Personal data decides the rows of `silver.towns` and `has_a`');
    expect(told[0]!.detail).toContain('a filter on `bronze.people.name` (name)');
  });

  it.each([
    ['off', 0, 0],
    ['error', 1, 1],
  ] as const)('can be set to %s', async (severity, code, count) => {
    const result = await privacyOf(files, `layers: {silver: no pii}\nindirect: ${severity}`);
    expect(result.code).toBe(code);
    expect(result.found.filter((each) => each.code === 'pii-influence')).toHaveLength(count);
  });
});

describe('the policy', () => {
  it('is not looked at where it names no layer', async () => {
    const { found } = await privacyOf(
      { 'models/silver/p.sql': 'SELECT name FROM bronze.people' },
      'indirect: error',
    );
    expect(found).toEqual([]);
  });

  it.each([
    ['layers: {sliver: no pii}', 'unknown-layer'],
    ['layers: {silver: no pii}\nanonymisers: {sha265: ends}', 'anonymiser-unknown'],
    ['layers: {silver: nothing}', 'wrong-type'],
  ])('%s is told as %s', async (policy, code) => {
    folder = await makeProject({
      'project.yml': `name: p\nprivacy:\n  ${policy.replaceAll('\n', '\n  ')}\n`,
    });
    const { stderr } = await lode(folder, ['compile']);
    expect(stderr).toContain(code === 'wrong-type' ? 'error' : `[${code}]`);
  });

  it('knows functions of the engine and macros of the project by any spelling', async () => {
    const { found } = await privacyOf(
      {
        'macros/m.sql': 'CREATE MACRO Initial(v) AS left(v, 1);',
        'models/silver/p.sql': 'SELECT INITIAL(name) AS i, Reverse(name) AS r FROM bronze.people',
      },
      'layers: {silver: no pii}\nanonymisers: {initial: ends, REVERSE: {gives: pseudonym}}',
    );
    expect(found.map(({ code, summary }) => [code, summary])).toEqual([
      ['pii-leak', expect.stringContaining('`silver.p.r` holds personal data (`pseudonym`)')],
    ]);
  });
});
