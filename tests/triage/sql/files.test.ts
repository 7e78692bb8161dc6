import { beforeAll, expect, test } from 'vitest';
import type { Dialect } from '../../../src/triage/index.ts';
import { type Grammars, loadGrammars } from '../../../src/triage/sql/index.ts';
import { tellFile, tellStatement } from './tell.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await loadGrammars();
});

test.each<[Dialect, string, string]>([
  ['postgres', "COPY app.t (a, b) FROM '/in/x.csv' CSV", 'copy parsed [file:/in/x.csv(*)] → [app.t(a b)]'],
  [
    'postgres',
    "COPY (SELECT a FROM t WHERE b = 1) TO '/out/x.csv'",
    'copy parsed [t(a b)] → [file:/out/x.csv(*)]',
  ],
  ['postgres', "COPY t TO '/out/x.csv' WITH CSV HEADER", 'copy parsed [t(*)] → [file:/out/x.csv(*)]'],
  ['postgres', 'COPY t (a) FROM STDIN', 'copy parsed [] → [t(a)]'],
  [
    'mysql',
    "LOAD DATA LOCAL INFILE 'in.csv' INTO TABLE t FIELDS TERMINATED BY ',' IGNORE 1 LINES (a, @x, b) SET c = @x",
    'load parsed [file:in.csv(*)] → [t(a b)]',
  ],
  ['mysql', "SELECT a FROM t INTO OUTFILE '/out/x.csv'", 'select parsed [t(a)] → [file:/out/x.csv(*)]'],
  [
    'snowflake',
    'COPY INTO db.s.t FROM @stage/path FILE_FORMAT = (TYPE = CSV)',
    'copy parsed [file:@stage/path(*)] → [db.s.t(*)]',
  ],
  ['snowflake', 'COPY INTO @stage/out FROM (SELECT a FROM t)', 'copy parsed [t(a)] → [file:@stage/out(*)]'],
  ['db2', 'EXPORT TO out.del OF DEL SELECT a FROM s.t', 'export parsed [s.t(a)] → [file:out.del(*)]'],
  ['db2', 'LOAD FROM in.del OF DEL REPLACE INTO s.t (a, b)', 'load parsed [file:in.del(*)] → [s.t(a b)]'],
])('%s: %s', (dialect, sql, expected) => {
  expect(tellStatement(dialect, sql, grammars)).toBe(expected);
});

test('a file that is written is an export, one that is read a file', () => {
  const text = "COPY t TO '/out/x.csv';\nCOPY u FROM '/in/y.csv';\n";
  expect(tellFile('postgres', text, grammars)).toEqual([
    'script a.sql: copy [t(*)] → [file:/out/x.csv(*)]; copy [file:/in/y.csv(*)] → [u(*)]',
    'file file:/in/y.csv: ',
    'export file:/out/x.csv: ',
  ]);
});
