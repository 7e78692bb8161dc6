import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, test } from 'vitest';
import { loadLegacyParser, translate } from '../../../src/triage/index.ts';
import { corpora } from './corpus/corpora.ts';
import { corpusRow, corpusTable } from './corpus/corpus-case.ts';

const parser = await loadLegacyParser();
const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
const connection = await instance.connect();
await connection.run(
  `SET TimeZone = 'UTC'; CREATE TABLE t (${corpusTable.columns.map((each) => `${each.name} ${each.type}`).join(', ')}); INSERT INTO t VALUES ${corpusRow}`,
);

const tables = (name: readonly string[]) => (name.join('.').toLowerCase() === 't' ? corpusTable : null);

describe.each(corpora)('$dialect', ({ dialect, cases }) => {
  test.each(cases)('$expression', async (expected) => {
    const text = `SELECT ${expected.expression} FROM t`;
    const found = translate(
      parser,
      { file: { path: 'query.sql', text }, start: 0, end: text.length },
      dialect,
      {
        tables,
      },
    );
    if ('refuses' in expected) {
      expect(found.kind === 'refused' ? found.reasons.map((each) => each.code) : found).toEqual(
        expected.refuses,
      );
      return;
    }
    if (found.kind === 'refused')
      throw new Error(found.reasons.map((each) => `${each.summary} ${each.detail ?? ''}`).join('\n'));
    const rows = (await connection.runAndReadAll(found.sql)).getRows();
    expect([
      rows[0]?.[0] === null ? null : String(rows[0]?.[0]),
      found.warnings.map((each) => each.code),
    ]).toEqual([expected.gives, expected.warns]);
  });
});
