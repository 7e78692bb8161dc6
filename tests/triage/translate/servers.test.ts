import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { type Dialect, loadLegacyParser, translate } from '../../../src/triage/index.ts';
import { createDatabase, needsFirebird } from '../../support/firebird.ts';
import { createMariadbDatabase, needsMariadb } from '../../support/mariadb.ts';
import { describeWith } from '../../support/needs.ts';
import { createPostgresDatabase, needsPostgres } from '../../support/postgres.ts';

// The original runs on a real server, its translation in DuckDB, over the same rows: they give the same, or a warning was given.

const rows = [
  [1, 7, 2, '7.55', '2.5', "'Ann Lee'", "'2024-01-31'", "'2024-01-31 10:30:15'"],
  [2, -7, 2, '-2.50', '-2.5', "'ann lee  '", "'2024-02-29'", "'2024-02-29 23:59:59'"],
  [3, 10, 4, '3.10', '0.1', "'Zoë'", "'2023-12-31'", "'2023-12-31 00:00:00'"],
  [4, 'NULL', 3, 'NULL', 'NULL', 'NULL', 'NULL', 'NULL'],
] as const;

const schema = (double: string): string =>
  `CREATE TABLE t (k INTEGER, i INTEGER, j INTEGER, n DECIMAL(10,2), f ${double}, s VARCHAR(20), d DATE, ts TIMESTAMP NULL)`.replace(
    'TIMESTAMP NULL',
    double === 'DOUBLE' ? 'DATETIME' : 'TIMESTAMP',
  );

const inserts = rows.map((row) => `INSERT INTO t VALUES (${row.join(', ')});`).join('\n');

const known = {
  name: ['t'],
  columns: [
    { name: 'k', type: 'INTEGER' },
    { name: 'i', type: 'INTEGER' },
    { name: 'j', type: 'INTEGER' },
    { name: 'n', type: 'DECIMAL(10,2)' },
    { name: 'f', type: 'DOUBLE' },
    { name: 's', type: 'VARCHAR' },
    { name: 'd', type: 'DATE' },
    { name: 'ts', type: 'TIMESTAMP' },
  ],
};

const shared = [
  'i / j',
  'n / 3',
  'CAST(n AS INTEGER)',
  'CAST(f AS INTEGER)',
  'ROUND(n, 1)',
  'ROUND(n, 0)',
  'COALESCE(i, -1)',
  'NULLIF(i, 7)',
  "CASE WHEN s = 'ANN LEE' THEN 1 ELSE 0 END",
  "CASE WHEN s = 'ann lee' THEN 1 ELSE 0 END",
  "CASE WHEN s LIKE 'Ann%' THEN 1 ELSE 0 END",
  'CHAR_LENGTH(s)',
  'UPPER(s)',
  'EXTRACT(YEAR FROM d)',
  'EXTRACT(MONTH FROM ts)',
  'ABS(i)',
  'MOD(i, 4)',
  "CASE WHEN i BETWEEN 0 AND 8 THEN 'in' ELSE 'out' END",
  '(SELECT MAX(x.i) FROM t x WHERE x.j = t.j)',
  'SUM(i) OVER (ORDER BY k)',
  'ROW_NUMBER() OVER (ORDER BY s)',
  'ROW_NUMBER() OVER (ORDER BY i DESC)',
  'AVG(i) OVER (PARTITION BY j)',
  'i IS NULL',
  'CAST(i AS VARCHAR(10))',
  'SUBSTRING(s FROM 2 FOR 3)',
  'TRIM(s)',
];

const own: Readonly<Partial<Record<Dialect, readonly string[]>>> = {
  postgres: [
    "to_char(ts, 'YYYY-MM-DD HH24:MI:SS')",
    "date_trunc('month', ts)",
    "d + interval '1 month'",
    "d - date '2024-01-01'",
    'd + 1',
    "s || '!'",
    "s ~ '^A'",
    "s ~* 'lee$'",
    'greatest(i, j)',
    'least(i, n)',
    'n::int',
    'f::int',
    's::varchar(3)',
    'extract(dow from d)',
    'extract(isodow from d)',
    'extract(week from d)',
    'extract(epoch from ts)',
    "split_part(s, ' ', 1)",
    "concat(s, '-', i)",
    'initcap(s)',
    'i::text',
    'i % 4',
    'trunc(n, 1)',
    'n > ANY(ARRAY[1, 5])',
    'i IS DISTINCT FROM 7',
    "position('e' in s)",
    "coalesce(s, 'none')",
    "string_agg(s, ',') OVER (ORDER BY k)",
    'lag(i, 1, 0) OVER (ORDER BY k)',
    "date_part('day', ts - timestamp '2024-01-01')",
    'i / 2.0',
    'power(j, 2)',
    'sign(i)',
    'left(s, 2)',
    'left(s, i)',
    'right(s, i)',
    'count(*) OVER (PARTITION BY s)',
    '(SELECT count(DISTINCT (x.i, x.s)) FROM t x)',
    'right(s, 2)',
    "lpad(s, 3, 'x')",
    "replace(s, 'e', 'E')",
    "strpos(s, 'e')",
    'ceil(n)',
    'floor(n)',
    "regexp_replace(s, 'e+', '_', 'g')",
    'extract(second from ts)',
  ],
  mysql: [
    'i DIV j',
    'i / 0',
    "CONCAT(s, '-', i)",
    "CONCAT_WS('-', s, i)",
    'IFNULL(i, 0)',
    "IF(i > 0, 'p', 'n')",
    "DATE_FORMAT(ts, '%Y-%m-%d %H:%i:%s')",
    'DATE_ADD(d, INTERVAL 1 MONTH)',
    "DATEDIFF(ts, '2024-01-01')",
    "TIMESTAMPDIFF(MONTH, '2024-01-15', ts)",
    "TIMESTAMPDIFF(DAY, '2024-01-15 12:00:00', ts)",
    'DAYOFWEEK(d)',
    'WEEKDAY(d)',
    'LAST_DAY(d)',
    "SUBSTRING_INDEX(s, ' ', 1)",
    "SUBSTRING_INDEX(s, ' ', -1)",
    "FIELD(s, 'x', 'Zoë')",
    'LENGTH(s)',
    'GREATEST(i, j)',
    'LEAST(i, n)',
    'TRUNCATE(n, 1)',
    'CAST(n AS SIGNED)',
    'i MOD 4',
    "LOCATE('e', s)",
    "INSTR(s, 'e')",
    'LEFT(s, 2)',
    'RIGHT(s, 2)',
    'i <=> NULL',
    "s REGEXP '^a'",
    "STR_TO_DATE('31.01.2024', '%d.%m.%Y')",
    'QUARTER(d)',
    'MONTHNAME(d)',
    'WEEKOFYEAR(d)',
    'i XOR NULL',
    'i && j',
    'TO_DAYS(d)',
    'SUBSTR(s, -3)',
    'SUBSTR(s, 0)',
    'SUBSTR(s, -6)',
    'SUBSTR(s, 3, i)',
    'LEFT(s, i)',
    'RIGHT(s, i)',
    '(SELECT COUNT(DISTINCT x.i, x.s) FROM t x)',
    '(SELECT COUNT(DISTINCT x.i, x.j) FROM t x)',
    "REPLACE(s, 'e', 'E')",
    'd - INTERVAL 1 DAY',
  ],
  firebird: [
    'DATEADD(1 MONTH TO d)',
    'DATEADD(DAY, -1, d)',
    "DATEDIFF(DAY FROM DATE '2024-01-01' TO d)",
    "DATEDIFF(MONTH, DATE '2024-01-15', d)",
    "DATEDIFF(WEEK, DATE '2024-01-15', d)",
    "DATEDIFF(HOUR, TIMESTAMP '2024-01-01 00:30:00', ts)",
    'd + 1',
    "d - DATE '2024-01-01'",
    'ts + 0.5',
    "ts - TIMESTAMP '2024-01-01 12:00:00'",
    'EXTRACT(WEEKDAY FROM d)',
    'EXTRACT(YEARDAY FROM d)',
    'EXTRACT(WEEK FROM d)',
    'EXTRACT(SECOND FROM ts)',
    "IIF(s CONTAINING 'LEE', 1, 0)",
    "IIF(s STARTING WITH 'Ann', 1, 0)",
    'IIF(i > 0, i, j)',
    'MAXVALUE(i, j)',
    'MINVALUE(i, j)',
    "DECODE(i, 7, 'x', 'y')",
    "s || '!'",
    'TRUNC(n, 1)',
    "POSITION('e' IN s)",
    'LEFT(s, 2)',
    'LEFT(s, ABS(i))',
    'RIGHT(s, ABS(i))',
    'COUNT(*) OVER (PARTITION BY s)',
    'RIGHT(s, 2)',
    "LPAD(s, 3, 'x')",
    "REPLACE(s, 'e', 'E')",
    'CEIL(n)',
    'FLOOR(n)',
    'BIN_AND(i, 3)',
    'n * n',
    'n * i',
    'i / 2.0',
    'POWER(j, 2)',
    'SIGN(i)',
    "COALESCE(s, 'none')",
    'i IS DISTINCT FROM 7',
    'CAST(d AS TIMESTAMP)',
    'CAST(ts AS DATE)',
    'LAG(i, 1, 0) OVER (ORDER BY k)',
  ],
};

/** A value as both sides are compared: numbers by nine digits, truth values as numbers, moments without a zero fraction or time. */
function plain(value: string): string {
  const text = value.trim();
  if (/^(<null>|∅|NULL|null)$/.test(text)) return 'null';
  if (/^(t|true|<true>)$/i.test(text)) return '1';
  if (/^(f|false|<false>)$/i.test(text)) return '0';
  if (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) return String(Number(Number(text).toPrecision(9)));
  return text
    .replace(/(\d{2}:\d{2}:\d{2})\.(\d*?)0*$/, (_, time: string, rest: string) =>
      rest === '' ? time : `${time}.${rest}`,
    )
    .replace(/[ T]00:00:00(\+00)?$/, '')
    .replace(/\+00$/, '');
}

async function disagreements(
  dialect: Dialect,
  expressions: readonly string[],
  ask: (queries: readonly string[]) => readonly (readonly string[])[],
): Promise<string[]> {
  const parser = await loadLegacyParser();
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  await connection.run(`SET TimeZone = 'UTC'; ${schema('DOUBLE PRECISION')}; ${inserts}`);
  const queries = expressions.map((expression) => `SELECT ${expression} AS v FROM t ORDER BY k`);
  const answers = ask(queries);
  const found: string[] = [];
  for (const [at, text] of queries.entries()) {
    const translation = translate(
      parser,
      { file: { path: 'q.sql', text }, start: 0, end: text.length },
      dialect,
      { tables: () => known },
    );
    // A refusal is honest; what is refused is not what this is about.
    if (translation.kind === 'refused') {
      found.push(`${expressions[at]}: refused`);
      continue;
    }
    const given = (await connection.runAndReadAll(translation.sql))
      .getRows()
      .map(([value]) => plain(String(value)));
    const wanted = answers[at]!.map(plain);
    const isTold = translation.warnings.some((each) => each.severity === 'warning');
    if (!isTold && JSON.stringify(given) !== JSON.stringify(wanted))
      found.push(`${expressions[at]}: server ${wanted.join(' | ')}, here ${given.join(' | ')}`);
  }
  connection.closeSync();
  instance.closeSync();
  return found;
}

function grouped(lines: readonly string[], queries: readonly string[]): string[][] {
  expect(lines.length).toBe(queries.length * rows.length);
  return queries.map((_, at) => lines.slice(at * rows.length, (at + 1) * rows.length));
}

describeWith([needsPostgres()], 'PostgreSQL', () => {
  test('gives what the translation gives, or a warning was given', async () => {
    const database = createPostgresDatabase();
    try {
      database.psql(`${schema('DOUBLE PRECISION')}; ${inserts}`);
      const ask = (queries: readonly string[]) =>
        grouped(
          database
            .psql(`set timezone = 'UTC'; ${queries.join(';\n')};`)
            .replace(/\n$/, '')
            .split('\n'),
          queries,
        );
      expect(await disagreements('postgres', [...shared, ...own.postgres!], ask)).toEqual([]);
    } finally {
      database.drop();
    }
  });
});

describeWith([needsMariadb()], 'MariaDB', () => {
  test('gives what the translation gives, or a warning was given', async () => {
    const database = createMariadbDatabase();
    try {
      database.sql(`${schema('DOUBLE')}; ${inserts}`);
      const fitting = shared.filter((each) => !/CAST\(\w AS (VARCHAR|INTEGER)/.test(each));
      const ask = (queries: readonly string[]) =>
        grouped(
          database
            .sql(`${queries.join(';\n')};`)
            .replace(/\n$/, '')
            .split('\n'),
          queries,
        );
      expect(await disagreements('mysql', [...fitting, ...own.mysql!], ask)).toEqual([]);
    } finally {
      database.drop();
    }
  });
});

describeWith([needsFirebird()], 'Firebird', () => {
  test('gives what the translation gives, or a warning was given', async () => {
    const database = await createDatabase();
    try {
      database.isql(`${schema('DOUBLE PRECISION')};\n${inserts}\ncommit;\n`);
      const fitting = shared.filter((each) => each !== 'i IS NULL');
      const ask = (queries: readonly string[]) =>
        grouped(
          database
            .isql(
              `set heading off;\n${queries.map((query) => query.replace('SELECT ', 'SELECT k, ')).join(';\n')};\n`,
            )
            .split('\n')
            .filter((line) => line.trim() !== '')
            .map((line) => line.replace(/^\s*\d+/, '')),
          queries,
        );
      expect(await disagreements('firebird', [...fitting, ...own.firebird!], ask)).toEqual([]);
    } finally {
      await database.drop();
    }
  });
});
