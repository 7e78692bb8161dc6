import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { lode } from '../../support/cli.ts';
import { closeShops, openShop, type Shop } from './support.ts';

const made: string[] = [];
let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
  made.push(shop.folder);
  await shop.put('exports.yml', [
    'exports:',
    '  daily:',
    '    model: gold.daily',
    '    path: daily.csv',
    '    columns:',
    '      - {column: city, as: VILLE}',
    '      - {column: day, as: JOUR, format: "%d/%m/%Y"}',
    '      - {column: turnover, as: CA, digits: 2}',
    '    order_by: [day, city]',
    '    separator: ";"',
    '    decimal: ","',
    '    encoding: windows-1252',
    '    line_end: crlf',
  ]);
  await shop.pairs('file:\n    compare: bytes\n    left: old/daily.csv\n    right: export:daily');
});
afterAll(() => closeShops(made));

const old = 'VILLE;JOUR;CA\r\nGhent;01/01/2026;35,75\r\nGhent;02/01/2026;7,00\r\nLiège;02/01/2026;0,00\r\n';
const putOld = async (text: string | Buffer) => {
  await mkdir(join(shop.folder, 'old'), { recursive: true });
  await writeFile(
    join(shop.folder, 'old/daily.csv'),
    typeof text === 'string' ? Buffer.from(text, 'latin1') : text,
  );
};
const exportNow = async () => {
  const { code, stderr } = await lode(shop.folder, ['export', 'daily']);
  expect(code, stderr).toBe(0);
};
const run = () => shop.parity('run', '--night', '2026-03-01');

test('an exported file is what the old one was to the last byte; the version that it is of is recorded', async () => {
  await putOld(old);
  await exportNow();
  const { code, stdout } = await run();
  expect(code, stdout).toBe(0);
  expect(stdout).toContain('= file  matched   4 lines');
  expect(
    await shop.ledger(
      'compare, right_name, right_environment, right_environment_version, right_table_version, left_files[1].sha256 = right_files[1].sha256 AS same',
    ),
  ).toEqual([
    {
      compare: 'bytes',
      right_name: 'export:daily',
      right_environment: 'prod',
      right_environment_version: '2',
      right_table_version: '0',
      same: true,
    },
  ]);
});

test('the first line that differs is shown, and what sort of difference it is', async () => {
  await putOld(Buffer.from(old.replaceAll('\r\n', '\n').replace('7,00', '7,50'), 'utf8'));
  await exportNow();
  const { code, stdout } = await run();
  expect(code).toBe(2);
  expect(stdout).toContain(
    'x file  differs   line ends LF / CRLF, text, encoding utf-8 / windows-1252; from line 1, column 14',
  );
  expect(stdout).toContain('      left   VILLE;JOUR;CA\\n\n      right  VILLE;JOUR;CA\\r\\n\n');
  expect(stdout).toContain('bytes  0a  /  0d 0a');
  expect(stdout).toContain('the text from line 3, column 20');
  expect(await shop.ledger('verdict, score, columns')).toEqual([
    { verdict: 'differs', score: 0, columns: [] },
  ]);
});

test('a file that was changed since it was exported is no proof', async () => {
  await putOld(`${old}x`);
  await exportNow();
  const file = join(shop.folder, 'out/daily.csv');
  const bytes = await readFile(file);
  // Exported files are read-only.
  await rm(file);
  await writeFile(file, bytes);
  await appendFile(file, 'x');
  const { code, stdout } = await run();
  expect(code).toBe(1);
  expect(stdout).toContain('[parity-export-changed]');
});

test('lines of an export with a personal column are not shown', async () => {
  await shop.put('exports.yml', [
    'exports: {sales: {model: bronze.sales, path: sales.csv, columns: [id, customer], order_by: [id]}}',
  ]);
  await shop.pairs('file: {compare: bytes, left: old/daily.csv, right: "export:sales"}');
  await putOld('id,customer\n1,Zébulon Quux\n2,Bea\n');
  expect((await lode(shop.folder, ['export', 'sales'])).code).toBe(0);
  const { code, stdout } = await run();
  expect(code).toBe(2);
  expect(stdout).toContain('line 2, column 4');
  expect(stdout).not.toContain('Quux');
  expect(JSON.stringify(await shop.ledger('*'))).not.toContain('Quux');
});

test.each([
  ['nothing was exported yet', 'old/daily.csv', 'export:daily', 'parity-bytes-side'],
  ['there is no such export', 'old/daily.csv', 'export:dayly', 'export-unknown'],
  ['a side is a model', 'old/daily.csv', 'gold.daily', 'parity-bytes-side'],
  ['a side is a folder', 'models/', 'old/daily.csv', 'parity-bytes-side'],
  ['a side is not there', 'old/nothing.csv', 'old/daily.csv', 'parity-bytes-side'],
])('where %s the pair has failed', async (_, left, right, code) => {
  await putOld(old);
  await shop.pairs(`file: {compare: bytes, left: "${left}", right: "${right}"}`);
  expect((await run()).code).toBe(1);
  expect(await shop.ledger('code')).toEqual([{ code }]);
});
