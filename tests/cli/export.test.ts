import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { exportManifest } from '../../src/exports/index.ts';
import { localFiles } from '../../src/files/index.ts';
import { lode } from '../support/cli.ts';
import { makeProject, removeFolder, writeFiles } from '../support/project.ts';

let folder: string;
let fresh = 0;
const orders =
  'id,amount,city,day\n1,5.5,Namur,2024-01-01\n2,7.25,"Li;ge ""x""",2024-01-02\n3,,Éto,\n4,1,Namur,2024-01-03\n';

beforeAll(async () => {
  folder = await makeProject({
    'project.yml': 'name: shop\ntime_zone: Europe/Brussels\nvars: {site: nord}\n',
    'seeds/orders.csv': orders,
    'models/silver/orders.sql':
      '/* ---\naudits: [{unique: [id]}]\n--- */\nSELECT id, amount, city, day FROM seeds.orders\n',
    'models/silver/towns.sql': "SELECT 'Mons' AS town UNION ALL SELECT 'mons'\n",
  });
  expect((await lode(folder, ['apply', '--yes'])).code).toBe(0);
});
afterAll(() => removeFolder(folder));
beforeEach(() => {
  fresh += 1;
});

/** Declares exports, in a folder of their own for each test, and runs `lode export`. */
async function exported(entries: string, ...argv: string[]) {
  await writeFiles(folder, { 'exports.yml': `folder: out${fresh}\nexports:\n${entries}` });
  return lode(folder, ['export', ...argv]);
}

const out = (path: string) => join(folder, `out${fresh}`, path);
const read = (path: string) => readFile(out(path), 'utf8');
const manifestOf = async (name: string) =>
  exportManifest.parse(JSON.parse(await read(`${name}.manifest.json`)));

test('a table is written as the export says, with a manifest of what was written', async () => {
  const { code, stdout, stderr } = await exported(
    `  orders:
    model: silver.orders
    path: 'orders_{{date "%d%m%Y"}}_{{var "site"}}_{{environment}}_{{version}}.csv'
    separator: ";"
    decimal: ","
    line_end: crlf
    bom: true
    columns: [{column: day, as: Tag, format: "%d.%m.%y", null: "-"}, {column: amount, as: Betrag, digits: 2, quote: true}, city, {column: id, pad: {width: 3, with: "0", side: left}}, {row_number: 1, as: Nr}]
    where: day IS NULL OR day < {{date}}
    order_by: [day desc nulls first, id]
`,
    '--date',
    '2024-01-03',
  );
  expect(stderr).toMatch(/^✓ orders {2}out\d+\/orders_\S+ {2}3 rows · 107 B · prod version 1\n$/);
  expect(code).toBe(0);
  expect(stdout).toBe('');
  const name = 'orders_03012024_nord_prod_1.csv';
  expect(await read(name)).toBe(
    '\ufeffTag;Betrag;city;id;Nr\r\n-;;Éto;003;1\r\n02.01.24;"7,25";"Li;ge ""x""";002;2\r\n01.01.24;"5,50";Namur;001;3\r\n',
  );
  const bytes = await readFile(out(name));
  const manifest = await manifestOf('orders');
  expect(manifest).toMatchObject({
    export: 'orders',
    environment: 'prod',
    environmentVersion: 1,
    model: 'silver.orders',
    table: { path: 'prod/silver/orders', version: 0 },
    date: '2024-01-03',
    rows: 3,
    bytes: bytes.length,
    files: [
      { path: name, rows: 3, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') },
    ],
  });
  expect(await readFile(out(join(manifest.set, name)))).toEqual(bytes);
  expect((await stat(out(name))).mode & 0o777).toBe(0o444);
});

test('the same version gives the same bytes, and --json tells of them', async () => {
  const entry = '  orders: {model: silver.orders, order_by: city}\n';
  const first = JSON.parse((await exported(entry, '--json')).stdout);
  const second = JSON.parse((await exported(entry, '--json')).stdout);
  expect(second.exports[0].files[0].sha256).toBe(first.exports[0].files[0].sha256);
  expect(second.exports[0].set).not.toBe(first.exports[0].set);
});

test('an order that leaves rows open is said, and the rows stand by their text', async () => {
  const { code, stderr } = await exported('  orders: {model: silver.orders, order_by: city}\n');
  expect(code).toBe(0);
  expect(stderr).toContain('does not tell all rows apart');
  expect(stderr).toContain('`id`');
  expect(
    (await read('orders.csv'))
      .split('\n')
      .map((line) => line.slice(0, 1))
      .join(''),
  ).toBe('i2143');
});

test('a value of the partition is a file, and a value that is gone takes its file along', async () => {
  const entry = (where: string) => `  cities:
    model: silver.orders
    path: "{{city}}/orders.csv"
    partition_by: city
    columns: [id]
    where: ${where}
`;
  expect((await exported(entry('id > 0'))).code).toBe(0);
  expect((await readdir(out(''))).sort()).toEqual(
    ['.lode', 'Li;ge %22x%22', 'Namur', 'cities.manifest.json', 'Éto'].sort(),
  );
  expect(await read('Namur/orders.csv')).toBe('id\n1\n4\n');
  expect((await manifestOf('cities')).files.map((file) => file.partition.city)).toEqual([
    'Li;ge "x"',
    'Namur',
    'Éto',
  ]);
  expect((await exported(entry("city <> 'Namur'"))).code).toBe(0);
  await expect(read('Namur/orders.csv')).rejects.toThrow('ENOENT');
  expect(await read('Éto/orders.csv')).toBe('id\n3\n');
  // The set of before is kept for whoever reads by its manifest; the one before that is not.
  const before = (await manifestOf('cities')).previous!;
  expect(await read(join(before, 'Namur/orders.csv'))).toBe('id\n1\n4\n');
  expect((await exported(entry('id > 0'))).code).toBe(0);
  await expect(read(join(before, 'Namur/orders.csv'))).rejects.toThrow('ENOENT');
});

test('files of another night stay beside the new ones', async () => {
  const entry = '  orders: {model: silver.orders, path: "orders_{{date}}.csv"}\n';
  await exported(entry, '--date', '2024-01-01');
  await exported(entry, '--date', '2024-01-02');
  expect((await readdir(out(''))).filter((name) => name.endsWith('.csv'))).toEqual([
    'orders_2024-01-01.csv',
    'orders_2024-01-02.csv',
  ]);
});

test('values whose files would have one name are told, and nothing is written', async () => {
  const { code, stderr } = await exported(
    '  towns: {model: silver.towns, path: "{{town}}.csv", partition_by: town}\n',
  );
  expect(code).toBe(1);
  expect(stderr).toContain('would write Mons and mons to one file, mons.csv');
  expect((await readdir(out(''))).filter((name) => name.endsWith('.csv'))).toEqual([]);
});

test('a letter that the encoding does not have is told by row, column and code; the files of before stand', async () => {
  const entry = (encoding: string) =>
    `  orders: {model: silver.orders, encoding: ${encoding}, order_by: id desc, columns: [id, city]}\n`;
  expect((await exported(entry('windows-1252'))).code).toBe(0);
  const before = await readFile(out('orders.csv'));
  expect(before.includes(Buffer.from([0xc9]))).toBe(true);
  const { code, stderr } = await exported(entry('iso-8859-5'));
  expect(code).toBe(1);
  expect(stderr).toContain('row 2, column `city`: É (U+00C9) is not in iso-8859-5');
  expect(await readFile(out('orders.csv'))).toEqual(before);
  expect((await readdir(out('.lode/orders.manifest.json'))).length).toBe(1);
});

test('an export that fails stops no other, and the exit code says so', async () => {
  const entries = (failing: string) =>
    `  ${failing}: {model: silver.orders, encoding: iso-8859-5, order_by: id}\n  good: {model: silver.orders, order_by: id}\n`;
  const { code, stderr } = await exported(entries('bad'));
  expect(code).toBe(1);
  expect(stderr).toMatch(/✓ good[\s\S]*error: export `bad`/);
  const json = await exported(entries('worse'), '--json');
  const document = JSON.parse(json.stdout);
  expect(json.code).toBe(1);
  expect(document.exports.map((one: { export: string }) => one.export)).toEqual(['good']);
  expect(document.diagnostics.map((each: { code: string }) => each.code)).toEqual([
    'export-letter-unwritable',
  ]);
});

test('without quotes and without an escape, what would need them is told by row and column', async () => {
  const { code, stderr } = await exported(
    '  orders: {model: silver.orders, quoting: never, separator: ";", columns: [id, city], order_by: id}\n',
  );
  expect(code).toBe(1);
  expect(stderr).toContain('row 2, column `city`: ; (U+003B) cannot be written without quotes or an escape');
  const escaped = await exported(
    '  orders: {model: silver.orders, quoting: never, escape: "\\\\", separator: ";", columns: [id, city], order_by: id}\n',
  );
  expect(escaped.code).toBe(0);
  expect((await read('orders.csv')).split('\n')[2]).toBe('2;Li\\;ge \\"x\\"');
});

test('--check says what is there, what is not, and what is another file', async () => {
  const entry =
    '  orders: {model: silver.orders}\n  towns: {model: silver.orders, columns: [city, id], order_by: id}\n';
  const none = await exported(entry, '--check');
  expect(none.code).toBe(2);
  expect(none.stderr).toContain('orders.manifest.json is not there');
  expect((await exported(entry)).code).toBe(0);
  const whole = await exported(entry, '--check');
  expect(whole.code).toBe(0);
  await rm(out('orders.csv'));
  await rm(out('towns.csv'));
  await writeFile(out('towns.csv'), 'changed');
  const { code, stdout, stderr } = await exported(entry, '--check');
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain('orders.csv is not there');
  expect(stderr).toContain('towns.csv is another file: 7 B');
  const json = JSON.parse((await exported(entry, '--check', '--json')).stdout);
  expect(json.exports.map((each: { files: { state: string }[] }) => each.files[0]!.state)).toEqual([
    'missing',
    'other',
  ]);
  // The next export mends what a stopped one left.
  expect((await exported(entry)).code).toBe(0);
  expect((await exported(entry, '--check')).code).toBe(0);
});

test('a process that stops at any write leaves whole files of one time, and nothing half', async () => {
  const entry =
    '  cities: {model: silver.orders, path: "{{city}}.csv", partition_by: city, columns: [id, amount], where: id < 5}\n';
  expect((await exported(entry)).code).toBe(0);
  const before = await manifestOf('cities');
  const wholeSet = async () => {
    const manifest = await manifestOf('cities');
    for (const file of manifest.files) {
      const bytes = await readFile(out(join(manifest.set, file.kept)));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(file.sha256);
    }
    return manifest;
  };
  for (let point = 1; ; point++) {
    let left = point;
    const files = localFiles();
    const stopping =
      <T extends unknown[], R>(work: (...given: T) => Promise<R>) =>
      async (...given: T): Promise<R> => {
        left -= 1;
        if (left <= 0) throw new Error('killed');
        return work(...given);
      };
    await writeFiles(folder, {
      'exports.yml': `folder: out${fresh}\nexports:\n${entry.replace('id < 5', `id <= ${1 + (point % 4)}`)}`,
    });
    const { code } = await lode(folder, ['export'], {
      files: {
        ...files,
        link: stopping(files.link),
        replace: stopping(files.replace),
        sync: stopping(files.sync),
        createFolder: stopping(files.createFolder),
        remove: stopping(files.remove),
        removeFolder: stopping(files.removeFolder),
      },
    }).catch(() => ({ code: 1 }));
    const manifest = await wholeSet();
    for (const name of (await readdir(out(''))).filter((each) => each.endsWith('.csv'))) {
      const text = await read(name);
      expect(text).toMatch(/^id,amount\n(\d,[\d.]*\n)+$/);
    }
    if (code === 0) {
      expect(point).toBeGreaterThan(8);
      expect(manifest.set).not.toBe(before.set);
      break;
    }
  }
  expect((await exported(entry, '--check')).code).toBe(0);
});

test('what a killed process left goes once it is a day old, and what is at work stays', async () => {
  const entry = '  orders: {model: silver.orders}\n';
  await mkdir(out('.lode/orders.manifest.json/old'), { recursive: true });
  await mkdir(out('.lode/orders.manifest.json/young'), { recursive: true });
  const yesterday = Date.now() / 1000 - 25 * 60 * 60;
  await utimes(out('.lode/orders.manifest.json/old'), yesterday, yesterday);
  expect((await exported(entry)).code).toBe(0);
  const left = await readdir(out('.lode/orders.manifest.json'));
  expect(left).toContain('young');
  expect(left).not.toContain('old');
});

test('two exports at once end with the files that the manifest names', async () => {
  const entry = '  orders: {model: silver.orders, path: "{{city}}.csv", partition_by: city}\n';
  await writeFiles(folder, { 'exports.yml': `folder: out${fresh}\nexports:\n${entry}` });
  const results = await Promise.all(Array.from({ length: 4 }, () => lode(folder, ['export'])));
  expect(results.map((each) => each.code)).toEqual([0, 0, 0, 0]);
  expect((await lode(folder, ['export', '--check'])).code).toBe(0);
});

test('an earlier version is exported as it was, with --version and --to', async () => {
  const at = (text: string) => writeFiles(folder, { 'seeds/orders.csv': text });
  const entry = '  orders: {model: silver.orders, order_by: id, after: apply}\n';
  await exported(entry);
  await at(`${orders}5,2,Mons,2024-01-04\n`);
  const applied = await lode(folder, ['apply', '--yes']);
  expect(applied.code).toBe(0);
  // `after: apply` has made it anew.
  expect(applied.stderr).toContain('✓ orders');
  expect((await read('orders.csv')).split('\n')).toHaveLength(7);
  const { code, stderr } = await lode(folder, [
    'export',
    'orders',
    '--version',
    '1',
    '--to',
    `early${fresh}`,
  ]);
  expect(stderr).toContain('prod version 1');
  expect(code).toBe(0);
  expect((await readFile(join(folder, `early${fresh}`, 'orders.csv'), 'utf8')).split('\n')).toHaveLength(6);
  await at(orders);
  await lode(folder, ['apply', '--yes']);
});

test('after an apply whose audits stop it, no export is made', async () => {
  const entry = '  orders: {model: silver.orders, order_by: id, after: apply}\n';
  await exported(entry);
  const before = await manifestOf('orders');
  await writeFiles(folder, { 'seeds/orders.csv': `${orders}4,2,Mons,2024-01-04\n` });
  const { code } = await lode(folder, ['apply', '--yes']);
  expect(code).toBe(3);
  expect(await manifestOf('orders')).toEqual(before);
  await writeFiles(folder, { 'seeds/orders.csv': orders });
  await lode(folder, ['apply', '--yes']);
});

test('an export that fails after an apply leaves what was committed, and the exit code says so', async () => {
  await exported(
    '  orders: {model: silver.orders, order_by: id, after: apply, encoding: iso-8859-5, where: id > 4}\n',
  );
  await writeFiles(folder, { 'seeds/orders.csv': `${orders}5,2,Éto,2024-01-04\n` });
  const { code, stdout } = await lode(folder, ['apply', '--yes', '--json']);
  expect(code).toBe(1);
  const document = JSON.parse(stdout);
  expect(document.versions).toHaveLength(1);
  expect(document.diagnostics.map((each: { code: string }) => each.code)).toContain(
    'export-letter-unwritable',
  );
  await writeFiles(folder, { 'seeds/orders.csv': orders });
  await rm(join(folder, 'exports.yml'));
  await lode(folder, ['apply', '--yes']);
});

test('names, versions and days that are not there are refused', async () => {
  const entry = '  orders: {model: silver.orders}\n';
  expect((await exported(entry, 'order')).stderr).toContain('Did you mean `orders`?');
  expect((await exported(entry, '--version', '99')).stderr).toContain('99');
  expect((await exported(entry, '--env', 'dev_x')).stderr).toContain('dev_x');
  expect((await exported(entry, '--date', '2024-02-30')).stderr).toContain('is no day');
  await writeFile(join(folder, 'exports.yml'), 'exports: {}\n');
  expect((await lode(folder, ['export'])).stderr).toContain('has no exports');
});

test('a damaged manifest is told, and not taken for none', async () => {
  const entry = '  orders: {model: silver.orders}\n';
  await exported(entry);
  await writeFile(out('orders.manifest.json'), '{');
  const { code, stderr } = await exported(entry, '--check');
  expect(code).toBe(1);
  expect(stderr).toContain('is no manifest of exported files');
});

test('a DuckDB file of views is made anew in one step, and a database of somebody else is left alone', async () => {
  const file = join(folder, 'lake.duckdb');
  const first = await lode(folder, ['export', '--duckdb', 'lake.duckdb']);
  expect(first.code).toBe(0);
  expect(first.stderr).toContain('3 relations of prod version');
  const inode = (await stat(file)).ino;
  const again = await lode(folder, ['export', '--duckdb', 'lake.duckdb', '--json']);
  expect(JSON.parse(again.stdout).relations).toContainEqual({ model: 'silver.orders', kind: 'view' });
  expect((await stat(file)).ino).not.toBe(inode);
  expect((await readdir(folder)).filter((name) => name.startsWith('.tmp-'))).toEqual([]);
  const own = await DuckDBInstance.create(join(folder, 'own.duckdb'));
  const connection = await own.connect();
  await connection.run('CREATE TABLE mine AS SELECT 1 AS one');
  connection.closeSync();
  own.closeSync();
  for (const [name, text] of [
    ['own.duckdb', 'It has tables of its own'],
    ['project.yml', 'not a valid DuckDB'],
  ] as const) {
    const before = await readFile(join(folder, name));
    const { code, stderr } = await lode(folder, ['export', '--duckdb', name]);
    expect(code).toBe(1);
    expect(stderr).toContain(`${name} is not replaced`);
    expect(stderr).toContain(text);
    expect(await readFile(join(folder, name))).toEqual(before);
  }
});
