import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { all, closeFolders, failure, folderWith, known, load, loadText, openCsv } from './support.ts';

afterAll(closeFolders);

const columns = { ID: 'BIGINT', NAME: 'VARCHAR', AMOUNT: 'DECIMAL(18,2)' };

test('what cannot be read is kept aside with file, line, column, reason and text, and the rest is loaded', async () => {
  const folder = await folderWith({
    't_1.csv': 'ID,NAME,AMOUNT\n1,Ann,1.50\n2,"two\nlines",x\n3,Cid\n4,"Dan"y,2.00\n5,Eve,3.00\n',
    't_2.csv': Buffer.from('ID,NAME,AMOUNT\n6,Fl\xf6,1.00\n7,Gus,2.00\n8,"Hal,3.00\n9,Ida,4.00\n', 'latin1'),
  });
  const source = await openCsv(folder, { relations: { t: 't_*.csv' }, bad_rows: 10 }, [known('t', columns)]);
  expect(await source.relations()).toEqual(['t', 't_rejects']);
  expect(await load(source, all('t'))).toEqual([
    ['1', 'Ann', '1.50'],
    ['5', 'Eve', '3.00'],
    ['7', 'Gus', '2.00'],
  ]);
  expect(source.setAside!('t')).toEqual({ rows: 5, relation: 't_rejects' });
  expect(await load(source, all('t_rejects'))).toEqual([
    ['t_1.csv', '3', 'AMOUNT', '`x` is no number', '2,"two\nlines",x'],
    ['t_1.csv', '5', null, '2 fields where there should be 3', '3,Cid'],
    ['t_1.csv', '6', null, 'text stands behind a closing quote', '4,"Dan"y,2.00'],
    ['t_2.csv', '2', 'NAME', '\\xF6 is not utf-8', '6,Fl�,1.00'],
    ['t_2.csv', '4', null, 'a quote is not closed', '8,"Hal,3.00\n9,Ida,4.00\n'],
  ]);
  expect(source.setAside!('t_rejects')).toBeNull();
});

describe('how many', () => {
  const content = `ID,NAME,AMOUNT\n${Array.from({ length: 1000 }, (_, id) => (id % 100 === 7 ? 'bad\n' : `${id},n,1.00\n`)).join('')}`;

  test('none, unless something is said: the first stops the load', async () => {
    const { code, text } = await failure(loadText(content, columns));
    expect(code).toBe('csv-row-unreadable');
    expect(text).toContain('t.csv:9 cannot be read: 1 field where there should be 3');
    expect(text).toContain('The row is: bad');
  });

  test('a number of rows', async () => {
    expect(await loadText(content, columns, { bad_rows: 10 })).toHaveLength(990);
    const { text } = await failure(loadText(content, columns, { bad_rows: '9' }));
    expect(text).toContain('t.csv:9');
    expect(text).toContain('more such rows than `bad_rows` allows: 9');
  });

  test('a share of all rows', async () => {
    expect(await loadText(content, columns, { bad_rows: '1%' })).toHaveLength(990);
    expect((await failure(loadText(content, columns, { bad_rows: '0.9%' }))).text).toContain(
      '10 of 1000 rows of `erp.t` cannot be read; `bad_rows` allows 0.9%',
    );
  });
});

test('a row is good or bad as a whole, whichever columns are read', async () => {
  const folder = await folderWith({ 't.csv': 'ID,NAME,AMOUNT\n1,Ann,x\n2,Bob,1.00\n' });
  const source = await openCsv(folder, { bad_rows: 1 }, [known('t', columns)]);
  expect(await load(source, { ...all('t'), columns: ['ID'] })).toEqual([['2']]);
});

test('a row without an end is not kept in memory to the end of the file', async () => {
  const folder = await folderWith({
    't.csv': `ID,NAME,AMOUNT\n1,"Ann,1.00\n${'2,Bob,1.00\n'.repeat(2_000_000)}`,
  });
  const source = await openCsv(folder, { bad_rows: '100%' }, [known('t', columns)]);
  const { code, text } = await failure(load(source, all('t')));
  expect(code).toBe('csv-record-too-long');
  expect(text).toContain('t.csv:2 begins a row that does not end');
});

test('rows and rejects together are all rows of the file, whatever it holds', async () => {
  const field = fc.constantFrom('1', '-2.5', 'x', '', '"a, b"', '"', 'a"b', '"c"d', 'é', '\xff');
  const line = fc.array(field, { minLength: 1, maxLength: 4 }).map((fields) => fields.join(','));
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
      const folder = await folderWith({
        't.csv': Buffer.from(['ID,NAME,AMOUNT', ...lines].map((each) => `${each}\n`).join(''), 'latin1'),
      });
      const source = await openCsv(folder, { bad_rows: '100%', encoding: 'utf-8' }, [known('t', columns)]);
      const rows = await load(source, all('t'));
      const aside = source.setAside!('t')?.rows ?? 0;
      const rejects = await load(source, all('t_rejects'));
      expect(rejects).toHaveLength(aside);
      // A row within quotes takes in more than one line; every line that is not empty stands in a row or in a reject.
      const rejected = rejects.reduce(
        (count, reject) =>
          count +
          String(reject[4])
            .split('\n')
            .filter((each) => each !== '').length,
        0,
      );
      const quoted = rows.reduce((count, row) => count + String(row[1]).split('\n').length - 1, 0);
      expect(rows.length + quoted + rejected).toBe(lines.filter((each) => each !== '').length);
    }),
    { numRuns: 100 },
  );
});
