import { describe, expect, test } from 'vitest';
import {
  companionsOf,
  estateNames,
  type LegacyStatement,
  readPythonScript,
} from '../../../src/triage/index.ts';
import { readTables } from '../support/read-tables.ts';

const uses = (all: LegacyStatement['reads']) =>
  all.map(({ relation, columns }) => `${relation}(${columns?.join() ?? '*'})`).join(' ');
/** Each statement of a script in an estate in a line: `file:line kind: reads -> writes`. */
const lines = (text: string, others: Readonly<Record<string, string>>, file = 'jobs/night.py') =>
  readPythonScript(text, file, {
    dialect: null,
    readSql: readTables,
    companions: new Map(Object.entries(others)),
  }).objects[0]!.statements.map(
    ({ place, kind, understanding, reads, writes }) =>
      `${place.file}:${place.line} ${kind}${understanding === 'parsed' ? '' : ` (${understanding})`}: ${uses(reads)} -> ${uses(writes)}`,
  );

describe('files of the estate that a script imports', () => {
  test('texts of another file are run where they stand', () => {
    const queries = 'load = "INSERT INTO t SELECT a FROM s"\nall_queries = [load, "DELETE FROM u"]\n';
    expect(
      lines('from queries import all_queries\nfor q in all_queries:\n  cur.execute(q)', {
        'jobs/queries.py': queries,
      }),
    ).toEqual(['jobs/night.py:3 insert: s(*) -> t(*)', 'jobs/night.py:3 delete: u(*) -> ']);
  });

  test.each([
    ['from lib.db import load', 'load("t")', 'lib/db.py'],
    ['from lib import db', 'db.load("t")', 'jobs/lib/db.py'],
    ['import lib.db', 'lib.db.load("t")', 'lib/db.py'],
    ['import lib.db as d', 'd.load("t")', 'jobs/lib/db.py'],
    ['from .lib.db import *', 'load("t")', 'jobs/lib/db.py'],
    ['from ..lib import db as d', 'd.load("t")', 'lib/db.py'],
    ['from lib import load', 'load("t")', 'lib/__init__.py'],
    ['from etl.db import load', 'load("t")', 'src/etl/db.py'],
    ['from operators.db import load', 'load("t")', 'plugins/operators/db.py'],
  ])('%s: a function is followed with what it is given, at its own place', (imported, call, file) => {
    expect(
      lines(`${imported}\n${call}`, { [file]: 'def load(t):\n  con.execute(f"SELECT a FROM {t}")\n' }),
    ).toEqual([`${file}:2 select: t(*) -> `]);
  });

  test('a class of another file is extended, and its own beginning is called', () => {
    const base =
      'class Job:\n  def __init__(self, con, table):\n    self.con = con\n    self.table = table\n  def write(self, df):\n    df.to_sql(self.table, self.con)\n';
    const script =
      'from base import Job\nclass Nightly(Job):\n  def __init__(self, con):\n    super().__init__(con, "dw.target")\n  def run(self):\n    self.write(pd.read_csv("a.csv", usecols=["x"]))\nNightly(con).run()\n';
    expect(lines(script, { 'jobs/base.py': base })).toEqual([
      'jobs/night.py:6 read_csv: file:a.csv(x) -> ',
      'jobs/base.py:6 to_sql: file:a.csv(x) -> dw.target(x)',
    ]);
  });

  test('what a file does only when it is started itself is not the importer’s', () => {
    const other = 'TABLE = "t"\nif __name__ == "__main__":\n  pd.read_csv("own.csv")\n';
    expect(
      lines('from other import TABLE\npd.read_sql(f"SELECT a FROM {TABLE}", con)', {
        'jobs/other.py': other,
      }),
    ).toEqual(['jobs/night.py:2 read_sql: t(*) -> ']);
  });

  test('files that import one another in circles are read to an end', () => {
    expect(
      lines('import a\na.f()', {
        'jobs/a.py': 'import b\ndef f():\n  b.g()\n',
        'jobs/b.py': 'import a\ndef g():\n  pd.read_csv("x.csv")\n  a.f()\n',
      }),
    ).toEqual(['jobs/b.py:3 read_csv: file:x.csv() -> ']);
  });

  test('a package of others stays one, whatever the estate is called', () => {
    expect(lines('import pandas as p\np.read_csv("a.csv")', { 'other/pandas.py': 'x = 1' })).toEqual([
      'jobs/night.py:2 read_csv: file:a.csv() -> ',
    ]);
  });

  test('SQL of a file is the SQL that runs, with the lines that it has there', () => {
    const sql = { 'jobs/sql/load.sql': '\nINSERT INTO t SELECT a FROM s' };
    const expected = [expect.stringMatching(/ insert: s\(\*\) -> t\(\*\)$/)];
    for (const script of [
      'cur.execute(open("sql/load.sql").read())',
      'with open(os.path.join(HERE, "sql", "load.sql")) as f:\n  q = f.read()\ncur.execute(q)',
      'cur.execute(Path("/opt/jobs/sql/load.sql").read_text())',
      'PostgresOperator(task_id="a", sql="sql/load.sql")',
    ])
      expect(
        lines(script, sql).filter((line) => !line.includes('sql): -> ') && !/open|read_text/.test(line)),
      ).toEqual(expected);
  });

  test('which files those are is known by names alone', () => {
    const names = estateNames([
      'jobs/a.py',
      'jobs/lib/db.py',
      'jobs/lib/__init__.py',
      'sql/load.sql',
      'old/load.sql',
      'sql/one.sql',
      'x/y.py',
    ]);
    const text =
      'import os, lib.db as d\nfrom .lib import (\n  db,\n  other\n)\nrun("/opt/sql/load.sql")\nrun(f"{d}/one.sql")\nrun("none.sql")';
    expect(companionsOf(text, 'jobs/a.py', names)).toEqual([
      'jobs/lib/__init__.py',
      'jobs/lib/db.py',
      'sql/load.sql',
      'sql/one.sql',
    ]);
    const long = 'a'.repeat(1_000_000);
    expect(companionsOf(`x = "${long}"\nrun("${long}.sql", "sql/one.sql")`, 'jobs/a.py', names)).toEqual([
      'sql/one.sql',
    ]);
  });
});
