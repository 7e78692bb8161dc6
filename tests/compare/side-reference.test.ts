import { expect, test } from 'vitest';
import { parseSide } from '../../src/compare/index.ts';

const model = (environment: string | null, asOf: string | null, name = 'gold.kpis') => ({
  kind: 'model',
  environment,
  asOf,
  model: name,
});

test.each([
  ['gold.kpis', model(null, null)],
  ['prod:gold.kpis', model('prod', null)],
  ['prod@12:gold.kpis', model('prod', '12')],
  ['prod@2026-03-01:gold.kpis', model('prod', '2026-03-01')],
  ['prod@2026-03-01 06:00:gold.kpis', model('prod', '2026-03-01 06:00')],
  ['prod@2026-03-01T06:00:00.123Z:gold.kpis', model('prod', '2026-03-01T06:00:00.123Z')],
  ['prod@2026-03-01T06:00:00+01:00:gold.kpis', model('prod', '2026-03-01T06:00:00+01:00')],
  ['gold.größe', model(null, null, 'gold.größe')],
  ['SELECT 1', { kind: 'query', environment: null, asOf: null, sql: 'SELECT 1' }],
  ['  (FROM gold.kpis)', { kind: 'query', environment: null, asOf: null, sql: '  (FROM gold.kpis)' }],
  ['dev_anna:FROM gold.kpis', { kind: 'query', environment: 'dev_anna', asOf: null, sql: 'FROM gold.kpis' }],
  ["dev@3:SELECT '1'::INTEGER", { kind: 'query', environment: 'dev', asOf: '3', sql: "SELECT '1'::INTEGER" }],
  ['firebird.V_X', { kind: 'source', target: null, relation: 'firebird.V_X' }],
  ['FIREBIRD.V_X', { kind: 'source', target: null, relation: 'FIREBIRD.V_X' }],
  ['source:firebird.V_X', { kind: 'source', target: null, relation: 'firebird.V_X' }],
  ['source@production:firebird.V_X', { kind: 'source', target: 'production', relation: 'firebird.V_X' }],
  ['s3://lake/prod/gold/kpis', { kind: 'path', format: null, path: 's3://lake/prod/gold/kpis', asOf: null }],
  ['delta@3:s3://lake/kpis', { kind: 'path', format: 'delta', path: 's3://lake/kpis', asOf: '3' }],
  ['old/billing.csv', { kind: 'path', format: null, path: 'old/billing.csv', asOf: null }],
  ['billing.csv', { kind: 'path', format: null, path: 'billing.csv', asOf: null }],
  ['csv:gold.kpis', { kind: 'path', format: 'csv', path: 'gold.kpis', asOf: null }],
  ['parquet:exports', { kind: 'path', format: 'parquet', path: 'exports', asOf: null }],
  ['delta@3:lake/prod/gold/kpis', { kind: 'path', format: 'delta', path: 'lake/prod/gold/kpis', asOf: '3' }],
  [
    'delta@2026-03-01T06:00:00Z:/t',
    { kind: 'path', format: 'delta', path: '/t', asOf: '2026-03-01T06:00:00Z' },
  ],
  ['./a:b/c', { kind: 'path', format: null, path: './a:b/c', asOf: null }],
])('%s', (text, expected) => {
  expect(parseSide(text, ['firebird'])).toEqual({ value: expected, diagnostics: [] });
});

test.each(['', '  ', 'prod@:gold.kpis', 'prod:nothing here', 'csv@3:a.csv', 'source:firebird'])(
  '%j is refused',
  (text) => {
    const { value, diagnostics } = parseSide(text, ['firebird']);
    expect(value).toBeNull();
    expect(diagnostics.map((each) => each.code)).toEqual(['compare-side-unclear']);
  },
);
