import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { globPattern } from '../../../src/sources/csv/list-files.ts';
import { all, closeFolders, failure, folderWith, known, load, loadText, openCsv } from './support.ts';

afterAll(closeFolders);

const orders = { ID: 'BIGINT', NAME: 'VARCHAR' };

describe('the files of relations', () => {
  test('without patterns each CSV file of the folder is a relation', async () => {
    const folder = await folderWith({
      'a.csv': 'ID\n1\n',
      'B.CSV': 'ID\n2\n',
      'c.csv.gz': gzipSync('ID\n3\n'),
      'd.txt': 'x',
      'sub/e.csv': 'ID\n',
    });
    const source = await openCsv(folder);
    expect([...(await source.relations())].sort()).toEqual(['B', 'a', 'c']);
    expect(await load(source, all('c'))).toEqual([['3']]);
  });

  test('a pattern joins files by the names in their headers, in whatever order those stand, and NULL is where one has none', async () => {
    const folder = await folderWith({
      'o_1.csv': 'ID,NAME\n1,Ann\n',
      'o_2.csv': 'name,id\nBob,2\n',
      'deep/er/o_3.csv': 'ID\n3\n',
      'o_4.csv': '',
      'o_5.csv': 'ID,NAME\n',
    });
    const source = await openCsv(
      folder,
      { relations: { o: ['o_*.csv', 'deep/**/*.csv'] }, file_name: '_file' },
      [known('o', orders)],
    );
    expect((await source.schema('o')).columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'ID BIGINT',
      'NAME VARCHAR',
      '_file VARCHAR',
    ]);
    expect(await load(source, all('o'))).toEqual([
      ['3', null, 'deep/er/o_3.csv'],
      ['1', 'Ann', 'o_1.csv'],
      ['2', 'Bob', 'o_2.csv'],
    ]);
    expect(await load(source, { ...all('o'), columns: ['_file'], limit: 1 })).toEqual([['deep/er/o_3.csv']]);
  });

  test('a pattern that names no file is no empty relation', async () => {
    const folder = await folderWith({ 'a.csv': 'ID\n1\n' });
    const source = await openCsv(folder, { relations: { o: 'o*.csv' } }, [known('o', orders)]);
    expect(await failure(source.schema('o'))).toMatchObject({ code: 'csv-no-files' });
  });

  test('a folder that is not there is told', async () => {
    expect(await failure(openCsv('/nowhere/at/all'))).toMatchObject({ code: 'source-folder-missing' });
  });

  test.each([
    ['*.csv', 'a.csv', true],
    ['*.csv', '.a.csv', false],
    ['*.csv', 'x/a.csv', false],
    ['**/*.csv', 'a.csv', true],
    ['**/*.csv', 'x/y/a.csv', true],
    ['**/*.csv', 'x/.y/a.csv', false],
    ['x/**', 'x/y/a.csv', true],
    ['a?.{csv,txt}', 'a1.txt', true],
    ['a?.{csv,txt}', 'a12.txt', false],
    ['a+b(1).csv', 'a+b(1).csv', true],
  ])('the pattern %s and the file %s', (glob, name, fits) => expect(globPattern(glob).test(name)).toBe(fits));
});

describe('headers', () => {
  test('a column that is new is text, and one that is gone is not there: the contract’s policy decides about both', async () => {
    const folder = await folderWith({ 't.csv': 'ID,EXTRA\n1,2024-01-01\n' });
    const source = await openCsv(folder, {}, [known('t', orders)]);
    expect((await source.schema('t')).columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'ID BIGINT',
      'EXTRA VARCHAR',
    ]);
  });

  test('names that come again, or are missing, are told apart by numbers', async () => {
    const folder = await folderWith({ 't.csv': ' A ,a,,A_2\n1,2,3,4\n' });
    const { columns } = await (await openCsv(folder, { header: true })).schema('t');
    expect(columns.map(({ name }) => name)).toEqual(['A', 'a_3', 'column3', 'A_2']);
  });

  test('a file with none of the columns is another file, not one more column for each of its values', async () => {
    const folder = await folderWith({ 't_1.csv': 'ID,NAME\n1,Ann\n', 't_2.csv': '2,Bob\n3,Cid\n' });
    const source = await openCsv(folder, { relations: { t: 't_*.csv' } }, [known('t', orders)]);
    const { code, text } = await failure(source.schema('t'));
    expect(code).toBe('csv-header-other');
    expect(text).toContain('Its first line has: 2, Bob.');
  });

  test('without a header the columns are those of the contract, in its order', async () => {
    expect(await loadText('1,Ann\n2,Bob\n', orders, { header: false })).toEqual([
      ['1', 'Ann'],
      ['2', 'Bob'],
    ]);
    expect((await failure(loadText('1,Ann,x\n', orders, { header: false }))).text).toContain(
      '3 fields where there should be 2',
    );
  });

  test('lines before the header and comments are passed over, and count as lines', async () => {
    const text = 'Report\nof "today\nID,NAME\n# 1\n1,Ann\n\n2\n';
    const work = loadText(text, orders, { skip_lines: 2, comment: '#' });
    expect((await failure(work)).text).toContain('t.csv:7 cannot be read: 1 field where there should be 2');
  });

  test('empty files have no rows', async () => {
    for (const text of ['', '\n', '\ufeff', 'ID,NAME', 'ID,NAME\n', 'ID,NAME\n\n'])
      expect(await loadText(text, orders)).toEqual([]);
  });

  test('in a single column an empty line is NULL', async () => {
    expect(await loadText('A\nx\n\ny\n', { A: 'VARCHAR' })).toEqual([['x'], [null], ['y']]);
  });
});

describe('encodings', () => {
  const text = 'ID,NAME\n1,Müller €\n';

  test.each([
    ['utf-8', Buffer.from(text)],
    ['utf-8', Buffer.from(`\ufeff${text}`)],
    ['utf-16le', Buffer.from(text, 'utf16le')],
    ['utf-16le', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['utf-16be', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['windows-1252', Buffer.from(text.replace('€', '\x80'), 'latin1')],
    ['iso-8859-15', Buffer.from(text.replace('€', '\xa4'), 'latin1')],
  ])('%s is decoded exactly', async (encoding, bytes) => {
    expect(await loadText(bytes, orders, { encoding })).toEqual([['1', 'Müller €']]);
  });

  test('bytes that are no letters are named with their line and column', async () => {
    const bytes = Buffer.from('ID,NAME\n1,"a\nb"\n2,caf\xe9\n', 'latin1');
    const { code, text: said } = await failure(loadText(bytes, orders));
    expect(code).toBe('csv-row-unreadable');
    expect(said).toContain('t.csv:4 cannot be read: `NAME`: \\xE9 is not utf-8');
  });

  test('a byte order mark that contradicts what is known stops the load', async () => {
    expect(await failure(loadText(`\ufeff${text}`, orders, { encoding: 'windows-1252' }))).toMatchObject({
      code: 'csv-encoding-other',
    });
  });
});

describe('what becomes of files while they are read', () => {
  const many = `ID,NAME\n${Array.from({ length: 200_000 }, (_, id) => `${id},name ${id}\n`).join('')}`;

  test.each([
    ['is written to', (path: string) => appendFile(path, '1,x\n')],
    ['is replaced', (path: string) => writeFile(path, 'ID,NAME\n1,x\n')],
    ['is removed', (path: string) => rm(path)],
  ])('a file that %s before it is read stops the load', async (_, change) => {
    const folder = await folderWith({ 't.csv': many });
    const source = await openCsv(folder, {}, [known('t', orders)]);
    await source.schema('t');
    await change(join(folder, 't.csv'));
    expect(await failure(load(source, all('t')))).toMatchObject({ code: 'source-changed' });
  });

  test('a file that grows while it is read stops the load at its end', async () => {
    const folder = await folderWith({ 't.csv': many });
    const source = await openCsv(folder, {}, [known('t', orders)]);
    const work = async () => {
      let batches = 0;
      for await (const _ of source.read(all('t')))
        if (batches++ === 1) await appendFile(join(folder, 't.csv'), '1,x\n');
    };
    expect(await failure(work())).toMatchObject({ code: 'source-changed' });
  });

  test('packed files that are cut off are told', async () => {
    const packed = gzipSync(many);
    const folder = await folderWith({ 't.csv.gz': packed.subarray(0, packed.length / 2) });
    const source = await openCsv(folder, {}, [known('t', orders)]);
    expect(await failure(load(source, all('t')))).toMatchObject({ code: 'source-file-damaged' });
  });
});

test('a version changes with the rows, and with how they are read', async () => {
  const folder = await folderWith({ 't.csv': 'ID,NAME\n1,Ann\n' });
  const version = async (csv = {}) => (await openCsv(folder, csv, [known('t', orders)])).version('t');
  const first = await version();
  expect(await version()).toBe(first);
  expect(await version({ null_words: 'Ann' })).not.toBe(first);
  await writeFile(join(folder, 't.csv'), 'ID,NAME\n1,Bob\n');
  expect(await version()).not.toBe(first);
});

test('filters, columns and limits give what a query over all rows would', async () => {
  const folder = await folderWith({
    't.csv': `ID,NAME,DAY\n${Array.from({ length: 40_000 }, (_, id) => `${id},n${id % 7},2024-01-${String((id % 28) + 1).padStart(2, '0')}\n`).join('')}`,
  });
  const source = await openCsv(folder, {}, [known('t', { ...orders, DAY: 'DATE' })]);
  const filters = [
    { column: 'ID', operator: '>=' as const, value: 39_000 },
    { column: 'DAY', operator: '=' as const, value: '2024-01-05' },
  ];
  const rows = await load(source, { relation: 't', columns: ['NAME', 'ID'], filters, limit: null });
  const expected = Array.from({ length: 40_000 }, (_, id) => id).filter(
    (id) => id >= 39_000 && id % 28 === 4,
  );
  expect(rows).toEqual(expected.map((id) => [`n${id % 7}`, String(id)]));
  expect(await load(source, { relation: 't', columns: ['ID'], filters, limit: 3 })).toEqual(
    expected.slice(0, 3).map((id) => [String(id)]),
  );
});
