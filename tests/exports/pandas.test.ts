import { execFileSync } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { lode } from '../support/cli.ts';
import { describeWith } from '../support/needs.ts';
import { needsPandas, python } from '../support/pandas.ts';
import { makeProject, removeFolder } from '../support/project.ts';
import { openBareDuckdb } from '../support/tables.ts';

const script = fileURLToPath(new URL('as-pandas.py', import.meta.url));
const rowCount = 400;
let folder: string;

afterAll(() => (folder === undefined ? undefined : removeFolder(folder)));

/** Numbers in [0, 1) that are the same each time. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Letters that mean something in some dialect, and some that some encoding lacks. */
const letters = [
  'a',
  'B',
  'é',
  'Ü',
  'ß',
  '€',
  'ő',
  '漢',
  '😀',
  ' ',
  ';',
  ',',
  '|',
  '\t',
  '"',
  "'",
  '\\',
  '\n',
  '\r',
  '.',
  '0',
  '#',
  '\u00a0',
  '\u0081',
];

function text(next: () => number): string {
  return Array.from(
    { length: Math.floor(next() * 8) },
    () => letters[Math.floor(next() * letters.length)],
  ).join('');
}

function sql(value: string | null): string {
  return value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`;
}

const columns = {
  id: 'BIGINT',
  words: 'VARCHAR',
  name: 'VARCHAR',
  amount: 'DOUBLE',
  price: 'DECIMAL(18,4)',
  whole: 'INTEGER',
  holes: 'INTEGER',
  yes: 'BOOLEAN',
  maybe: 'BOOLEAN',
  day: 'DATE',
  moment: 'TIMESTAMP',
  seconds: 'TIMESTAMP',
  midnight: 'TIMESTAMP',
} as const;

function randomRows(next: () => number): string[] {
  const some = <T>(value: T, share = 0.15): T | null => (next() < share ? null : value);
  const double = () => {
    const kind = next();
    if (kind < 0.1)
      return String(
        [0, 1e16, 1e-5, 1e22, 123456789012345680, 5e-324, 0.1, 1e15, 2.5][Math.floor(next() * 9)],
      );
    if (kind < 0.3) return String(Math.round(next() * 1e6) / 100);
    if (kind < 0.4) return 'inf';
    if (kind < 0.45) return '-inf';
    if (kind < 0.5) return 'nan';
    if (kind < 0.55) return '-0.0';
    return String((next() - 0.5) * 10 ** Math.floor(next() * 40 - 20));
  };
  const time = () => 946_684_800_000_000 + Math.floor(next() * 8e14);
  return Array.from({ length: rowCount }, (_, index) => {
    const values: (string | null)[] = [
      String(index),
      some(sql(text(next))),
      some(sql(['Anna', 'Zoë', 'éva', '', 'Bob', 'bob'][Math.floor(next() * 6)]!)),
      some(`'${double()}'`),
      some(String(Math.round((next() - 0.5) * 1e9) / 1e4)),
      String(Math.round((next() - 0.5) * 1e6)),
      some(String(Math.round((next() - 0.5) * 1e6))),
      String(next() < 0.5),
      some(String(next() < 0.5)),
      some(`DATE '1970-01-01' + ${Math.floor(next() * 20_000)}`),
      some(`make_timestamp(${time()})`),
      some(`make_timestamp(${Math.floor(time() / 1e6) * 1e6})`),
      some(`make_timestamp(${Math.floor(time() / 864e8) * 864e8})`),
    ];
    return `(${values.map((value) => value ?? 'NULL').join(', ')})`;
  });
}

interface Case {
  readonly name: string;
  readonly how: Record<string, unknown>;
  readonly columns: readonly (readonly [string, string])[];
  readonly order: readonly (readonly [string, boolean, 'first' | 'last'])[];
  readonly where: string;
  readonly entry: Record<string, unknown>;
}

function randomCase(name: string, next: () => number): Case {
  const one = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]!;
  const separator = one([',', ';', '\t', '|']);
  const quoting = one(['needed', 'needed', 'all', 'text', 'never'] as const);
  const quote = one(['"', '"', "'"]);
  const escaping = quoting === 'never' ? '\\' : one([null, null, '\\']);
  const doubles = quoting === 'never' || escaping === null || next() < 0.5;
  const [encoding, codec] = one([
    ['utf-8', 'utf-8'],
    ['utf-8', 'utf-8-sig'],
    ['windows-1252', 'cp1252'],
    ['iso-8859-15', 'iso8859-15'],
    ['iso-8859-1', 'latin-1'],
    ['utf-16le', 'utf-16-le'],
    ['utf-16le', 'utf-16'],
    ['utf-16be', 'utf-16-be'],
    ['windows-1250', 'cp1250'],
  ]);
  const [unencodable, errors] = one([
    [{ replace: '?' }, 'replace'],
    ['xml', 'xmlcharrefreplace'],
    ['drop', 'ignore'],
    ['backslash', 'backslashreplace'],
  ]);
  const decimal = one(['.', ',']);
  const float = one([null, null, '%.2f', '%.3e', '%.10g', '%+012.4f']);
  const date = one([null, null, '%d.%m.%Y', '%Y%m%d %H:%M:%S.%f', '%y-%j %I %p']);
  const missing = one(['', '', 'NULL', 'N;A', 'a"b']);
  const lineEnd = one(['lf', 'crlf', 'cr'] as const);
  const header = next() < 0.8;
  const chosen = Object.keys(columns).filter(() => next() < 0.7);
  const named = (chosen.length === 0 ? ['words'] : chosen).map(
    (column) => [column, next() < 0.3 ? `${column}${separator}é"x` : column] as const,
  );
  const order = [
    ...(next() < 0.6
      ? [[one(['name', 'holes', 'day', 'price']), next() < 0.5, one(['first', 'last'] as const)] as const]
      : []),
    ['id', next() < 0.7, 'last'] as const,
  ];
  const bound = next() < 0.2 ? Math.floor(next() * rowCount) : null;
  return {
    name,
    columns: named,
    order,
    where: bound === null ? '' : `id >= ${bound}`,
    how: {
      sep: separator,
      quoting,
      quotechar: quote,
      doublequote: doubles,
      escapechar: escaping,
      encoding: codec,
      errors: codec.startsWith('utf') ? 'strict' : errors,
      decimal,
      float_format: float,
      date_format: date,
      na_rep: missing,
      lineterminator: { lf: '\n', crlf: '\r\n', cr: '\r' }[lineEnd],
      header,
    },
    entry: {
      model: 'gold.table',
      like: 'pandas',
      quote_breaks: 'line_end',
      separator,
      quoting,
      quote,
      double_quote: doubles,
      ...(escaping === null ? {} : { escape: escaping }),
      encoding,
      bom: codec === 'utf-8-sig' || codec === 'utf-16',
      ...(codec.startsWith('utf') ? {} : { unencodable }),
      decimal,
      ...(float === null ? {} : { float_format: float }),
      ...(date === null ? {} : { date, timestamp: date }),
      null_words: missing,
      line_end: lineEnd,
      header,
      columns: named.map(([column, as]) =>
        column === 'price' ? { column, as, cast: 'DOUBLE' } : { column, as },
      ),
      order_by: order.map(
        ([column, ascending, nulls]) => `${column}${ascending ? '' : ' desc'} nulls ${nulls}`,
      ),
      ...(bound === null ? {} : { where: `id >= ${bound}` }),
    },
  };
}

const caseCount = Number(process.env.LODE_EXPORT_CASES ?? 40);
const seed = Number(process.env.LODE_EXPORT_SEED ?? 11);
const next = numbers(seed);
const cases = Array.from({ length: caseCount }, (_, index) => randomCase(`case_${index}`, next));

beforeAll(async () => {
  if (!needsPandas.present) return;
  folder = await makeProject({
    'project.yml':
      'name: random\ntargets: {files: {sources: {given: {type: parquet, path: given}}}}\ndefault_target: files\n',
    'models/bronze/given.source.yml': stringify({
      source: 'given',
      relations: {
        table: {
          columns: Object.fromEntries(Object.entries(columns).map(([name, type]) => [name, { type }])),
        },
      },
    }),
    'models/bronze/table.sql': 'SELECT * FROM given."table"\n',
    'models/silver/table.sql': 'SELECT * FROM bronze."table"\n',
    'models/gold/table.sql': '/* ---\naudits: [{unique: [id]}]\n--- */\nSELECT * FROM silver."table"\n',
    'exports.yml': stringify({ exports: Object.fromEntries(cases.map(({ name, entry }) => [name, entry])) }),
  });
  await mkdir(join(folder, 'given'));
  await mkdir(join(folder, 'expected'));
  const duckdb = await openBareDuckdb();
  const parquet = join(folder, 'given/table.parquet');
  const typed = Object.entries(columns).map(([name, type]) => `CAST(${name} AS ${type}) AS ${name}`);
  await duckdb.rows(
    `COPY (SELECT ${typed.join(', ')} FROM (VALUES ${randomRows(numbers(seed + 1)).join(', ')}) AS t(${Object.keys(columns).join(', ')})) TO '${parquet}' (FORMAT parquet)`,
  );
  duckdb.close();
  execFileSync(python, [script], {
    input: JSON.stringify({ parquet, folder: join(folder, 'expected'), cases }),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  for (const command of [
    ['apply', '--yes', '--quiet'],
    ['export', '--quiet'],
  ]) {
    const { code, stderr } = await lode(folder, command);
    if (code !== 0) throw new Error(stderr);
  }
}, 120_000);

describeWith([needsPandas], 'a random table is written byte by byte as pandas writes it', () => {
  test.each(cases)('$name', async ({ name }) => {
    const expected = await readFile(join(folder, 'expected', `${name}.csv`));
    const found = await readFile(join(folder, 'out', `${name}.csv`));
    if (!found.equals(expected)) {
      const at = found.findIndex((byte, index) => byte !== expected[index]);
      const around = (bytes: Buffer) =>
        JSON.stringify(bytes.subarray(Math.max(0, at - 60), at + 60).toString('latin1'));
      expect(around(found), `byte ${at}`).toBe(around(expected));
    }
    expect(found.length).toBe(expected.length);
  });
});
