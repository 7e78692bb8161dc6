import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../../src/triage/index.ts';
import { procedureTargets } from '../../../src/triage/mapping/index.ts';
import { procedures } from './procedures.ts';

const read = (text: string, dialect: Dialect) => {
  const names = dialect === 'tsql' ? ['@from', '@to'] : ['p_from', 'p_to'];
  const parameters = names.map((name) => ({ name, type: 'DATE' }));
  const keyOf = (table: readonly string[]) => (table.at(-1) === 'totals' ? ['store'] : null);
  const { targets, loose } = procedureTargets(text, dialect, { parameters, keyOf });
  return { loose, of: new Map(targets.map((each) => [each.target.at(-1)!.toLowerCase(), each])) };
};
const body = (statements: string) =>
  read(`CREATE PROCEDURE p @from DATE AS\nBEGIN\n${statements}\nEND`, 'tsql').of;

describe.each(procedures)('a procedure of %s', (dialect, text) => {
  const { of, loose } = read(text, dialect);

  it('writes a range of days again', () => {
    const copy = of.get('sales_copy');
    expect(copy).toMatchObject({ kind: 'rows', columns: ['id', 'day', 'price'] });
    if (copy?.kind !== 'rows') return;
    expect(copy.refill).toMatchObject({ kind: 'range', column: 'day' });
    expect(copy.query).toMatch(/CAST\('lode_variable_(p_)?from' AS DATE\)/);
    expect(copy.variables.length).toBe(3);
  });

  it('writes rows by what names them', () => {
    expect(of.get('totals')).toMatchObject({ kind: 'rows', refill: { kind: 'keys', keys: ['store'] } });
  });

  it('empties a table and fills it', () => {
    expect(of.get('latest')).toMatchObject({ kind: 'rows', refill: { kind: 'full' }, notes: [] });
  });

  it('writes in loops and branches, and changes rows: no query says that', () => {
    const reasons = (name: string) => {
      const target = of.get(name);
      return target?.kind === 'refused' ? target.reasons.join('\n') : '';
    };
    expect(reasons('steps')).toContain('a loop');
    expect(reasons('log')).toContain('a branch');
    expect(reasons('corrected')).toMatch(/UPDATE/);
    if (dialect === 'oracle') expect(reasons('errors')).toContain('a handler of errors');
    if (dialect !== 'mysql')
      expect(loose.map(({ reason }) => reason)).toEqual(['it runs a text that is put together']);
  });
});

it('a temporary table that is written once becomes a step, with what it reads itself', () => {
  const of = body(`
  SELECT id, store INTO #a FROM s;
  INSERT INTO #b (n, store) SELECT count(*), store FROM #a GROUP BY store;
  WITH c AS (SELECT n FROM #b) INSERT INTO t (n) SELECT n FROM c;`);
  const t = of.get('t');
  expect(t?.kind === 'rows' ? t.query.replaceAll(/\s+/g, ' ') : t).toBe(
    'WITH a AS ( SELECT id, store FROM s ), b (n, store) AS ( SELECT count(*), store FROM a GROUP BY store ), c AS (SELECT n FROM b) SELECT n FROM c',
  );
});

it.each([
  [
    'a temporary table that is written twice',
    'SELECT 1 AS a INTO #x; INSERT INTO #x SELECT 2; INSERT INTO t SELECT a FROM #x;',
    'written 2 times',
  ],
  [
    'a temporary table that is changed',
    'SELECT 1 AS a INTO #x; UPDATE #x SET a = 2; INSERT INTO t SELECT a FROM #x;',
    'is changed on line 3',
  ],
  [
    'rows that are deleted afterwards',
    'INSERT INTO t SELECT a FROM s; DELETE FROM t WHERE a = 1;',
    'rows are deleted after',
  ],
  ['a DELETE by something else', 'DELETE FROM t WHERE a = b + 1; INSERT INTO t SELECT a FROM s;', 'no range'],
  [
    'a MERGE of some rows',
    'MERGE INTO t USING s ON t.a = s.a WHEN MATCHED AND s.b > 1 THEN UPDATE SET b = s.b WHEN NOT MATCHED THEN INSERT (a, b) VALUES (s.a, s.b);',
    'some of the rows only',
  ],
  [
    'a MERGE by more than keys',
    'MERGE INTO t USING s ON t.a > s.a WHEN NOT MATCHED THEN INSERT (a) VALUES (s.a);',
    'more than equal columns',
  ],
  [
    'a MERGE that adds up',
    'MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN UPDATE SET b = t.b + s.b WHEN NOT MATCHED THEN INSERT (a, b) VALUES (s.a, s.b);',
    'another value',
  ],
  [
    'a MERGE of new rows alone',
    'MERGE INTO t USING s ON t.a = s.a WHEN NOT MATCHED THEN INSERT (a, b) VALUES (s.a, s.b);',
    'leaves rows alone',
  ],
  [
    'a query of new rows alone',
    'INSERT INTO dbo.t (a) SELECT a FROM s WHERE NOT EXISTS (SELECT 1 FROM T x WHERE x.a = s.a);',
    'reads the table that it writes',
  ],
  [
    'a query over itself by a comma',
    'INSERT INTO t (a) SELECT s.a, t.b FROM s, t;',
    'reads the table that it writes',
  ],
  ['rows of another procedure', 'INSERT INTO t EXEC other;', 'another procedure'],
])('%s is refused', (_, statements, reason) => {
  const t = body(statements).get('t');
  expect(t?.kind === 'refused' ? t.reasons.join('\n') : t).toContain(reason);
});

it('a MERGE that deletes what the source lacks is the whole table, and says what it writes once', () => {
  const t = body(
    'MERGE t USING s ON t.a = s.a WHEN MATCHED THEN UPDATE SET b = s.b WHEN NOT MATCHED BY TARGET THEN INSERT (a, b, made) VALUES (s.a, s.b, GETDATE()) WHEN NOT MATCHED BY SOURCE THEN DELETE;',
  ).get('t');
  expect(t).toMatchObject({ kind: 'rows', refill: { kind: 'full' } });
  expect(t?.kind === 'rows' ? t.notes.join() : '').toContain('`made` of new rows only');
});

it('several INSERTs of the same columns into an emptied table are put together', () => {
  const t = body(
    'TRUNCATE TABLE t; INSERT INTO t (a) SELECT a FROM s; INSERT INTO t (a) SELECT b FROM s;',
  ).get('t');
  expect(t?.kind === 'rows' ? t.query : t).toBe('SELECT a FROM s\nUNION ALL\nSELECT b FROM s');
});

it('a column called as the table is no reading of it', () => {
  expect(body('INSERT INTO t (a, t) SELECT s.a, t FROM s;').get('t')?.kind).toBe('rows');
});
