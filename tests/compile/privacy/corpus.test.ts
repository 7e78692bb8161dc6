import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../src/diagnostics/index.ts';
import { lode } from '../../support/cli.ts';
import { makeProject, removeFolder } from '../../support/project.ts';

const base = {
  'project.yml': `name: privacy
privacy:
  layers:
    silver: no pii
    gold: {allow: [pseudonym, birth_year]}
  indirect: off
  anonymisers:
    masked: ends
    birth_year_of: {changes: {birth_date: birth_year}}
    region_of: {changes: {address: null}}
    at_least_five: ends
    key_of: {gives: pseudonym}
layers:
  bronze: {reads: [sources, seeds]}
  silver: {reads: [bronze, silver, seeds]}
  gold: {reads: [bronze, silver, gold, seeds]}
`,
  'macros/privacy.sql': `CREATE MACRO masked(v) AS left(v, 1) || '***';
CREATE MACRO birth_year_of(d) AS year(d);
CREATE MACRO region_of(a) AS CASE WHEN a LIKE '1%' THEN 'Brussels' ELSE right(a, 2) END;
CREATE MACRO at_least_five(v, n) AS CASE WHEN n >= 5 THEN v END;
CREATE MACRO key_of(v) AS sha256('salt' || v), (v, w) AS sha256(v || w);
CREATE MACRO twice(v) AS v || v;
`,
  'models/bronze/crm.source.yml': `source: crm
relations:
  people:
    columns:
      id: {type: INTEGER}
      name: {type: VARCHAR, pii: name}
      birth: {type: DATE, pii: birth_date}
      street: {type: VARCHAR, pii: address}
      town: {type: VARCHAR}
      visits: {type: INTEGER}
      amount: {type: "DECIMAL(9,2)"}
      note: {type: VARCHAR}
`,
  'models/bronze/people.sql': 'SELECT * FROM crm.people',
  'seeds/towns.csv': 'town,mayor\na,Ann\n',
  'seeds/towns.yml': 'columns:\n  town: {type: VARCHAR}\n  mayor: {type: VARCHAR, pii: name}\n',
};

/** Statement, and the columns of it that leak, with class. */
const leaks: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['SELECT name FROM bronze.people', { name: 'name' }],
  ['SELECT * FROM bronze.people', { name: 'name', birth: 'birth_date', street: 'address' }],
  ['SELECT * EXCLUDE (birth, street) FROM bronze.people', { name: 'name' }],
  ['SELECT upper(trim(name)) AS n FROM bronze.people', { n: 'name' }],
  ["SELECT name || ' of ' || town AS label FROM bronze.people", { label: 'name' }],
  ["SELECT concat_ws(', ', town, street) AS place FROM bronze.people", { place: 'address' }],
  ["SELECT format('{} {}', town, name) AS f FROM bronze.people", { f: 'name' }],
  ['SELECT CASE WHEN visits > 5 THEN name ELSE town END AS who FROM bronze.people', { who: 'name' }],
  ['SELECT coalesce(note, name) AS who FROM bronze.people', { who: 'name' }],
  ["SELECT nullif(name, 'x') AS who FROM bronze.people", { who: 'name' }],
  ["SELECT string_agg(name, ',') AS names, town FROM bronze.people GROUP BY town", { names: 'name' }],
  [
    'SELECT min(name) AS first, max(birth) AS youngest FROM bronze.people',
    { first: 'name', youngest: 'birth_date' },
  ],
  [
    'SELECT any_value(name) AS some, list(street) AS streets FROM bronze.people',
    { some: 'name', streets: 'address' },
  ],
  ['SELECT arg_max(name, visits) AS best FROM bronze.people', { best: 'name' }],
  [
    'SELECT mode(birth) AS m, approx_quantile(year(birth), 0.5) AS q FROM bronze.people',
    { m: 'birth_date', q: 'birth_date' },
  ],
  ["SELECT {'a': town, 'n': name} AS packed FROM bronze.people", { packed: 'name' }],
  ["SELECT s.n AS out FROM (SELECT {'n': name, 't': town} AS s FROM bronze.people)", { out: 'name' }],
  ['SELECT [town, name] AS l FROM bronze.people', { l: 'name' }],
  ['SELECT unnest([name, town]) AS u FROM bronze.people', { u: 'name' }],
  ['SELECT map([town], [name]) AS m FROM bronze.people', { m: 'name' }],
  ['SELECT lag(name) OVER (ORDER BY id) AS before FROM bronze.people', { before: 'name' }],
  [
    'SELECT first_value(street) OVER (PARTITION BY town ORDER BY id) AS f FROM bronze.people',
    { f: 'address' },
  ],
  ['SELECT name AS t FROM bronze.people UNION ALL SELECT town FROM bronze.people', { t: 'name' }],
  [
    'SELECT town AS t FROM bronze.people EXCEPT SELECT name FROM bronze.people UNION SELECT name FROM bronze.people',
    { t: 'name' },
  ],
  [
    'WITH p AS (SELECT id, name AS a FROM bronze.people), q AS (SELECT * FROM p) SELECT a AS b FROM q',
    { b: 'name' },
  ],
  [
    'SELECT a.town, b.name FROM bronze.people AS a JOIN bronze.people AS b ON a.id = b.visits',
    { name: 'name' },
  ],
  [
    'SELECT id, (SELECT max(p.name) FROM bronze.people AS p WHERE p.id = q.id) AS n FROM bronze.people AS q',
    { n: 'name' },
  ],
  ['SELECT t.mayor FROM seeds.towns AS t', { mayor: 'name' }],
  ['SELECT twice(name) AS t FROM bronze.people', { t: 'name' }],
  ['SELECT birth_year_of(birth) AS y FROM bronze.people', { y: 'birth_year' }],
  ['SELECT birth_year_of(name::DATE) AS y FROM bronze.people', { y: 'name' }],
  ['SELECT sha256(name) AS h FROM bronze.people', { h: 'weak_pseudonym' }],
  ['SELECT key_of(name, town) AS k FROM bronze.people', { k: 'pseudonym' }],
  [
    'SELECT CASE WHEN visits > 1 THEN masked(name) ELSE name END AS half FROM bronze.people',
    { half: 'name' },
  ],
  ['SELECT masked(name) || name AS both FROM bronze.people', { both: 'name' }],
  [
    "SELECT year(birth) AS y, birth + 1 AS next_day, date_diff('year', birth, DATE '2026-01-01') AS age FROM bronze.people",
    { y: 'birth_date', next_day: 'birth_date', age: 'birth_date' },
  ],
  ['SELECT length(name) AS l, name[1] AS initial FROM bronze.people', { l: 'name', initial: 'name' }],
  ["SELECT json_object('n', name) AS j FROM bronze.people", { j: 'name' }],
  [
    'PIVOT (SELECT town, visits, name FROM bronze.people) ON visits IN (1, 2) USING max(name)',
    { '1': 'name', '2': 'name' },
  ],
  [
    'SELECT value AS v FROM (UNPIVOT (SELECT id, name, note FROM bronze.people) ON name, note INTO NAME k VALUE value)',
    { v: 'name' },
  ],
];

const safe: readonly string[] = [
  'SELECT id, town, visits, amount FROM bronze.people',
  'SELECT * EXCLUDE (name, birth, street) FROM bronze.people',
  'SELECT town, count(*) AS people, count(name) AS named, count(DISTINCT name) AS names FROM bronze.people GROUP BY town',
  'SELECT town, sum(amount) AS total FROM bronze.people GROUP BY town',
  'SELECT name IS NOT NULL AS is_named, birth IS NULL AS ageless FROM bronze.people',
  "SELECT birth < DATE '1950-01-01' AS is_old, name = 'Ann' AS is_ann, name LIKE 'A%' AS a FROM bronze.people",
  "SELECT CASE WHEN birth < DATE '1950-01-01' THEN 'old' ELSE 'young' END AS age_group FROM bronze.people",
  'SELECT masked(name) AS m FROM bronze.people',
  'SELECT upper(masked(trim(name))) || town AS m FROM bronze.people',
  'SELECT region_of(street) AS region FROM bronze.people',
  "SELECT at_least_five(string_agg(name, ','), count(*)) AS names FROM bronze.people GROUP BY town",
  'SELECT town FROM bronze.people WHERE name IS NOT NULL ORDER BY birth',
  'SELECT a.town, b.visits FROM bronze.people AS a JOIN bronze.people AS b ON a.name = b.name',
  'SELECT town, row_number() OVER (PARTITION BY name ORDER BY birth) AS n FROM bronze.people',
  'SELECT sum(amount) FILTER (WHERE birth IS NOT NULL) AS total FROM bronze.people',
  "SELECT s.t AS out FROM (SELECT {'n': name, 't': town} AS s FROM bronze.people)",
  'SELECT id FROM bronze.people WHERE EXISTS (SELECT 1 FROM seeds.towns AS t WHERE t.mayor = people.name)',
  'SELECT approx_count_distinct(name) AS n FROM bronze.people',
  'SELECT town AS t FROM bronze.people UNION ALL SELECT note FROM bronze.people',
  'SELECT masked(n) AS m FROM (SELECT name AS n FROM bronze.people UNION ALL SELECT note FROM bronze.people)',
  'SELECT CASE WHEN count(name) > 5 THEN town END AS t FROM bronze.people GROUP BY town',
  'WITH p AS (SELECT masked(name) AS a, town FROM bronze.people) SELECT a || town AS b FROM p',
];

let found: readonly (Diagnostic & { readonly model: string })[];
let folder: string;
beforeAll(async () => {
  const models = [...leaks.map(([sql]) => sql), ...safe].map((sql, index) => [
    `models/silver/m${index}.sql`,
    sql,
  ]);
  folder = await makeProject({ ...base, ...Object.fromEntries(models) });
  const { stdout, stderr } = await lode(folder, ['compile', '--json']);
  const document = JSON.parse(stdout) as { diagnostics: Diagnostic[]; models: { name: string }[] };
  const errors = document.diagnostics.filter(
    ({ severity, code }) => severity === 'error' && code !== 'pii-leak',
  );
  expect(errors, stderr).toEqual([]);
  found = document.diagnostics
    .filter(({ code }) => code === 'pii-leak')
    .map((each) => ({ ...each, model: /`silver\.(m\d+)\./.exec(each.summary)?.[1] ?? each.summary }));
});
afterAll(() => removeFolder(folder));

describe('personal data in a layer that must not hold it', () => {
  it.each(leaks.map(([sql, columns], index) => [sql, columns, index] as const))('%s', (_, columns, index) => {
    const own = found.filter(({ model }) => model === `m${index}`);
    const told = Object.fromEntries(
      own.map(({ summary }) => {
        const [, column, name] = /`silver\.m\d+\.([^`]+)` holds personal data \(`([^`]+)`\)/.exec(summary)!;
        return [column, name];
      }),
    );
    expect(told).toEqual(columns);
    for (const { detail, related, subject } of own) {
      expect(detail).toMatch(
        /crm\.people\.\w+ .*→ bronze\.people\.\w+ → silver\.m|seeds\.towns\.mayor .*→ silver\.m/,
      );
      expect(subject?.file).toBe(`models/silver/m${index}.sql`);
      expect(related!.length).toBeGreaterThan(0);
    }
  });
});

describe('nobody is accused of', () => {
  it.each(safe.map((sql, index) => [sql, index + leaks.length] as const))('%s', (_, index) => {
    expect(found.filter(({ model }) => model === `m${index}`)).toEqual([]);
  });
});
