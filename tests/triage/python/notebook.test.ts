import { describe, expect, test } from 'vitest';
import { type LegacyStatement, readNotebook, scriptText } from '../../../src/triage/index.ts';
import { readTables } from '../support/read-tables.ts';

const reading = (text: string) =>
  readNotebook(text, 'a.ipynb', {
    dialect: null,
    readSql: readTables,
    companions: new Map([['lib.py', 'def load(t):\n  con.execute("SELECT a FROM " + t)\n']]),
    readSqlFile: (sql) => ({
      objects: [
        {
          id: 'a.ipynb',
          name: 'a.ipynb',
          kind: 'query',
          dialect: 'tsql',
          place: { file: 'a.ipynb', line: 1, endLine: sql.split('\n').length },
          understanding: 'parsed',
          columns: null,
          key: null,
          parameters: [],
          statements: readTables(sql, 'tsql', 'a.ipynb', 2),
          schedule: null,
          owner: null,
          measures: [],
          notes: [],
        },
      ],
      notes: [],
    }),
  }).objects;
const uses = (all: LegacyStatement['reads']) =>
  all.map(({ relation, columns }) => `${relation}(${columns?.join() ?? '*'})`).join(' ');
const lines = (text: string) =>
  reading(text)[0]!.statements.map(
    ({ place, kind, reads, writes }) =>
      `${place.file === 'a.ipynb' ? '' : `${place.file}:`}${place.line} ${kind}: ${uses(reads)} -> ${uses(writes)}`,
  );

/** A notebook as Jupyter writes it. */
function notebook(cells: readonly string[], language = 'python', spaces = 1): string {
  return JSON.stringify(
    {
      cells: [
        { cell_type: 'markdown', metadata: {}, source: ['# pd.read_csv("not code")'] },
        ...cells.map((code) => ({
          cell_type: 'code',
          execution_count: 1,
          metadata: {},
          outputs: [{ text: ['pd.read_csv("no code either")'] }],
          source: code.split(/(?<=\n)/),
        })),
      ],
      metadata: { language_info: { name: language } },
      nbformat: 4,
    },
    null,
    spaces,
  );
}

const lineIn = (text: string, words: string) =>
  text.split('\n').findIndex((line) => line.includes(words)) + 1;

describe('notebooks', () => {
  test('cells are one script, and places are lines of the file', () => {
    const text = notebook([
      'import pandas as pd\ndf = pd.read_csv("a.csv", usecols=["x"])\n',
      'df["y"] = df["x"] * 2\ndf.to_sql(\n  "t", con)',
    ]);
    expect(lines(text)).toEqual([
      `${lineIn(text, 'a.csv')} read_csv: file:a.csv(x) -> `,
      `${lineIn(text, 'df.to_sql')} to_sql: file:a.csv(x) -> t(x,y)`,
    ]);
    const [script] = reading(text);
    expect(script).toMatchObject({
      id: 'a.ipynb',
      kind: 'script',
      dialect: 'python',
      understanding: 'parsed',
    });
    expect(script!.statements[1]!.place.endLine).toBe(lineIn(text, '"t\\"') || lineIn(text, 'con)'));
  });

  test.each([
    ['a cell', '%%sql\nSELECT a\nFROM t\n', ['select: t(*) -> ']],
    ['a line', '%sql SELECT a FROM t', ['select: t(*) -> ']],
    [
      'rows with a name',
      'r = %sql SELECT a FROM t\nr.to_csv("a.csv")',
      ['select: t(*) -> ', 'to_csv: t(*) -> file:a.csv(*)'],
    ],
    ['a cell whose rows have a name', '%%bigquery df\nSELECT a FROM t\n', ['select: t(*) -> ']],
    ['what is put in', 'name = "t"\n', []],
    ['a connection', '%sql postgresql://u@h/d\n%load_ext sql\n!pip install x\npd?\nfiles = !ls\nx = 1', []],
    ['another language', '%%bash\npython x.py < pd.read_csv("b.csv")', []],
    [
      'a time',
      '%%time\npd.read_csv("a.csv").to_sql("t", con)',
      ['to_sql: file:a.csv(*) -> t(*)', 'read_csv: file:a.csv(*) -> '],
    ],
    ['a time of SQL', '%%time\n%%sql\nSELECT a FROM t', ['select: t(*) -> ']],
    ['another script', '%run ./load.ipynb\n!python load.py', ['run:  -> ', 'run:  -> ']],
    ['a file of the estate', 'from lib import load\nload("t")', ['lib.py:select: t(*) -> ']],
  ])('%s', (_, code, expected) => {
    expect(
      lines(notebook([code]))
        .map((line) => line.replace(/\d+ /, ''))
        .toSorted(),
    ).toEqual([...expected].sort());
  });

  test('a cell of SQL takes what cells before it know', () => {
    expect(
      lines(notebook(['name = "t"', '%%sql\nSELECT a FROM {name}'])).map((line) => line.slice(3)),
    ).toEqual(['select: t(*) -> ']);
  });

  test('a notebook without line breaks, one of an older form, and one in SQL', () => {
    expect(lines(notebook(['pd.read_csv("a.csv", usecols=["x"])'], 'python', 0))).toEqual([
      '1 read_csv: file:a.csv(x) -> ',
    ]);
    const old = {
      worksheets: [
        { cells: [{ cell_type: 'code', language: 'python', input: 'pd.read_csv("a.csv", usecols=["x"])' }] },
      ],
    };
    expect(lines(JSON.stringify(old))).toEqual(['1 read_csv: file:a.csv(x) -> ']);
    const sql = notebook(['USE d\nSELECT a FROM t'], 'sql');
    expect(lines(sql)).toEqual([`${lineIn(sql, 'SELECT')} use: t(*) -> `]);
  });

  test.each([
    ['{"cells": [', 'not-parsed'],
    ['[1, 2]', 'not-parsed'],
    ['', 'not-parsed'],
    [notebook(['read.csv("a")'], 'R'), 'other-language'],
  ])('what cannot be read keeps its entry: %#', (text, code) => {
    expect(reading(text)).toMatchObject([{ id: 'a.ipynb', understanding: 'opaque', notes: [{ code }] }]);
  });

  test('a notebook that is cut off anywhere keeps its entry', () => {
    const text = notebook(['import pandas\n%%x', '%%sql\nSELECT "é\\n{x}" FROM t']);
    for (let end = 0; end < text.length; end += 7) expect(reading(text.slice(0, end))).toHaveLength(1);
  });
});

test('a notebook of Databricks that is kept as a script has its cells of SQL', () => {
  const text =
    '# Databricks notebook source\nx = 1\n\n# COMMAND ----------\n\n# MAGIC %sql\n# MAGIC SELECT a\n# MAGIC FROM t\n\n# COMMAND ----------\n\n# MAGIC %md\n# MAGIC pd.read_csv("x")\n# MAGIC\n\n# MAGIC %run ./b.py';
  const script = scriptText(text, 'a.py');
  expect(script.split('\n')).toHaveLength(text.split('\n').length);
  expect(script.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))).toEqual([
    'x = 1',
    'ipython_sql(r"""',
    'SELECT a',
    'FROM t """)',
    'ipython_run(r"""./b.py""")',
  ]);
  expect(scriptText('# MAGIC %sql\nx', 'a.py')).toBe('# MAGIC %sql\nx');
});
