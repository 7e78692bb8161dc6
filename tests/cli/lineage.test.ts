import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lode } from '../support/cli.ts';
import { makeProject } from '../support/project.ts';

const made: string[] = [];
afterAll(async () => {
  for (const folder of made) await rm(folder, { recursive: true, force: true });
});

async function project(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await makeProject(files);
  made.push(folder);
  return folder;
}

describe('a project of which a part cannot be read', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await project({
      'seeds/people.csv': 'id,name\n1,Ann\n',
      'models/silver/people.sql': 'SELECT id, name FROM seeds.people\n',
      'models/silver/broken.sql': 'SELECT id, nam FROM seeds.people\n',
      'models/gold/after.sql': 'SELECT id FROM silver.broken\n',
      'models/gold/unparsed.sql': 'SELECT name FROM FROM silver.people\n',
      'exposures/consumers.yml':
        'exposures:\n  board:\n    type: dashboard\n    reads:\n      silver.people: [id]\n  lost:\n    type: report\n    sql: SELECT x FROM silver.people\n',
    });
  });
  const missing = ['gold.after', 'gold.unparsed', 'silver.broken', 'lost'];

  it('says so in the triage as JSON, and calls nothing unread or dead', async () => {
    const { stdout } = await lode(folder, ['lineage', '--format', 'triage']);
    const { coverage, columns, deadRelations } = JSON.parse(stdout) as {
      coverage: { notRead: { relation: string; reason: string }[] };
      columns: { relation: string; column: string; verdict: string }[];
      deadRelations: unknown;
    };
    expect(coverage.notRead.map(({ relation }) => relation).sort()).toEqual([...missing].sort());
    expect(coverage.notRead.find(({ relation }) => relation === 'silver.broken')?.reason).toMatch(
      /`nam`.*line 1/,
    );
    expect(coverage.notRead.find(({ relation }) => relation === 'lost')?.reason).toContain('x');
    expect(
      columns.find(({ relation, column }) => relation === 'silver.people' && column === 'name')?.verdict,
    ).toBe('unknown');
    expect(deadRelations).toBeNull();
  });

  it('says so in the triage as CSV', async () => {
    const { stdout } = await lode(folder, ['lineage', '--format', 'csv']);
    const notRead = stdout.split('\r\n').filter((line) => line.includes(',not read,'));
    expect(notRead.map((line) => line.split(',')[0]).sort()).toEqual([...missing].sort());
  });

  it('says so in the page', async () => {
    const { stdout } = await lode(folder, ['lineage', '--format', 'html']);
    const data = JSON.parse(
      /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(stdout)![1]!,
    ) as {
      notRead: { relation: string }[];
    };
    expect(data.notRead.map(({ relation }) => relation).sort()).toEqual([...missing].sort());
  });

  it('says so under the text', async () => {
    const { stdout } = await lode(folder, ['lineage', 'column:seeds.people.name+']);
    for (const name of missing) expect(stdout).toMatch(new RegExp(`Not read[^]*${name}`));
  });
});

describe('impact', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await project({
      'seeds/orders.csv': 'id,amount,city\n1,5,Namur\n2,7,Mons\n',
      'models/silver/orders.sql': 'SELECT id, amount * 2 AS amount, city FROM seeds.orders\n',
      'models/gold/totals.sql':
        '/* ---\nkind: full\ncolumns:\n  total: {audits: [not_null]}\n  city: {audits: [not_null]}\n--- */\nSELECT city, sum(amount) AS total FROM silver.orders GROUP BY city\n',
      'models/gold/large.sql':
        '/* ---\nkind: full\ncolumns:\n  id: {audits: [not_null]}\n--- */\nSELECT id FROM silver.orders WHERE amount > 10\n',
      'exposures/consumers.yml':
        'exposures:\n  board:\n    type: dashboard\n    reads:\n      gold.totals: [total]\n',
      'tests/unit/orders.yml': `tests:
  doubles:
    model: silver.orders
    given: {seeds.orders: [{id: 1, amount: 2}]}
    expect: {rows: [{id: 1, amount: 4}]}
  keeps city:
    model: silver.orders
    given: {seeds.orders: [{city: Mons}]}
    expect: {rows: [{city: Mons}]}
  sums:
    model: gold.totals
    given: {silver.orders: [{city: Mons, amount: 4}]}
    expect: {rows: [{total: 4}]}
  leaves out small:
    model: gold.large
    given: {silver.orders: [{id: 1, amount: 4}]}
    expect: {rows: []}
`,
    });
  });

  it('names models, columns, audits, unit tests and consumers', async () => {
    const { stdout } = await lode(folder, ['lineage', 'column:seeds.orders.amount+']);
    const impact = stdout.slice(stdout.indexOf('Impact of'));
    expect(impact).toBe(`Impact of seeds.orders.amount
  silver.orders
    values:  amount
    tests:   doubles
  gold.large
    rows:    other rows come out
    audits:  not_null(id)
    tests:   leaves out small
  gold.totals
    values:  total
    audits:  not_null(total)
    tests:   sums
  board  consumer
    values:  total
  seeds.orders.amount
    given in: doubles (tests/unit/orders.yml:2)
  2 columns of 3 models, 2 audits, 3 unit tests, 1 consumer
`);
  });
});

it('masking is seen through macros of the project, and a part that is let through is no mask', async () => {
  const folder = await project({
    'seeds/people.csv': 'id,name\n1,Ann\n',
    'macros/mask.sql':
      "CREATE MACRO pseudonym(x) AS sha256(concat(x, 'salt'));\nCREATE MACRO shortened(x) AS left(x, 1) || '…';\n",
    'models/silver/people.sql':
      'SELECT pseudonym(name) AS who, shortened(name) AS short, pseudonym(name) || name AS both FROM seeds.people\n',
  });
  const { stdout } = await lode(folder, ['lineage', '--format', 'json']);
  const { relations } = JSON.parse(stdout) as {
    relations: { name: string; columns: { name: string; sources: { masking: boolean }[] }[] }[];
  };
  const people = relations.find(({ name }) => name === 'silver.people')!;
  expect(people.columns.map(({ name, sources }) => [name, sources.map(({ masking }) => masking)])).toEqual([
    ['who', [true]],
    ['short', [false]],
    ['both', [false]],
  ]);
});
