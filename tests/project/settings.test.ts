import { describe, expect, test } from 'vitest';
import { loadProject, resolveConnection, resolveLake } from '../../src/project/index.ts';
import { projectFiles } from '../compile/support.ts';

const text = `name: care
lake: \${LAKE_ROOT:-.}/lake
targets:
  mock:
    sources:
      firebird: {type: parquet, path: seeds/firebird}
  production:
    sources:
      firebird:
        type: firebird
        host: "\${FB_HOST:-localhost}"
        port: 3050
        password: \${FB_PASSWORD}
        options: [a, "\${FB_HOST:-x}"]
`;
const project = loadProject(projectFiles({ 'project.yml': text })).value!;

describe('environment variables', () => {
  test('are replaced when a connection is resolved, as text; defaults stand in for what is not set or empty', () => {
    const { value, diagnostics } = resolveConnection(project, 'production', 'FIREBIRD', {
      FB_PASSWORD: '007',
      FB_HOST: '',
    });
    expect(diagnostics).toEqual([]);
    expect(value).toEqual({
      type: 'firebird',
      settings: { host: 'localhost', port: 3050, password: '007', options: ['a', 'x'] },
    });
    expect(resolveLake(project, { LAKE_ROOT: '/data' }).value).toBe('/data/lake');
    expect(resolveLake(project, {}).value).toBe('./lake');
  });

  test('never stand in the project or in a diagnostic', () => {
    expect(JSON.stringify(project)).not.toContain('s3cret');
    const { value, diagnostics } = resolveConnection(project, 'production', 'firebird', {
      FB_PASSWOR: 's3cret',
      OTHER: 's3cret',
    });
    expect(value).toBeNull();
    expect(diagnostics).toMatchObject([{ code: 'variable-not-set', subject: { line: 13, column: 19 } }]);
    expect(diagnostics[0]!.hint).toContain('`FB_PASSWOR`');
    expect(JSON.stringify(diagnostics)).not.toContain('s3cret');
  });

  test('an unknown target or source is told with the near name', () => {
    expect(resolveConnection(project, 'productoin', 'firebird', {}).diagnostics).toMatchObject([
      { code: 'unknown-target', hint: 'Did you mean `production`?' },
    ]);
    expect(resolveConnection(project, 'mock', 'firebrid', {}).diagnostics).toMatchObject([
      { code: 'source-not-in-target', hint: 'Did you mean `firebird`?' },
    ]);
  });
});

describe('project.yml', () => {
  test('a short one has all defaults', () => {
    expect(loadProject(projectFiles({ 'project.yml': 'name: x\n' })).value).toMatchObject({
      lake: 'lake',
      defaultTarget: null,
      defaultEnvironment: 'prod',
      timeZone: 'UTC',
      retentionDays: 30,
      seedsFolder: 'seeds',
      layers: [{ name: 'bronze' }, { name: 'silver' }, { name: 'gold' }],
    });
  });

  test('the first target is the default, retention is in days, layers have defaults for headers', () => {
    const { value, diagnostics } = loadProject(
      projectFiles({
        'project.yml': `${text}retention: 2 weeks\nlayers:\n  raw: {reads: [sources]}\ndefaults:\n  raw: {kind: view, owner: team, tags: [a]}\n`,
        'models/raw/deep/er/m.sql': '/* ---\ntags: [b]\n--- */\nSELECT 1 AS x',
      }),
    );
    expect(diagnostics).toEqual([]);
    expect(value).toMatchObject({
      defaultTarget: 'mock',
      retentionDays: 14,
      models: [{ name: 'raw.m', header: { kind: 'view', owner: 'team', tags: ['a', 'b'] } }],
    });
  });

  test('keys are the text of the file', () => {
    const contract =
      'source: s\nrelations:\n  007:\n    columns:\n      NULL: {type: INTEGER}\n      1.0: {type: INTEGER}\n      "true": {type: DATE}\n';
    const { value } = loadProject(
      projectFiles({ 'project.yml': 'name: x\n', 'models/bronze/s.source.yml': contract }),
    );
    expect(value!.relations).toMatchObject([
      { name: 's.007', columns: [{ name: 'NULL' }, { name: '1.0' }, { name: 'true' }] },
    ]);
  });
});

describe('audits of a header', () => {
  test('every form becomes a list of audits, of columns first', () => {
    const header = `/* ---
columns:
  a:
    description: A
    audits: [not_null, unique, {accepted_values: [1, x, true]}, {accepted_range: {min: 0}, on_failure: warn}]
  b: Only a description.
audits:
  - not_null: a
  - unique: [a, b]
    on_failure: warn
  - accepted_values: {column: b, values: [12345678901234567890]}
  - accepted_range: {column: b, min: 0.5, max: 2024-12-31}
  - row_count: {min: 1, max: 10}
--- */
SELECT 1 AS a, 2 AS b`;
    const { value, diagnostics } = loadProject(
      projectFiles({ 'project.yml': 'name: x\n', 'models/gold/m.sql': header }),
    );
    expect(diagnostics).toEqual([]);
    const audits = value!.models[0]!.header.audits.map(({ span, ...audit }) => ({
      ...audit,
      at: header.slice(span.start, span.end),
    }));
    expect(audits).toEqual([
      { name: 'not_null', columns: ['a'], onFailure: 'block', at: 'not_null' },
      { name: 'unique', columns: ['a'], onFailure: 'block', at: 'unique' },
      {
        name: 'accepted_values',
        columns: ['a'],
        onFailure: 'block',
        arguments: { values: [1, 'x', true] },
        at: '{accepted_values: [1, x, true]}',
      },
      {
        name: 'accepted_range',
        columns: ['a'],
        onFailure: 'warn',
        arguments: { min: 0, max: null },
        at: '{accepted_range: {min: 0}, on_failure: warn}',
      },
      { name: 'not_null', columns: ['a'], onFailure: 'block', at: 'not_null: a' },
      { name: 'unique', columns: ['a', 'b'], onFailure: 'warn', at: 'unique: [a, b]\n    on_failure: warn' },
      {
        name: 'accepted_values',
        columns: ['b'],
        onFailure: 'block',
        arguments: { values: ['12345678901234567890'] },
        at: 'accepted_values: {column: b, values: [12345678901234567890]}',
      },
      {
        name: 'accepted_range',
        columns: ['b'],
        onFailure: 'block',
        arguments: { min: 0.5, max: '2024-12-31' },
        at: 'accepted_range: {column: b, min: 0.5, max: 2024-12-31}',
      },
      {
        name: 'row_count',
        columns: [],
        onFailure: 'block',
        arguments: { min: 1, max: 10 },
        at: 'row_count: {min: 1, max: 10}',
      },
    ]);
  });
});
