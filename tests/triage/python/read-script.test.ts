import { describe, expect, test } from 'vitest';
import { readPythonScript } from '../../../src/triage/index.ts';
import { readTables } from '../support/read-tables.ts';
import { readScript, scriptLines } from '../support/script-lines.ts';

describe('SQL in texts', () => {
  test.each([
    ['a literal', `pd.read_sql("SELECT a FROM t", con)`, ['1 read_sql: t(*) -> ']],
    ['a name', `q = "SELECT a FROM t"\npd.read_sql_query(q, con)`, ['2 read_sql: t(*) -> ']],
    ['three quotes', `q = """\nSELECT a\nFROM t"""\ncur.execute(q)`, ['4 select: t(*) -> ']],
    ['literals side by side', `cur.execute("SELECT a "\n  "FROM t")`, ['1 select: t(*) -> ']],
    ['a sum', `cur.execute("SELECT a " + "FROM " + "t")`, ['1 select: t(*) -> ']],
    ['a name put in', `s = "dw"\ncur.execute(f"SELECT a FROM {s}.t")`, ['2 select: dw.t(*) -> ']],
    ['format', `cur.execute("SELECT a FROM {}.{t}".format("dw", t="x"))`, ['1 select: dw.x(*) -> ']],
    ['percent', `cur.execute("SELECT a FROM %s WHERE d = '%s'" % ("t", day))`, ['1 select: t(*) -> ']],
    [
      'a name that only a run knows',
      `cur.execute(f"SELECT a FROM {t} WHERE b")`,
      ['1 select (scanned):  -> '],
    ],
    [
      'a number that is put together',
      `cur.execute(f"SELECT a FROM t WHERE b = 20{y}")`,
      ['1 select: t(*) -> '],
    ],
    [
      'a clause that only a run knows',
      `cur.execute(f"SELECT a FROM t {w}")`,
      ['1 select (scanned): t(*) -> '],
    ],
    [
      'a value that only a run knows',
      `cur.execute(f"SELECT a FROM t WHERE b = {v}")`,
      ['1 select: t(*) -> '],
    ],
    [
      'text() of SQLAlchemy',
      `from sqlalchemy import text\ncon.execute(text("INSERT INTO t SELECT a FROM s"))`,
      ['2 insert: s(*) -> t(*)'],
    ],
    [
      'one of two',
      `q = "SELECT a FROM t"\nif x:\n  q = "SELECT a FROM u"\ncur.execute(q)`,
      ['4 select: t(*) -> ', '4 select: u(*) -> '],
    ],
    [
      'a part that is added now and then',
      `q = "SELECT a FROM t"\nif x:\n  q += " JOIN u ON 1"\ncur.execute(q)`,
      ['4 select: t(*) -> ', '4 select: t(*) u(*) -> '],
    ],
    [
      'a loop over names',
      `for t in ["a", "b"]:\n  cur.execute("SELECT 1 FROM " + t)`,
      ['2 select: a(*) -> ', '2 select: b(*) -> '],
    ],
    [
      'a function, with what it is called with',
      `def f(t, c="x"):\n  return pd.read_sql(f"SELECT {c} FROM {t}", con)\nf("a")\nf("b")`,
      ['2 read_sql: a(*) -> ', '2 read_sql: b(*) -> '],
    ],
    ['a function that nobody calls', `def f(con):\n  con.execute("SELECT a FROM t")`, ['2 select: t(*) -> ']],
    [
      'a method',
      `class Job:\n  q = "SELECT a FROM t"\n  def __init__(self, c):\n    self.c = c\n  def run(self):\n    self.c.execute(self.q)`,
      ['6 select: t(*) -> '],
    ],
    [
      'a table by its name',
      `pd.read_sql_table("t", con, schema="dw", columns=["B", "a"])`,
      ['1 read_sql_table: dw.t(a,b) -> '],
    ],
    ['a query that nothing runs here', `Q = {"x": "SELECT a FROM t"}`, ['1 select: t(*) -> ']],
    [
      'words for people',
      `"""Select the rows from t."""\nprint("select one from the list")\nraise E("select a from b")`,
      [],
    ],
    [
      'SQL from a file',
      `cur = con.cursor()\ncur.execute(open("q.sql").read())`,
      ['2 execute (opaque):  -> ', '2 open: file:q.sql(*) -> '],
    ],
  ])('%s', (_, text, expected) => {
    expect(scriptLines(text)).toEqual(expected);
  });

  test('values that a run puts in are parameters', () => {
    const [script] = readScript(
      'cur.execute("SELECT a FROM t WHERE b = %(day)s AND c = :shop AND d = ?", p)\ncur.execute(f"SELECT a FROM t WHERE b = {limit}")',
    );
    expect(script!.parameters.map(({ name }) => name)).toEqual(['day', 'shop', 'limit']);
  });

  test.each([
    ['import psycopg2', 'postgres'],
    ['import fdb', 'firebird'],
    ['from google.cloud import bigquery', 'bigquery'],
    ['import pyodbc\ncon = pyodbc.connect("DRIVER={SQL Server};SERVER=x")', 'tsql'],
    ['import sqlalchemy\ne = sqlalchemy.create_engine("mysql+pymysql://u@h/d")', 'mysql'],
    ['import pyodbc\ncon = pyodbc.connect(f"DRIVER={{Oracle in x}};SERVER={y}")', 'oracle'],
    ['', 'ansi'],
  ])('%s: its SQL is read as %s', (text, expected) => {
    const seen: string[] = [];
    readPythonScript(`${text}\ncur.execute("SELECT 1")`, 'a.py', {
      dialect: null,
      readSql: (sql, dialect, file, line) => {
        seen.push(dialect);
        return readTables(sql, dialect, file, line);
      },
    });
    expect(seen).toEqual([expected]);
  });
});

describe('tables of pandas', () => {
  const file = (rest: string) => scriptLines(`import pandas as pd\ndf = pd.read_csv("in/a.csv")\n${rest}`);

  test.each([
    [
      'usecols',
      `pd.read_csv("b.csv", usecols=["Y", "x"])`,
      ['2 read_csv: file:in/a.csv() -> ', '3 read_csv: file:b.csv(x,y) -> '],
    ],
    [
      'columns by list',
      `df[["a", "b"]].to_csv("o.csv")`,
      ['2 read_csv: file:in/a.csv(a,b) -> ', '3 to_csv: file:in/a.csv(a,b) -> file:o.csv(a,b)'],
    ],
    [
      'all of it',
      `df.to_parquet("o.parquet")`,
      ['2 read_csv: file:in/a.csv(*) -> ', '3 to_parquet: file:in/a.csv(*) -> file:o.parquet(*)'],
    ],
    ['a column as an attribute', `x = df.amount.sum()`, ['2 read_csv: file:in/a.csv(amount) -> ']],
    [
      'a filter',
      `df = df[df.day > d]\ndf[["a"]].to_csv("o.csv")`,
      ['2 read_csv: file:in/a.csv(a,day) -> ', '4 to_csv: file:in/a.csv(a) -> file:o.csv(a)'],
    ],
    [
      'rename, before a choice',
      `df = df.rename(columns={"K": "id"})[["id", "v"]]\ndf.to_csv("o.csv")`,
      ['2 read_csv: file:in/a.csv(k,v) -> ', '4 to_csv: file:in/a.csv(k,v) -> file:o.csv(id,v)'],
    ],
    [
      'a new column',
      `df["t"] = df["a"] * df.b\ndf[["t"]].to_csv("o.csv")`,
      ['2 read_csv: file:in/a.csv(a,b) -> ', '4 to_csv: file:in/a.csv(a,b) -> file:o.csv(t)'],
    ],
    [
      'groupby and agg',
      `df.groupby("k").agg({"v": "sum"}).to_csv("o.csv")`,
      ['2 read_csv: file:in/a.csv(k,v) -> ', '3 to_csv: file:in/a.csv(k,v) -> file:o.csv(k,v)'],
    ],
    [
      'groupby, by named aggregates',
      `df.groupby(["k"]).agg(s=("v", "sum")).to_csv("o.csv")`,
      ['2 read_csv: file:in/a.csv(k,v) -> ', '3 to_csv: file:in/a.csv(k,v) -> file:o.csv(k,s)'],
    ],
    [
      'groupby of a column',
      `df.groupby("k")["v"].sum().to_excel("o.xlsx")`,
      ['2 read_csv: file:in/a.csv(k,v) -> ', '3 to_excel: file:in/a.csv(k,v) -> file:o.xlsx(k,v)'],
    ],
    [
      'merge',
      `b = pd.read_excel("b.xlsx", usecols=["k", "w"])\ndf[["k", "v"]].merge(b, on="k").to_csv("o.csv")`,
      [
        '2 read_csv: file:in/a.csv(k,v) -> ',
        '3 read_excel: file:b.xlsx(k,w) -> ',
        '4 to_csv: file:in/a.csv(k,v) file:b.xlsx(k,w) -> file:o.csv(k,v,w)',
      ],
    ],
    [
      'merge, names that both have',
      `b = pd.read_csv("b.csv", usecols=["k", "v"])\npd.merge(df[["k", "v"]], b, on="k").to_csv("o.csv")`,
      [
        '2 read_csv: file:in/a.csv(k,v) -> ',
        '3 read_csv: file:b.csv(k,v) -> ',
        '4 to_csv: file:in/a.csv(k,v) file:b.csv(k,v) -> file:o.csv(k,v_x,v_y)',
      ],
    ],
    [
      'concat',
      `b = pd.read_csv("b.csv", usecols=["k"])\npd.concat([df[["k"]], b]).to_csv("o.csv")`,
      [
        '2 read_csv: file:in/a.csv(k) -> ',
        '3 read_csv: file:b.csv(k) -> ',
        '4 to_csv: file:in/a.csv(k) file:b.csv(k) -> file:o.csv(k)',
      ],
    ],
    [
      'to_sql',
      `df[["a"]].to_sql("t", con, schema="dw")`,
      ['2 read_csv: file:in/a.csv(a) -> ', '3 to_sql: file:in/a.csv(a) -> dw.t(a)'],
    ],
    ['what goes to where it cannot be followed', `send(df)`, ['2 read_csv: file:in/a.csv(*) -> ']],
    [
      'what comes back from there',
      `df = clean(df)\ndf.to_csv("o.csv")`,
      ['2 read_csv: file:in/a.csv(*) -> ', '4 to_csv: file:in/a.csv(*) -> file:o.csv(*)'],
    ],
    ['how many rows', `print(len(df), df.shape)`, ['2 read_csv: file:in/a.csv() -> ']],
    [
      'rows one by one',
      `for i, row in df.iterrows():\n  f(row["a"], row.b)`,
      ['2 read_csv: file:in/a.csv(a,b) -> '],
    ],
    [
      'a lambda over rows',
      `df["x"] = df.apply(lambda r: r["a"] + r.b, axis=1)\ndf[["x"]].to_csv("o.csv")`,
      ['2 read_csv: file:in/a.csv(a,b) -> ', '4 to_csv: file:in/a.csv(a,b) -> file:o.csv(x)'],
    ],
    [
      'other readers',
      `pd.read_json("a.json")\npd.read_fwf("a.txt", names=["q"])\npd.read_parquet("a.parquet", columns=["r"])`,
      [
        '2 read_csv: file:in/a.csv() -> ',
        '3 read_json: file:a.json() -> ',
        '4 read_fwf: file:a.txt(q) -> ',
        '5 read_parquet: file:a.parquet(r) -> ',
      ],
    ],
    [
      'a path with holes',
      `pd.read_csv(os.path.join(BASE, f"{d:%Y}.csv"))`,
      ['2 read_csv: file:in/a.csv() -> ', '3 read_csv (scanned): file:{base}/{d}.csv() -> '],
    ],
    [
      'a query, to a file',
      `x = pd.read_sql("SELECT a FROM t", con)\nx.to_csv("o.csv")`,
      ['2 read_csv: file:in/a.csv() -> ', '3 read_sql: t(*) -> ', '4 to_csv: t(*) -> file:o.csv(*)'],
    ],
  ])('%s', (_, text, expected) => {
    expect(file(text)).toEqual(expected);
  });

  test('a cursor whose rows a csv writer writes', () => {
    expect(
      scriptLines(
        'import csv\ncur = con.cursor()\ncur.execute("SELECT a FROM t")\nwith open("o.csv", "w", newline="") as f:\n  w = csv.DictWriter(f, ["a", "b"])\n  for row in cur:\n    w.writerow({"a": row[0]})',
      ),
    ).toEqual(['3 select: t(*) -> ', '4 open: t(*) -> file:o.csv(a,b)']);
  });

  test('a csv reader, with the columns that are asked by name', () => {
    expect(
      scriptLines(
        'import csv\nwith open("i.csv") as f:\n  for row in csv.DictReader(f):\n    print(row["a"])',
      ),
    ).toEqual(['2 open: file:i.csv(a) -> ']);
  });

  test('files are objects: exports where they are written', () => {
    const objects = readScript(
      'import pandas as pd\npd.read_csv("./in/A.csv")[["x"]].to_csv("out\\\\b.csv")',
    );
    expect(
      objects.map(({ id, kind, columns }) => [id, kind, columns?.map(({ name }) => name) ?? null]),
    ).toEqual([
      ['jobs/a.py', 'script', null],
      ['file:in/a.csv', 'file', null],
      ['file:out/b.csv', 'export', ['x']],
    ]);
  });

  test('loops and what only a run knows are counted', () => {
    const [script] = readScript(
      '# Owner: Finance\nfor t in names:\n  cur.execute(f"SELECT 1 FROM {t}")\nwhile x:\n  pass',
    );
    expect(script!.measures.map(({ measure, count }) => [measure, count])).toEqual([
      ['dynamic-sql', 1],
      ['loops', 2],
    ]);
    expect(script!.owner).toBe('Finance');
  });
});
