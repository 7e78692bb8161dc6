import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPythonScript } from '../../../src/triage/index.ts';
import { readTables } from '../support/read-tables.ts';

const script = `import pandas as pd, csv
from sqlalchemy import text
con = psycopg2.connect(host="x")
def load(table, cols="*"):
    return pd.read_sql(f"SELECT {cols} FROM {table!r:>5} WHERE d = %s", con, params=[day])
class Job(Base):
    def __init__(self, con): self.con = con
    async def run(self): self.con.execute(text('''UPDATE t SET a = 1'''))
df = load("x").merge(pd.read_csv("a.csv", usecols=["a"]), on="a")
df["t"], y = df.loc[df.a > 1, ["b", "c"]], [r for r in cur if r]
match y:
    case {"a": 1}: pass
for i, t in enumerate(["a", "b"]):
    try:
        with open(t, "w") as f: csv.writer(f).writerows(df.groupby("k").agg(s=("v", "sum")))
    except* E as e: raise
    else: z = lambda x, *y, k=2, **o: x if y else k
df.to_csv("o.csv")
`;
const read = (text: string) =>
  readPythonScript(text, 'a.py', { dialect: null, readSql: readTables }).objects[0]!;

test('a script that is cut off anywhere keeps its entry, and what was before the cut', () => {
  for (let end = 0; end <= script.length; end += 17) {
    const found = read(script.slice(0, end));
    expect(found.id).toBe('a.py');
    if (end > 420) expect(found.statements.map(({ kind }) => kind)).toContain('read_sql');
  }
});

test('damage is noted with its line, and the rest is read', () => {
  const found = read('x = (1\ny = ]]\ncur.execute("SELECT a FROM t")\n');
  expect(found.understanding).toBe('scanned');
  expect(found.notes.map(({ code }) => code)).toContain('not-parsed');
  expect(found.statements.map(({ reads }) => reads[0]?.relation)).toEqual(['t']);
});

test('bytes that are no script give an entry', () => {
  const found = read('\0\u0001\ufffd'.repeat(50));
  expect(found.understanding).toBe('opaque');
  expect(found.notes.length).toBeGreaterThan(0);
});

test('random damage never stops the reading', () => {
  const runs = Number(process.env.LODE_DAMAGE_RUNS ?? 40);
  const part = fc.oneof(
    fc.constantFrom(
      '(',
      ')',
      '[',
      '{',
      '"',
      "'''",
      'f"{',
      ':',
      '\n',
      '\n    ',
      'lambda',
      'for x in',
      '=',
      '**',
      '\0',
      '\\',
    ),
    fc.string({ unit: 'binary', maxLength: 5 }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(script.length), fc.nat(20), part), { minLength: 1, maxLength: 6 }),
      (edits) => {
        let text = script;
        for (const [at, length, put] of edits) text = text.slice(0, at) + put + text.slice(at + length);
        const found = read(text);
        expect(found.kind).toBe('script');
        for (const { place } of found.statements) expect(place.line).toBeGreaterThan(0);
      },
    ),
    { numRuns: runs },
  );
});

test('scripts that would never end, or that are nested without end, are read to an end', () => {
  expect(read('def f(x):\n  return f(x) + g(x)\ndef g(x):\n  return f(x)\nf(1)').kind).toBe('script');
  expect(read(`x = ${'('.repeat(5000)}1${')'.repeat(5000)}`).kind).toBe('script');
  expect(read(`x = ${'[x for x in '.repeat(400)}y`).kind).toBe('script');
  const loops = Array.from(
    { length: 12 },
    (_, depth) => `${' '.repeat(depth)}for x${depth} in [1, 2, 3, 4, 5, 6, 7, 8]:\n`,
  ).join('');
  const found = read(`${loops}${' '.repeat(12)}cur.execute("SELECT a FROM t")`);
  expect(found.notes.map(({ code }) => code)).toContain('too-large');
  expect(found.statements).toHaveLength(1);
  const grown = Array.from({ length: 2000 }, (_, i) => `sql += f", {x${i}} AS c${i}"\n`).join('');
  expect(
    read(`sql = "SELECT a"\n${grown}sql += " FROM t"\ncur.execute(sql)`).statements[0]?.reads.map(
      ({ relation }) => relation,
    ),
  ).toEqual(['t']);
  const sum = Array.from({ length: 250 }, (_, i) => `"SELECT ${i} " `).join('+ ');
  expect(read(`cur.execute(${sum} + "FROM t")`).statements[0]?.reads.map(({ relation }) => relation)).toEqual(
    ['t'],
  );
});
