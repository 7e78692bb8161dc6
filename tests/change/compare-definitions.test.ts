import { describe, expect, it } from 'vitest';
import { compareDefinitions } from '../../src/change/index.ts';
import type { Definition } from '../../src/environment/index.ts';

function definition(changes: Partial<Definition> = {}): Definition {
  return {
    formatVersion: '1.0',
    name: 'silver.t',
    layer: 'silver',
    kind: 'full',
    file: 'models/silver/t.sql',
    header: {},
    source: 'SELECT a, b FROM bronze.t',
    sql: 'SELECT a, b FROM bronze.t',
    macros: [],
    inputs: [
      { relation: 'bronze.t', kind: 'model', columns: [{ name: 'a', type: 'INTEGER', nullable: true }] },
    ],
    columns: [
      { name: 'a', type: 'INTEGER', nullable: true, description: null, pii: null, tags: [] },
      { name: 'b', type: 'VARCHAR', nullable: true, description: null, pii: null, tags: [] },
    ],
    partitionedBy: [],
    description: null,
    seed: null,
    volatileFunctions: [],
    settings: {},
    engine: { name: 'duckdb', version: '1' },
    ...changes,
  };
}

function judged(changes: Partial<Definition>): { verdict: string; rules: string[] } {
  const { verdict, reasons } = compareDefinitions(definition(), definition(changes));
  return { verdict, rules: reasons.map((reason) => reason.rule) };
}

describe('compareDefinitions', () => {
  it('finds no change in equal definitions', () => {
    expect(judged({})).toEqual({ verdict: 'unchanged', rules: [] });
  });

  it('calls a change of comments and white space metadata', () => {
    const sql = 'SELECT a,\n  b -- why\nFROM bronze.t';
    expect(judged({ sql, source: sql })).toEqual({ verdict: 'metadata', rules: ['text-changed'] });
  });

  it('calls a change of descriptions metadata', () => {
    expect(judged({ description: 'All of t' })).toEqual({ verdict: 'metadata', rules: ['header-changed'] });
  });

  it('calls every other query breaking: nothing here proves that it is not', () => {
    expect(judged({ sql: 'SELECT a, b FROM bronze.t WHERE true' })).toEqual({
      verdict: 'breaking',
      rules: ['query-changed'],
    });
  });

  it('names what changed about columns, and what else', () => {
    const [a] = definition().columns;
    const changed = compareDefinitions(
      definition(),
      definition({
        sql: 'SELECT CAST(a AS BIGINT) AS a, c FROM bronze.t',
        columns: [
          { ...a!, type: 'BIGINT' },
          { ...a!, name: 'c' },
        ],
        partitionedBy: ['a'],
      }),
    );
    expect(changed.verdict).toBe('breaking');
    expect(changed.scope).toEqual({
      rows: true,
      columns: { changed: ['a'], added: ['c'], removed: ['b'], renamed: [], retyped: ['a'] },
    });
    expect(changed.reasons.map((reason) => reason.rule)).toEqual([
      'column-removed',
      'type-changed',
      'column-added',
      'query-changed',
      'partitioning-changed',
    ]);
  });

  it('calls another kind, another engine and another schema of an input breaking', () => {
    expect(judged({ kind: 'view' })).toEqual({ verdict: 'breaking', rules: ['kind-changed'] });
    expect(judged({ engine: { name: 'duckdb', version: '2' } })).toEqual({
      verdict: 'breaking',
      rules: ['engine-changed'],
    });
    expect(judged({ inputs: [] })).toEqual({ verdict: 'breaking', rules: ['input-schema-changed'] });
  });

  it('keeps personal data out of statistics by building again where a column is tagged', () => {
    const [a, b] = definition().columns;
    expect(judged({ columns: [a!, { ...b!, pii: 'name' }] })).toEqual({
      verdict: 'breaking',
      rules: ['definition-changed'],
    });
  });

  it('calls a new model additive and a removed one breaking', () => {
    expect(compareDefinitions(null, definition()).verdict).toBe('additive');
    expect(compareDefinitions(definition(), null).verdict).toBe('breaking');
  });
});
