import { appendFile, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Comparison } from '../../src/compare/index.ts';
import { localFiles } from '../../src/files/index.ts';
import { lode } from '../support/cli.ts';
import { removeFolder } from '../support/project.ts';
import { applyShop, makeShop, moreSales, shopFiles, writeSales } from '../support/shop.ts';
import { openBareDuckdb } from '../support/tables.ts';

let shop: string;

beforeAll(async () => {
  shop = await makeShop({
    'models/gold/daily.sql': shopFiles['models/gold/daily.sql'].replace(
      'kind: full',
      'kind: full\ngrain: [city, day]',
    ),
    'models/gold/people.sql':
      '/* ---\nkind: full\ncolumns:\n  customer: {pii: name}\n--- */\nSELECT id, customer, amount FROM bronze.sales\n',
    'models/silver/named.sql':
      '/* ---\nkind: view\ncolumns:\n  customer: {pii: name}\n--- */\nSELECT id, customer, amount FROM bronze.sales\n',
  });
  for (const sales of [undefined, moreSales]) {
    if (sales !== undefined) await writeSales(shop, sales);
    const { code, stderr } = await applyShop(shop);
    if (code !== 0) throw new Error(stderr);
  }
});
afterAll(() => removeFolder(shop));

async function compare(...argv: string[]): Promise<{ code: number; result: Comparison; codes: string[] }> {
  const { code, stdout } = await lode(shop, ['compare', ...argv, '--json']);
  if (code === 1) throw new Error(stdout);
  const result = JSON.parse(stdout) as Comparison;
  return { code, result, codes: result.diagnostics.map((each) => each.code) };
}

async function files(contents: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(contents)) await writeFile(join(shop, name), content);
}

describe('sides', () => {
  test('a model at a version and now, by its grain', async () => {
    const { code, result } = await compare('prod@2:gold.daily', 'gold.daily');
    expect(code).toBe(2);
    expect(result.key).toMatchObject({ columns: ['city', 'day'], origin: 'grain' });
    expect(result.left).toMatchObject({ kind: 'model', version: 2, rows: 3 });
    expect(result.rows).toEqual({ both: 3, onlyLeft: 0, onlyRight: 2, changed: 0, equal: 3 });
  });

  test('a model and itself: equal by checksum, exit code 0', async () => {
    const { code, result } = await compare('prod:gold.daily', 'gold.daily');
    expect(code).toBe(0);
    expect(result).toMatchObject({ verdict: 'equal', method: 'checksum', score: 1 });
  });

  test('a model as it stood at a time', async () => {
    const { stdout } = await lode(shop, ['env', 'show', '--json']);
    const { committedAt } = JSON.parse(stdout) as { committedAt?: string };
    const { code } = await compare(`prod@${committedAt ?? '2999-01-01T00:00:00Z'}:gold.daily`, 'gold.daily');
    expect(code).toBe(0);
  });

  test('a source’s relation beside the model that reads it; personal values are masked', async () => {
    await writeSales(
      shop,
      moreSales.map((sale) => (sale.id === 2 ? { ...sale, customer: 'Secret Person' } : sale)),
    );
    const out = [
      await lode(shop, ['compare', 'till.sales', 'bronze.sales', '--key', 'id']),
      await lode(shop, ['compare', 'source@other:till.sales', 'bronze.sales', '--key', 'customer', '--json']),
      await lode(shop, ['compare', 'till.sales', 'bronze.sales', '--bag', '--format', 'html']),
      await lode(shop, [
        'compare',
        'till.sales',
        'bronze.sales',
        '--key',
        'id',
        '--materialize',
        'masked',
        '--format',
        'markdown',
      ]),
    ];
    await writeSales(shop, moreSales);
    expect(out.map((each) => each.code)).toEqual([2, 2, 2, 2]);
    for (const { stdout, stderr } of out) expect(stdout + stderr).not.toMatch(/Secret|Ada/);
    expect(out[0]!.stdout).toContain('id 2: ••• → •••');
    const { stdout } = await lode(shop, ['delta', 'scan', 'lake/_comparisons/masked', '--format', 'json']);
    expect(JSON.parse(stdout)).toEqual([
      expect.objectContaining({
        _row: 'changed',
        _columns: ['customer'],
        id: 2,
        customer_left: '•••',
        customer_right: '•••',
      }),
    ]);
  });

  test('queries over environments, at versions, and views', async () => {
    const { code, result } = await compare(
      'SELECT id, amount FROM silver.sales',
      'prod:FROM silver.named',
      '--ignore',
      'customer',
    );
    expect(result.key).toMatchObject({ columns: ['id'], origin: 'proposed' });
    expect(code).toBe(0);
    const versions = await compare('prod@2:SELECT count(*) AS n FROM silver.sales', 'SELECT 5 AS n', '--bag');
    expect(versions.code).toBe(0);
    const view = await compare('silver.named', 'prod@2:silver.named', '--key', 'id');
    expect(view.result.columns.find((column) => column.left === 'customer')?.personal).toBe(true);
    expect(view.result.rows).toMatchObject({ onlyLeft: 2, both: 5 });
  });

  test('what a query makes of personal values is masked, what it makes of others is not', async () => {
    const one = await lode(shop, [
      'compare',
      "SELECT id, upper(customer) || '!' AS who, amount FROM silver.named",
      'SELECT id, customer AS who, amount + 1 AS amount FROM silver.named',
      '--key',
      'id',
    ]);
    expect(one.code, one.stderr).toBe(2);
    expect(one.stdout).toContain('id 2: ••• → •••');
    expect(one.stdout).not.toMatch(/ADA|Ada/);
    expect(one.stdout).toMatch(/amount {2}\d of \d cells differ[\s\S]*id 2: [\d.]+ → [\d.]+/);
    const hashed = await compare(
      'WITH named AS (SELECT id, md5(customer) AS who, count(*) OVER () AS n FROM silver.named) SELECT * FROM named',
      "SELECT id, 'x' AS who, 0 AS n FROM silver.named",
      '--key',
      'id',
    );
    expect(hashed.result.columns.filter((column) => column.personal)).toEqual([]);
  });

  test('what the engine says of a personal value is told without it', async () => {
    const { code, stderr } = await lode(shop, [
      'compare',
      'gold.people',
      'gold.people',
      '--where',
      'CAST(customer AS INTEGER) = 1',
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('A value of `customer` does not fit INT32.');
    expect(stderr).not.toMatch(/Ada|Quux|mile/);
  });

  test('personal values of a table of the lake are masked when it is named by its path, too', async () => {
    const { code, stdout, stderr } = await lode(shop, [
      'compare',
      'lake/prod/gold/people',
      "SELECT id, 'x' AS customer, amount FROM silver.sales",
      '--key',
      'id',
    ]);
    expect(code, stderr).toBe(2);
    expect(stdout).toContain('id 2: ••• → •••');
    expect(stdout).not.toContain('Ada');
  });

  test('paths of Delta tables at versions, Parquet files and folders', async () => {
    const table = join(shop, 'lake/prod/silver/sales');
    expect((await compare(`delta@0:${table}`, 'prod@2:silver.sales')).code).toBe(0);
    expect((await compare(table, 'silver.sales')).result.left).toMatchObject({ kind: 'delta', rows: 7 });
    expect((await compare('till/sales.parquet', 'bronze.sales')).code).toBe(0);
    expect((await compare('./till', 'parquet:till/sales.parquet', '--key', 'id')).code).toBe(0);
  });

  test('folders of a Parquet side that are named by a value are columns', async () => {
    const duckdb = await openBareDuckdb();
    const parts = join(shop, 'year=2026/parts');
    await mkdir(parts, { recursive: true });
    await duckdb.rows(
      `COPY (FROM '${join(shop, 'till/sales.parquet')}') TO '${parts}' (FORMAT parquet, PARTITION_BY (shop), OVERWRITE_OR_IGNORE)`,
    );
    duckdb.close();
    const { code, result } = await compare('year=2026/parts', 'till/sales.parquet', '--key', 'id');
    expect([code, result.schema.onlyLeft]).toEqual([0, []]);
  });

  test('a side that is there and cannot be read is said by its name', async () => {
    await writeFile(join(shop, 'cut.parquet'), 'PAR1 and no more');
    const cut = await lode(shop, ['compare', 'cut.parquet', 'gold.daily']);
    expect(cut.stderr).toContain('`cut.parquet` cannot be read [compare-side-unreadable]');
    const broken = join(shop, 'broken');
    await cp(join(shop, 'lake/prod/gold/daily'), broken, { recursive: true });
    for (const name of await readdir(broken)) if (name.endsWith('.parquet')) await rm(join(broken, name));
    const gone = await lode(shop, ['compare', 'delta:broken', 'gold.daily']);
    expect(gone.stderr).toContain('`delta:broken` cannot be read [compare-side-unreadable]');
    expect(gone.stderr).toContain('may have been vacuumed');
    expect([cut.code, gone.code]).toEqual([1, 1]);
  });

  test('files outside of any project', async () => {
    const { stdout, code } = await lode(join(shop, 'till'), ['compare', 'sales.parquet', './sales.parquet']);
    expect(code).toBe(0);
    expect(stdout).toContain('Equal: the checksums of both sides agree.');
  });
});

describe('CSV', () => {
  test('is read as the other side’s types say: encoding, separator, decimal comma and dates are found out and shown', async () => {
    const lines = [
      'ID;LADEN;KUNDE;BETRAG;TAG',
      ...moreSales.map(
        (sale) =>
          `${sale.id};${sale.shop};${sale.customer};${String(sale.amount).replace('.', ',')};${sale.day.split('-').reverse().join('.')}`,
      ),
    ];
    await files({ 'old.csv': Buffer.from(`${lines.join('\r\n')}\r\n`, 'latin1') });
    const { code, result, codes } = await compare(
      'old.csv',
      'bronze.sales',
      '--key',
      'id',
      ...['LADEN=shop', 'KUNDE=customer', 'BETRAG=amount', 'TAG=day'].flatMap((each) => ['--map', each]),
    );
    expect(codes).toEqual([]);
    expect(code).toBe(0);
    expect(result.left.csv).toMatchObject({ encoding: 'windows-1252', separator: ';', header: true });
    expect(result.left.csv?.columns.map(({ type, format }) => [type, format])).toEqual([
      ['BIGINT', null],
      ['VARCHAR', null],
      ['VARCHAR', null],
      ['DECIMAL(18,2)', 'decimal comma'],
      ['DATE', '%d.%m.%Y'],
    ]);
  });

  test('settings decide where they are given', async () => {
    await files({
      'a.csv': "1|'x|y'|01/02/2026|1.000,5|-\n2|'z'|03/02/2026|7|b\n",
      'b.csv': 'column1,column2,column3,column4,column5\n1,x|y,2026-01-02,1000.5,\n2,z,2026-03-02,7,b\n',
    });
    const settings = [
      'separator=|',
      "quote='",
      'header=no',
      'date=%m/%d/%Y',
      'decimal=,',
      'thousands=.',
      'null=-',
    ];
    const { code, result } = await compare(
      'a.csv',
      'b.csv',
      '--key',
      'column1',
      ...settings.flatMap((each) => ['--left', each]),
    );
    expect(result.columns.filter((column) => column.different > 0)).toEqual([]);
    expect(code).toBe(0);
  });

  test('dates that may be read in two ways are pointed out', async () => {
    await files({
      'a.csv': 'id,day\n1,01/02/2026\n2,03/04/2026\n',
      'b.csv': 'id,day\n1,2026-02-01\n2,2026-04-03\n',
    });
    const { code, codes } = await compare('a.csv', 'b.csv');
    expect(codes).toEqual(['compare-csv-date-ambiguous']);
    expect(code).toBe(0);
    expect((await compare('a.csv', 'b.csv', '--left', 'date=%m/%d/%Y')).code).toBe(2);
  });

  test('leading zeros stay beside text and go beside numbers', async () => {
    await files({ 'a.csv': 'id,code\n1,007\n2,010\n' });
    expect(
      (await compare('a.csv', "SELECT * FROM (VALUES (1, '007'), (2, '010')) t(id, code)", '--key', 'id'))
        .code,
    ).toBe(0);
    expect(
      (await compare('a.csv', 'SELECT * FROM (VALUES (1, 7), (2, 10)) t(id, code)', '--key', 'id')).code,
    ).toBe(0);
    expect(
      (await compare('a.csv', "SELECT * FROM (VALUES (1, '7'), (2, '10')) t(id, code)", '--key', 'id')).code,
    ).toBe(2);
  });

  test('an empty field is NULL, an empty text in quotes is not', async () => {
    await files({ 'a.csv': 'id,t\n1,\n2,""\n' });
    const right = "SELECT * FROM (VALUES (1, NULL), (2, '')) t(id, t)";
    expect((await compare('a.csv', right, '--key', 'id')).code).toBe(0);
    expect(
      (await compare('a.csv', 'SELECT * FROM (VALUES (1, NULL), (2, NULL)) t(id, t)', '--key', 'id')).code,
    ).toBe(2);
    expect(
      (
        await compare(
          'a.csv',
          'SELECT * FROM (VALUES (1, NULL), (2, NULL)) t(id, t)',
          '--key',
          'id',
          '--text',
          'empty',
        )
      ).code,
    ).toBe(0);
  });
});

describe('rules', () => {
  const left =
    "SELECT *, moment::DATE AS day FROM (VALUES (1, 10.00, 'a ', TIMESTAMP '2026-01-01 10:00'), (2, 20.00, 'B', TIMESTAMP '2026-01-02 10:00'), (3, 30.00, 'c', TIMESTAMP '2026-01-09 10:00')) t(id, amount, name, moment)";
  const right =
    "SELECT *, moment::DATE AS day FROM (VALUES (1, 10.01, 'a', TIMESTAMP '2026-01-01 10:00:02'), (2, 20.00, 'b', TIMESTAMP '2026-01-02 10:00')) t(id, amount, name, moment)";

  test('as arguments and as YAML they say the same', async () => {
    const argv = [
      '--key',
      'id',
      '--tolerance',
      'amount=0.01',
      '--tolerance',
      'moment=5s',
      '--text',
      'name=padding,case',
      '--window',
      'day',
    ];
    await files({
      'rules.yml': `left: "${left}"\nright: {side: "${right}", where: "id < 9"}\nkey: id\ntolerance: {amount: 0.01, moment: 5s}\ntext: {name: [padding, case]}\nwindow: day\n`,
    });
    const given = await compare(left, right, ...argv);
    const written = await compare('--options', 'rules.yml');
    expect(given.code).toBe(0);
    expect(written.code).toBe(0);
    expect(written.result.columns).toEqual(given.result.columns);
    expect(given.result.left.excluded).toEqual({ where: 0, window: 1, young: 0 });
    expect((await compare('--options', 'rules.yml', '--tolerance', 'moment=1s')).code).toBe(2);
  });

  test('rows that are too young are left out on both sides', async () => {
    const clock = { now: () => Date.parse('2026-01-10T00:00:00Z'), uuid: () => crypto.randomUUID() };
    const { stdout, code } = await lode(
      shop,
      ['compare', left, right, '--key', 'id', '--min-age', '2d', '--age-column', 'moment', '--json'],
      { clock },
    );
    const result = JSON.parse(stdout) as Comparison;
    expect(code).toBe(2);
    expect(result.minimumAge).toEqual({ column: 'moment', before: '2026-01-08T00:00:00.000Z' });
    expect(result.rows).toMatchObject({ both: 2, onlyLeft: 0, onlyRight: 0 });
  });

  test('conditions for both sides and for one', async () => {
    const { result } = await compare(
      left,
      right,
      '--key',
      'id',
      '--where',
      'id > 1',
      '--left-where',
      'id < 3',
    );
    expect(result.left).toMatchObject({ rows: 1, excluded: { where: 2 } });
    expect(result.right).toMatchObject({ rows: 1, excluded: { where: 1 } });
  });

  test('a file of rules with a misspelt entry is refused at its place', async () => {
    await files({ 'rules.yml': 'left: a.csv\nright: b.csv\ntolerence: 1\n' });
    const { code, stderr } = await lode(shop, ['compare', '--options', 'rules.yml']);
    expect(code).toBe(1);
    expect(stderr).toContain('tolerence');
    expect(stderr).toContain('rules.yml:3');
  });
});

describe('what comes out', () => {
  const sides = [
    "SELECT * FROM (VALUES (1, 'a|<b>'), (2, 'x'), (3, 'y')) t(id, name)",
    "SELECT * FROM (VALUES (1, '`c`'), (2, 'x'), (4, 'z')) t(id, name)",
  ];

  test('text, Markdown and HTML say the same, and nothing in a value is markup', async () => {
    const text = (await lode(shop, ['compare', ...sides, '--key', 'id'])).stdout;
    expect(text).toContain('Different: 1 row differs, 1 row only left, 1 row only right.');
    expect(text).toContain('id 1: a|<b> → `c`');
    const markdown = (await lode(shop, ['compare', ...sides, '--key', 'id', '--format', 'markdown'])).stdout;
    expect(markdown).toContain('<code>a&#124;&#60;b&#62;</code>');
    const { stdout, code } = await lode(shop, [
      'compare',
      ...sides,
      '--key',
      'id',
      '--format',
      'html',
      '--out',
      'out.html',
    ]);
    expect([stdout, code]).toEqual(['', 2]);
    const html = await readFile(join(shop, 'out.html'), 'utf8');
    expect(html).toContain('a|&lt;b&gt;');
    expect(html).not.toMatch(/<script|src=|href=|@import|url\(/);
  });

  test('the differing rows as a Delta table, whose rows the next comparison replaces, and as Parquet', async () => {
    const argv = ['compare', ...sides, '--key', 'id', '--materialize'];
    for (const _ of [1, 2]) await lode(shop, [...argv, './differences']);
    const rows = JSON.parse(
      (await lode(shop, ['delta', 'scan', 'differences', '--format', 'json'])).stdout,
    ) as Record<string, unknown>[];
    expect(rows.sort((a, b) => Number(a.id) - Number(b.id))).toEqual([
      { _row: 'changed', _columns: ['name'], id: 1, name_left: 'a|<b>', name_right: '`c`' },
      { _row: 'left', _columns: [], id: 3, name_left: 'y', name_right: null },
      { _row: 'right', _columns: [], id: 4, name_left: null, name_right: 'z' },
    ]);
    await lode(shop, [...argv, 'out/differences.parquet']);
    const duckdb = await openBareDuckdb();
    expect(
      await duckdb.rows(`SELECT count(*)::INTEGER AS n FROM '${join(shop, 'out/differences.parquet')}'`),
    ).toEqual([{ n: 3 }]);
    duckdb.close();
    const equal = await lode(shop, [
      'compare',
      sides[0]!,
      sides[0]!,
      '--bag',
      '--materialize',
      './none',
      '--json',
    ]);
    expect(equal.code).toBe(0);
    expect(JSON.parse((await lode(shop, ['delta', 'scan', 'none', '--format', 'json'])).stdout)).toEqual([]);
  });

  test('a folder that holds something else is not written into', async () => {
    await mkdir(join(shop, 'taken'), { recursive: true });
    await files({ 'taken/notes.txt': 'mine' });
    const { code, stderr } = await lode(shop, [
      'compare',
      ...sides,
      '--key',
      'id',
      '--materialize',
      './taken',
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('file-exists');
  });
});

describe('wrong input', () => {
  const good = 'id,t\n1,a\n2,b\n';
  const cases: readonly (readonly [
    string,
    Readonly<Record<string, string | Uint8Array>>,
    readonly string[],
    string,
  ])[] = [
    ['a key that does not exist', {}, ['--key', 'idd'], 'compare-key-unknown'],
    ['a key that one side lacks', { 'b.csv': 'no,t\n1,a\n' }, ['--key', 'id'], 'compare-key-unknown'],
    ['a line with a field too many', { 'a.csv': 'id,t\n1,a\n2,b,c\n' }, [], 'compare-csv-ragged'],
    ['a line with a field too few', { 'a.csv': 'id,t\n1,a\n2\n3,c\n' }, [], 'compare-csv-ragged'],
    ['a quote that is not closed', { 'a.csv': 'id,t\n1,"a\n2,b\n' }, [], 'compare-csv-unreadable'],
    ['an empty file', { 'a.csv': '' }, [], 'compare-csv-unreadable'],
    [
      'two encodings in one file',
      { 'a.csv': Buffer.concat([Buffer.from('id,t\n1,é\n'), Buffer.from('2,é\n', 'latin1')]) },
      [],
      'compare-csv-two-encodings',
    ],
    [
      'another encoding than was said',
      { 'a.csv': Buffer.from('id,t\n1,é\n', 'latin1') },
      ['--left', 'encoding=utf-8'],
      'compare-csv-encoding',
    ],
    ['an encoding that nobody knows', {}, ['--left', 'encoding=ebcdic'], 'argument-invalid'],
    ['a setting that does not exist', {}, ['--left', 'seperator=;'], 'argument-invalid'],
    ['a tolerance that is none', {}, ['--tolerance', 'id=much'], 'argument-invalid'],
    ['an age without a column', {}, ['--min-age', '2d'], 'argument-invalid'],
    [
      'a tolerance for a column that does not exist',
      {},
      ['--tolerance', 'amount=1'],
      'compare-column-unknown',
    ],
    ['an ignored column that does not exist', {}, ['--ignore', 'idd'], 'compare-column-unknown'],
    ['a tolerance without a key', {}, ['--bag', '--tolerance', '1'], 'compare-tolerance-without-key'],
    ['a window that is no time', {}, ['--window', 'id'], 'compare-not-a-time'],
    ['no column in common', { 'b.csv': 'x,y\n1,a\n' }, [], 'compare-no-common-column'],
    ['a condition that is no SQL', {}, ['--where', 'id ==== 1'], 'query-failed'],
  ];

  test.each(cases)('%s', async (_, contents, argv, expected) => {
    await files({ 'a.csv': good, 'b.csv': good, ...contents });
    const { code, stderr } = await lode(shop, ['compare', 'a.csv', 'b.csv', ...argv]);
    expect(stderr).toContain(`[${expected}]`);
    expect(code).toBe(1);
  });

  test('encodings are told apart by line, however far apart', async () => {
    const many = Buffer.from(
      `id,t\n${Array.from({ length: 300_000 }, (_, index) => `${index},plain text\n`).join('')}`,
    );
    await files({
      'a.csv': Buffer.concat([many, Buffer.from('x,é\n', 'latin1'), many.subarray(5), Buffer.from('y,é\n')]),
      'b.csv': good,
    });
    const { stderr } = await lode(shop, ['compare', 'a.csv', 'b.csv']);
    expect(stderr).toContain('line 300002 has bytes that are not UTF-8');
    expect(stderr).toContain('Line 600003 has letters in UTF-8');
  });

  test.each([
    ['a file that is not there', 'c.csv', 'compare-file-unknown'],
    ['a model that is not there', 'gold.dayly', 'model-unknown'],
    ['an environment that is not there', 'test:gold.daily', 'environment-unknown'],
    ['a version that is not there', 'prod@99:gold.daily', 'version-unknown'],
    ['a query that is no query', 'SELECT 1; DROP TABLE x', 'query-not-select'],
    ['a query that fails', 'SELECT nothing FROM gold.daily', 'query-failed'],
    ['a prefix without anything behind it', 'prod:what is this', 'compare-side-unclear'],
    ['a folder without data', './models', 'compare-file-unknown'],
    ['a source that is not there', 'source:shop.sales', 'source-not-in-target'],
  ])('%s', async (_, side, expected) => {
    const { code, stderr } = await lode(shop, ['compare', side, 'gold.daily']);
    expect(stderr).toContain(`[${expected}]`);
    expect(code).toBe(1);
  });

  test('one side missing', async () => {
    const { code, stderr } = await lode(shop, ['compare', 'gold.daily']);
    expect(stderr).toContain('`gold.daily` is one side of a comparison, and the right one is missing');
    expect(stderr).toContain('`lode compare gold.daily gold.billing`');
    const none = await lode(shop, ['compare']);
    expect(none.stderr).toContain('a comparison needs two sides [compare-side-missing]');
    expect([code, none.code]).toEqual([1, 1]);
  });

  test('a quote that stays open, and a first line that was taken for a row, are said in words', async () => {
    await files({ 'a.csv': 'id,t\n1,"a\n2,b\n', 'b.csv': good });
    const open = await lode(shop, ['compare', 'a.csv', 'b.csv']);
    expect(open.stderr).toContain('A quote is opened and never closed.');
    await files({ 'a.csv': '2024,t\n1,a\n' });
    const unnamed = await lode(shop, ['compare', 'a.csv', 'b.csv']);
    expect(unnamed.stderr).toContain('`--left header=yes`');
    const named = await compare('a.csv', 'b.csv', '--left', 'header=yes', '--map', '2024=id');
    expect(named.result.schema.renamed).toEqual([{ left: '2024', right: 'id' }]);
  });

  test('a side without rows is pointed out, and is no difference beside another one', async () => {
    await files({ 'a.csv': 'id,t\n', 'b.csv': good });
    const one = await compare('a.csv', 'b.csv');
    expect([one.code, one.codes]).toEqual([2, ['compare-side-empty']]);
    expect(one.result.rows).toMatchObject({ both: 0, onlyLeft: 0, onlyRight: 2 });
    await files({ 'b.csv': 'id,t\n' });
    const both = await compare('a.csv', 'b.csv');
    expect([both.code, both.codes]).toEqual([0, ['compare-side-empty', 'compare-side-empty']]);
  });

  test('periods that do not meet', async () => {
    await files({ 'a.csv': 'id,day\n1,2026-01-01\n', 'b.csv': 'id,day\n1,2026-02-01\n' });
    const { code, stderr } = await lode(shop, ['compare', 'a.csv', 'b.csv', '--window', 'day']);
    expect([code, stderr.includes('[compare-window-empty]')]).toEqual([1, true]);
  });

  test.each(['a.csv', 'till/sales.parquet'])('%s that changes while it is read', async (name) => {
    await files({ 'a.csv': good, 'b.csv': good });
    const real = localFiles();
    let looks = 0;
    const path = join(shop, name);
    // The file is written to between the first look at it and the last.
    const stat: typeof real.stat = async (each) => {
      const info = await real.stat(each);
      if (each === path && ++looks === 2) await appendFile(path, '');
      if (each === path && looks === 3) await appendFile(path, '\n');
      return looks >= 3 && each === path ? real.stat(each) : info;
    };
    const kept = await readFile(path);
    const { code, stderr } = await lode(
      shop,
      ['compare', name, name === 'a.csv' ? 'b.csv' : 'bronze.sales'],
      { files: { ...real, stat } },
    );
    await writeFile(path, kept);
    expect(stderr).toContain('[compare-file-changed]');
    expect(code).toBe(1);
  });
});
