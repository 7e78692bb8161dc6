import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lode } from '../../support/cli.ts';
import { removeFolder, temporaryFolder } from '../../support/project.ts';
import { openBareDuckdb } from '../../support/tables.ts';

let folder: string;
const put = async (name: string, content: string | Buffer) => {
  await mkdir(join(folder, name, '..'), { recursive: true });
  await writeFile(join(folder, name), content);
};
const run = (...argv: string[]) => lode(folder, argv);
const imported = async (...argv: string[]) => {
  const { code, stdout, stderr } = await run('usage', 'import', ...argv, '--json');
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout).logs as Record<string, unknown>[];
};
const shown = async (...argv: string[]) => JSON.parse((await run('usage', 'show', ...argv, '--json')).stdout);
/** `user queries` of a column. */
const readers = async (name: string) =>
  (await shown(name)).reads.map(
    (read: { user: string; column: string | null; queries: number }) =>
      `${read.user} ${read.column} ${read.queries}`,
  );

const table = (id: string, columns: readonly string[]) => ({
  id,
  name: id,
  kind: 'table',
  dialect: 'postgres',
  place: { file: 'ddl.sql', line: 1, endLine: 1 },
  understanding: 'parsed',
  columns: columns.map((name) => ({ name, type: name === 'id' ? 'integer' : 'varchar(20)', nullable: true })),
  key: null,
  parameters: [],
  statements: [],
  schedule: null,
  owner: null,
  measures: [],
  notes: [],
});
const view = (id: string, text: string, reads: readonly string[]) => {
  const place = { file: 'views.sql', line: 1, endLine: 1 };
  const uses = reads.map((relation) => ({ relation, columns: null, place, understanding: 'parsed' }));
  return {
    ...table(id, []),
    kind: 'view',
    columns: null,
    statements: [{ kind: 'create view', understanding: 'parsed', reads: uses, writes: [], place, text }],
  };
};
const line = (day: string, user: string, sql: string, more: object = {}) =>
  `${JSON.stringify({ time: `2026-01-${day}T10:00:00Z`, user, sql, ...more })}\n`;
const first = [
  line(
    '05',
    'anna',
    "SELECT o.id, c.city FROM shop.orders o JOIN shop.customers c ON c.id = o.customer WHERE o.state = 'open'",
  ),
  line('05', 'bob', 'select count(*) from shop.orders'),
  '{"time":"2026-01-05T10:0\n',
  line(
    '06',
    'anna',
    "SELECT o.id, c.city FROM shop.orders o JOIN shop.customers c ON c.id = o.customer WHERE o.state = 'shut'",
  ),
  line('06', 'etl', 'select * from shop.rates', { application: 'dbt' }),
  line('06', 'anna', 'this is not SQL'),
];

beforeAll(async () => {
  folder = await temporaryFolder();
  await put('project.yml', 'name: shop\nlake: lake\n');
  await put('models/gold/kpis.sql', '/* ---\nkind: full\n--- */\nSELECT 1 AS a, 2 AS b\n');
  await put(
    'exposures/files.yml',
    'exposures:\n  controlling:\n    type: application\n    owner: c@x.org\n    reads:\n      legacy:shop.rates: [rate]\n      file:out/bills.csv: all\n',
  );
  await put(
    'triage/inventory.json',
    JSON.stringify({
      format: 'lode-legacy-inventory/1',
      sources: [],
      objects: [
        table('shop.orders', ['id', 'customer', 'state', 'note']),
        table('shop.customers', ['id', 'city', 'phone']),
        table('shop.rates', ['id', 'rate']),
        table('shop.old', ['id']),
        view(
          'shop.v_open',
          'CREATE VIEW shop.v_open AS SELECT o.id, c.city AS town FROM shop.v_parts o JOIN shop.customers c ON c.id = o.customer',
          ['shop.v_parts', 'shop.customers'],
        ),
        view('shop.v_parts', 'CREATE VIEW shop.v_parts AS SELECT id, customer FROM shop.orders', [
          'shop.orders',
        ]),
      ],
    }),
  );
  await put('first.jsonl', first.join(''));
});
afterAll(() => removeFolder(folder));

describe('a log', () => {
  test('gives who read which column; robots, damage and what is not understood are counted', async () => {
    expect(await imported('first.jsonl', '--dialect', 'postgres')).toMatchObject([
      {
        file: 'first.jsonl',
        format: 'jsonl',
        again: false,
        queries: 4,
        statements: 3,
        robots: 1,
        repeated: 0,
        damagedLines: 1,
        damaged: [{ line: 3 }],
        understood: { bound: 3, parsed: 0, scanned: 0, opaque: 1 },
        from: '2026-01-05T10:00:00.000Z',
        to: '2026-01-06T10:00:00.000Z',
      },
    ]);
    expect(await readers('shop.orders')).toEqual([
      'anna customer 2',
      'anna id 2',
      'anna state 2',
      'anna null 2',
      'bob null 1',
    ]);
    const { reads } = await shown('shop.orders.state');
    expect(reads[0]).toMatchObject({
      lastRead: '2026-01-06T10:00:00.000Z',
      understanding: 'bound',
      places: [
        { file: 'first.jsonl', line: 1 },
        { file: 'first.jsonl', line: 4 },
      ],
    });
  });

  test('counts once: the same content under another name or packed, a file that has grown, and another that tells of the same queries', async () => {
    expect(await imported('first.jsonl', '--dialect', 'postgres')).toMatchObject([
      { again: true, queries: 0 },
    ]);
    await put('first.jsonl.1', first.join(''));
    await put('first.jsonl.2.gz', gzipSync(first.join('')));
    expect(
      await imported('first.jsonl.1', 'first.jsonl.2.gz', '--dialect', 'postgres', '--format', 'jsonl'),
    ).toMatchObject([{ again: true }, { again: true }]);
    // It was cut within a line when it was imported.
    const grown = line('09', 'bob', 'select city from shop.customers');
    await put('first.jsonl', [...first, grown.slice(0, 40)].join(''));
    expect(await imported('first.jsonl', '--dialect', 'postgres')).toMatchObject([
      { again: false, queries: 4, before: 4, damagedLines: 2 },
    ]);
    await put('first.jsonl', [...first, grown].join(''));
    expect(await imported('first.jsonl', '--dialect', 'postgres')).toMatchObject([
      { again: false, queries: 5, before: 4, repeated: 0, damagedLines: 1 },
    ]);
    // A copy of how it was: its queries stand already.
    expect(await imported('first.jsonl.1', '--dialect', 'postgres')).toMatchObject([{ again: true }]);
    await put(
      'same.csv',
      `time,user,sql\n2026-01-09 10:00:00,bob,select city from shop.customers\n2026-01-09 10:00:01,bob,select city from shop.customers\n`,
    );
    expect(await imported('same.csv', '--dialect', 'postgres')).toMatchObject([{ queries: 1, repeated: 1 }]);
    expect(await readers('shop.customers.city')).toEqual(['anna city 2', 'bob city 2']);
  });

  test('counts as imported only where something was taken of it, and read otherwise takes its own place', async () => {
    await put('other.csv', 'at;who;sql\n2026-01-20 09:00:00;carl;select phone from shop.customers\n');
    const wrong = await run('usage', 'import', 'other.csv', '--format', 'firebird-trace');
    expect(wrong.stderr).toContain('no query was found in other.csv');
    expect(wrong.stderr).toContain('It does not count as imported.');
    const columns = ['--dialect', 'postgres', '--column', 'time=at', '--column', 'user=who'];
    expect(await imported('other.csv', ...columns)).toMatchObject([
      { again: false, before: null, queries: 1, from: '2026-01-20T09:00:00.000Z' },
    ]);
    // The server's clock was not the project's.
    const zone = ['--time-zone', 'Europe/Zurich'];
    expect(await imported('other.csv', ...columns, ...zone)).toMatchObject([
      { again: false, before: 1, queries: 1, from: '2026-01-20T08:00:00.000Z' },
    ]);
    expect(await imported('other.csv', ...columns, ...zone)).toMatchObject([{ again: true }]);
    expect(await imported('other.csv', ...columns, ...zone, '--again')).toMatchObject([
      { again: false, before: 1, queries: 1 },
    ]);
    const nothing = await run('usage', 'import', 'other.csv', '--format', 'firebird-trace');
    expect(nothing.stderr).toContain('What was imported of it before stays.');
    expect(await readers('shop.customers.phone')).toEqual(['carl phone 1']);
    await put('usage.yml', 'robots:\n  users: [carl]\n');
    expect(await imported('other.csv', ...columns, ...zone)).toMatchObject([{ queries: 0, robots: 1 }]);
    expect(await readers('shop.customers')).not.toContain('carl phone 1');
    await rm(join(folder, 'usage.yml'));
  });

  test('is read from Parquet and packed files too', async () => {
    const duckdb = await openBareDuckdb();
    await duckdb.rows(
      `COPY (SELECT TIMESTAMPTZ '2026-01-10 11:00:00+01' AS at, 'eva' AS login, 'select phone from shop.customers' AS body) TO '${join(folder, 'log.parquet')}'`,
    );
    duckdb.close();
    const columns = ['--column', 'time=at', '--column', 'sql=body'];
    expect(await imported('log.parquet', '--dialect', 'postgres', ...columns)).toMatchObject([
      { format: 'parquet', queries: 1, from: '2026-01-10T10:00:00.000Z' },
    ]);
    await put('more.jsonl.gz', gzipSync(line('10', 'fred', 'select phone from shop.customers')));
    await put(
      'cut.jsonl.gz',
      gzipSync(Buffer.from(line('11', 'fred', 'select note from shop.orders').repeat(500))).subarray(0, 150),
    );
    expect(await imported('more.jsonl.gz', '--dialect', 'postgres')).toMatchObject([{ queries: 1 }]);
    const { code, stdout } = await run('usage', 'import', 'cut.jsonl.gz', '--dialect', 'postgres', '--json');
    expect([code, JSON.parse(stdout).logs[0].damagedLines > 0]).toEqual([0, true]);
    expect(await readers('shop.customers.phone')).toEqual(['eva phone 1', 'fred phone 1']);
  });

  test('of queries on views tells the columns of the views: these are bound first, with the views that they read', async () => {
    await put('views.jsonl', line('13', 'gus', "SELECT * FROM shop.v_open v WHERE v.town = 'Gent'"));
    expect(await imported('views.jsonl', '--dialect', 'postgres')).toMatchObject([
      { queries: 1, understood: { bound: 1 } },
    ]);
    expect(await readers('shop.v_open')).toEqual(['gus id 1', 'gus town 1', 'gus null 1']);
  });

  test('of snapshots the greatest number counts, not their sum', async () => {
    for (const [name, calls] of [
      ['one', 40],
      ['two', 55],
      ['three', 3],
    ] as const) {
      await put(
        `${name}.csv`,
        `rolname,queryid,query,calls\ndora,7,"select id, note from shop.orders where id = $1",${calls}\n`,
      );
      expect(await imported(`${name}.csv`)).toMatchObject([{ format: 'pg-stat-statements', queries: calls }]);
    }
    expect(await readers('shop.orders.note')).toContain('dora note 55');
  });

  test('with strange bytes is read: what is damaged is said with its line', async () => {
    const good = line('12', 'zoé', 'select id from shop.old_too');
    await put(
      'strange.jsonl',
      Buffer.concat([
        Buffer.from('\ufeff'),
        Buffer.from(good.replace('é', '\xe9'), 'latin1'),
        Buffer.from('\0\0\0'),
        Buffer.from(good.replace('T10', 'T11')),
        Buffer.alloc(17 << 20, 'x'),
        Buffer.from('\n'),
        Buffer.from(good.replace('T10', 'T12')),
      ]),
    );
    const { code, stderr } = await run('usage', 'import', 'strange.jsonl', '--dialect', 'postgres');
    expect(code).toBe(0);
    expect(stderr).toContain('3 queries, 1 statement');
    expect(stderr).toContain('3 lines of strange.jsonl could not be read');
    expect(stderr).toContain(
      'strange.jsonl:1: it is not UTF-8, and was read as Windows-1252\n  strange.jsonl:2: there are NUL bytes in it\n  strange.jsonl:3: it is longer than 16 MB',
    );
    expect(await readers('shop.old_too')).toEqual(['zoé id 3', 'zoé null 3']);
  });
});

test('what lode query was asked is a log too, without values', async () => {
  expect((await run('apply', '--yes', '--quiet')).code).toBe(0);
  expect((await run('query', "SELECT a FROM gold.kpis WHERE b <> 77 AND 'secret' <> ''")).code).toBe(0);
  expect((await run('query', 'SELECT nothing FROM gold.kpis')).code).toBe(1);
  const [month] = [new Date().toISOString().slice(0, 7)];
  const log = await readFile(join(folder, `.lode/queries/${month}.jsonl`), 'utf8');
  expect(log).not.toMatch(/secret|77/);
  expect(await imported()).toMatchObject([{ format: 'lode', queries: 1, understood: { bound: 1 } }]);
  expect(await readers('gold.kpis')).toEqual(['tester a 1', 'tester b 1', 'tester null 1']);
});

test('of what no use is known is said beside what the logs cannot show; what an exposure reads is used', async () => {
  await put(
    'usage.yml',
    'robots:\n  users: [eva]\nblind_spots:\n  - The cube reads at night through its own gateway.\n',
  );
  const { unused, window } = await shown('--unused');
  expect(
    unused.map(
      ({ relation, columns }: { relation: string; columns: string[] | null }) =>
        `${relation}: ${columns?.join() ?? 'all'}`,
    ),
  ).toEqual(['shop.rates: id', 'shop.old: all']);
  expect(window.blindSpots.at(-1)).toBe('The cube reads at night through its own gateway.');
  const { stdout } = await run('usage', 'show', '--unused');
  expect(stdout).toMatch(
    /no use is known of[\s\S]*shop\.old\s+table\s+all[\s\S]*columns proved for [\d.]+ % of the queries[\s\S]*What these logs cannot show:[\s\S]*no query at all between 2026-01-06 and 2026-01-09[\s\S]*damaged lines[\s\S]*The cube/,
  );
});

test('lode query reads it: who, what, from which logs', async () => {
  const query = async (sql: string) => JSON.parse((await run('query', sql, '--format', 'json')).stdout);
  expect(
    await query(
      `SELECT "user", queries::INTEGER AS queries FROM lode.usage WHERE relation = 'shop.customers' AND "column" = 'phone' ORDER BY ALL`,
    ),
  ).toEqual([
    { user: 'eva', queries: 1 },
    { user: 'fred', queries: 1 },
  ]);
  expect(
    await query(
      `SELECT file, queries::INTEGER AS queries FROM lode.usage_files WHERE file LIKE 'first%' ORDER BY ALL`,
    ),
  ).toEqual([{ file: 'first.jsonl', queries: 5 }]);
  const statements = await query(
    `SELECT statement FROM lode.usage_statements WHERE statement LIKE '%state%'`,
  );
  expect(statements).toEqual([
    {
      statement:
        "SELECT o.id, c.city FROM shop.orders o JOIN shop.customers c ON c.id = o.customer WHERE o.state = '?'",
    },
  ]);
});

test.each([
  [['import', 'nothing.csv', '--dialect', 'tsql'], 'nothing.csv'],
  [['import', 'first.jsonl'], 'usage-dialect-missing'],
  [['import', 'project.yml', '--dialect', 'tsql'], 'usage-format-unclear'],
  [['import', 'same.csv', '--dialect', 'tsql', '--column', 'sql=body'], 'usage-column-missing'],
  [['show', 'shop.ordres'], 'usage-name-unknown'],
])('lode usage %s: the message says what to do', async (argv, expected) => {
  const { code, stderr } = await run('usage', ...argv);
  expect(code).toBe(1);
  expect(stderr).toContain(expected);
});
