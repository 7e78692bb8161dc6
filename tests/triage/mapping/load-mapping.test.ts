import { describe, expect, it } from 'vitest';
import { generateModel, generatePair, loadMapping } from '../../../src/triage/mapping/index.ts';

const read = (text: string) => loadMapping({ path: 'mappings/a.yml', text });
const told = (text: string) =>
  read(text).diagnostics.map(({ code, subject, summary }) => [code, subject?.line, summary]);
const modelOf = (text: string) => {
  const { value, diagnostics } = read(text);
  expect(diagnostics).toEqual([]);
  return generateModel(value!);
};
const sqlOf = (text: string) => modelOf(text).file.text.replace(/^\/\*[\s\S]*?--- \*\/\n/, '');

const small = `target: {model: gold.totals}
sources: {b: silver.billing}
columns:
  facility: b.facility
  total: {aggregate: {function: sum, of: b.amount}}
group_by: [facility]
`;

describe('what is wrong with a mapping is told at its place', () => {
  it.each([
    ['a target without a layer', small.replace('gold.totals', 'totals'), ['wrong-value', 1]],
    ['a key that is misspelt', small.replace('group_by', 'groupby'), ['unknown-key', 6]],
    ['a column with no rule', small.replace('b.facility', '{type: VARCHAR}'), ['mapping-incomplete', 4]],
    [
      'a column with two rules',
      small.replace('b.facility', '{direct: b.facility, constant: 1}'),
      ['mapping-incomplete', 4],
    ],
    ['an unknown first source', `${small}from: c\n`, ['mapping-source-unknown', 7]],
    [
      'several sources and no first one',
      small.replace('{b: silver.billing}', '{b: silver.billing, c: silver.c}'),
      ['mapping-incomplete', 2],
    ],
    [
      'a source that is not joined',
      `${small.replace('{b: silver.billing}', '{b: silver.billing, c: silver.c}')}from: b\n`,
      ['mapping-incomplete', 2],
    ],
    [
      'a join without a condition',
      `${small.replace('{b: silver.billing}', '{b: silver.billing, c: silver.c}')}from: b\njoins:\n  - {source: c}\n`,
      ['mapping-incomplete', 9],
    ],
    ['a grain that is no column', `${small}grain: [facilty]\n`, ['mapping-column-unknown', 7]],
    [
      'a quality rule over no column',
      `${small}quality:\n  - not_null: [totl]\n`,
      ['mapping-column-unknown', 8],
    ],
    ['free SQL beside a source', `${small}sql: SELECT 1\n`, ['mapping-incomplete', 2]],
    [
      'a union with other columns',
      `${small}union:\n  - sources: {p: silver.p}\n    columns: {total: p.a, facility: p.f}\n`,
      ['mapping-union-columns', 9],
    ],
  ])('%s', (_, text, [code, line]) => {
    expect(told(text)[0]?.slice(0, 2)).toEqual([code, line]);
    expect(read(text).value).toBeNull();
  });
});

describe('the SELECT of a mapping', () => {
  it('has joins, conditions in brackets where they need them, groups by place', () => {
    expect(
      sqlOf(`target: {model: gold.totals}
sources:
  b: silver.billing
  facilities: silver.facilities
from: b
joins:
  - {source: facilities, type: left, using: [facility]}
filters:
  - b.amount > 0 OR b.amount IS NULL
  - b.date BETWEEN DATE '2024-01-01' AND DATE '2024-12-31' -- one year
columns:
  facility: b.facility
  order: {expression: "upper(b.code)", type: VARCHAR}
  source: {constant: it's old}
  n: {aggregate: {function: count}}
  late: {aggregate: {function: count, of: b.id, distinct: true, where: b.is_late}}
group_by: [facility, order, source]
having: [count(*) > 1]
order_by: [n DESC]
limit: 10
`),
    ).toBe(`SELECT
  b.facility,
  CAST(upper(b.code) AS VARCHAR) AS "order",
  'it''s old' AS source,
  count(*) AS n,
  count(DISTINCT b.id) FILTER (WHERE b.is_late) AS late
FROM silver.billing AS b
LEFT JOIN silver.facilities USING (facility)
WHERE (b.amount > 0 OR b.amount IS NULL)
  AND (b.date BETWEEN DATE '2024-01-01' AND DATE '2024-12-31' -- one year
)
GROUP BY 1, 2, 3
HAVING count(*) > 1
ORDER BY n DESC
LIMIT 10
`);
  });

  it('has steps, unions, lookups and free SQL', () => {
    expect(
      sqlOf(`target: {model: gold.totals}
with:
  lines:
    sources: {b: silver.billing}
    columns: {id: b.id, amount: b.amount}
    union:
      - sql: SELECT id, amount FROM silver.old_lines;
sources: {l: {relation: lines}}
columns:
  id: l.id
  region: {lookup: {in: seeds.regions, match: {id: l.id}, value: region, default: none}}
`),
    ).toBe(`WITH lines AS (
  SELECT
    b.id,
    b.amount
  FROM silver.billing AS b
  UNION ALL
  SELECT id, amount FROM silver.old_lines
)
SELECT
  l.id,
  coalesce((SELECT looked_up.region FROM seeds.regions AS looked_up WHERE looked_up.id = (l.id)), 'none') AS region
FROM lines AS l
`);
  });
});

it('the header says what the target says, with the grain and the keys as audits', () => {
  const { file } = modelOf(`${small
    .replace('{model: gold.totals}', '{model: gold.totals, folder: care, owner: ann, tags: [a, b]}')
    .replace(
      'b.facility',
      '{direct: b.facility, description: "Code: of the home", pii: name}',
    )}grain: facility
keys: [[total]]
quality:
  - unique: [facility]
    on_failure: warn
`);
  expect(file.path).toBe('models/gold/care/totals.sql');
  expect(file.text.slice(0, file.text.indexOf('SELECT'))).toBe(`/* ---
# From mappings/a.yml, by \`lode mapping generate\`: what you change here stays when it is generated again.
owner: ann
tags: [a, b]
grain: [facility]
columns:
  facility: {description: "Code: of the home", pii: name}
audits:
  - {unique: [total]}
  - {unique: [facility], on_failure: warn}
--- */
`);
});

it('the pair compares by the grain, and as a bag where there is none', () => {
  const pairOf = (text: string) => generatePair(read(text).value!.form);
  expect(pairOf(small)).toBeNull();
  expect(pairOf(`${small}grain: facility\nparity: {left: old.csv, tolerance: 0.01}\n`)).toEqual({
    name: 'totals',
    pair: { left: 'old.csv', right: 'gold.totals', key: ['facility'], tolerance: 0.01 },
  });
  expect(pairOf(`${small}parity: {pair: old, left: old.csv}\n`)).toEqual({
    name: 'old',
    pair: { left: 'old.csv', right: 'gold.totals', bag: true },
  });
});
