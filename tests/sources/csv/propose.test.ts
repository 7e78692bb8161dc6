import { afterAll, describe, expect, test } from 'vitest';
import { closeFolders, failure, folderWith, openCsv } from './support.ts';

afterAll(closeFolders);

async function proposed(content: string | Buffer, settings = {}) {
  const source = await openCsv(await folderWith({ 't.csv': content }), settings);
  const { columns, csv, notes } = await source.schema('t');
  return {
    csv,
    types: Object.fromEntries(
      columns.map(({ name, type, format }) => [name, format == null ? type : `${type} ${format}`]),
    ),
    notes: notes!.map(({ code }) => code),
  };
}

/** The type of a column with these values. */
async function typeOf(values: readonly string[], settings = {}): Promise<string> {
  const { types } = await proposed(`A;B\n${values.map((value) => `${value};x\n`).join('')}`, settings);
  return types.A!;
}

describe('a type is proposed only where all values fit it', () => {
  test.each([
    [['1', '-2', '0', ''], 'BIGINT'],
    [['1', '1234567890123456789'], 'DECIMAL(38,0)'],
    [['1', '12345678901234567890'], 'DECIMAL(38,0)'],
    [['1', '123456789012345678901234567890123456789'], 'VARCHAR'],
    [['1e5', '12345678901234567890'], 'VARCHAR'],
    [['1.5', '2', '-0.25'], 'DECIMAL(18,2)'],
    [['1,5', '2'], 'DECIMAL(18,1)'],
    [['0.14285714285714285', '1.0'], 'DOUBLE'],
    [['1.5e3', '2'], 'DOUBLE'],
    [['01067', '1234'], 'VARCHAR'],
    [['1', 'x'], 'VARCHAR'],
    [['', ''], 'VARCHAR'],
    [['true', 'FALSE', ''], 'BOOLEAN'],
    [['J', 'N'], 'VARCHAR'],
    [['2024-01-31', '2024-02-29'], 'DATE'],
    [['2024-01-31', '2024-02-30'], 'VARCHAR'],
    [['31.12.2024', '1.1.2025'], 'DATE %d.%m.%Y'],
    [['12/31/2024', '01/02/2024'], 'DATE %m/%d/%Y'],
    [['31.12.24', '01.01.25'], 'DATE %d.%m.%y'],
    [['2024-01-31 10:00:00', '2024-01-31T10:00:00.5'], 'TIMESTAMP'],
    [['31.12.2024 10:00', '01.01.2025 9:30'], 'TIMESTAMP %d.%m.%Y %H:%M'],
    [['2024-01-31T10:00:00Z', '2024-01-31 10:00:00+01:00'], 'TIMESTAMP WITH TIME ZONE'],
    [['10:00', '23:59:59'], 'TIME'],
  ])('%s: %s', async (values, type) => expect(await typeOf(values)).toBe(type));

  test('also where the value that does not fit is the last of many', async () => {
    const many = Array.from({ length: 30_000 }, (_, id) => String(id));
    expect(await typeOf(many)).toBe('BIGINT');
    expect(await typeOf([...many, '012'])).toBe('VARCHAR');
  });

  test('what is declared is taken, and its formats are the dialect’s', async () => {
    expect(await typeOf(['31.12.2024'], { date: '%d.%m.%Y' })).toBe('DATE');
    expect(await typeOf(['1.234,5', '7'], { decimal: ',', thousands: '.' })).toBe('DECIMAL(18,1)');
    expect(await typeOf(['J', 'N'], { true_words: 'J', false_words: 'N' })).toBe('BOOLEAN');
    expect(await typeOf(['1', 'NULL'], { null_words: ['', 'NULL'] })).toBe('BIGINT');
    expect(
      await typeOf(['12', '13'], { relations: { t: { files: 't.csv', types: { a: 'VARCHAR' } } } }),
    ).toBe('VARCHAR');
  });
});

test('what the contract is to keep is how the files are read', async () => {
  const text = 'Nr;Betrag\r\n1;"1,50"\r\n';
  expect((await proposed(text)).csv).toEqual({
    encoding: 'utf-8',
    separator: ';',
    header: true,
    decimal: ',',
  });
  expect(
    (await proposed(Buffer.from('A\tB\nM\xfcller\tx\n', 'latin1'), { bad_rows: '0.1%', file_name: '_f' }))
      .csv,
  ).toEqual({
    encoding: 'windows-1252',
    separator: 'tab',
    header: true,
    decimal: '.',
    bad_rows: '0.1%',
    file_name: '_f',
  });
  expect((await proposed(Buffer.from('\ufeffA|B\rx|y\r', 'utf16le'))).csv).toEqual({
    encoding: 'utf-16le',
    separator: '|',
    header: true,
    line_end: 'cr',
    decimal: '.',
  });
  for (const encoding of ['utf-16le', 'utf-16be'] as const) {
    const bytes = Buffer.from('A;B\né;1\n', 'utf16le');
    const given = encoding === 'utf-16le' ? bytes : bytes.swap16();
    expect(await proposed(given)).toMatchObject({
      csv: { encoding, separator: ';' },
      types: { A: 'VARCHAR', B: 'BIGINT' },
    });
  }
  // Names that are missing, or come twice, are names all the same where values stand below.
  expect(await proposed('id,name,name,\n1,x,y,2\n2,z,y,3\n')).toMatchObject({
    csv: { header: true },
    types: { id: 'BIGINT', name: 'VARCHAR', name_2: 'VARCHAR', column4: 'BIGINT' },
  });
  expect(await proposed('x,,y,x\nz,,y,x\n')).toMatchObject({ csv: { header: false } });
  expect(await proposed('1,2\n3,4\n')).toEqual({
    csv: { encoding: 'utf-8', separator: ',', header: false, decimal: '.' },
    types: { column1: 'BIGINT', column2: 'BIGINT' },
    notes: [],
  });
});

test('dates that could be read in two ways are told', async () => {
  const { types, notes } = await proposed('A;B\n03/04/2024;x\n');
  expect([types.A, notes]).toEqual(['DATE %d/%m/%Y', ['csv-date-ambiguous']]);
});

test('a decimal sign that only some columns have leaves the others text', async () => {
  expect((await proposed('A;B;C\n1,5;2,5;3.5\n')).types).toEqual({
    A: 'DECIMAL(18,1)',
    B: 'DECIMAL(18,1)',
    C: 'VARCHAR',
  });
});

test('what cannot be told is not guessed', async () => {
  expect(await failure(proposed(''))).toMatchObject({ code: 'csv-nothing-to-see' });
  const both = Buffer.concat([Buffer.from('A;B\nMüller;x\n'), Buffer.from('M\xfcller;x\n', 'latin1')]);
  const { code, text } = await failure(proposed(both));
  expect(code).toBe('csv-two-encodings');
  expect(text).toMatch(/t\.csv:2 is utf-8; .*t\.csv:3 is windows-1252/);
  expect(await failure(proposed('a,b\n1\n2\n3,4,5\n'))).toMatchObject({ code: 'csv-dialect-unclear' });
});

test('settings that are none are told', async () => {
  const folder = await folderWith({});
  expect(await failure(openCsv(folder, { seperator: ';' }))).toMatchObject({
    code: 'source-setting-unknown',
  });
  const { code, text } = await failure(
    openCsv(folder, { relations: { a: { files: 'a.csv', encoding: 'ebcdic' } } }),
  );
  expect([code, text.includes('`relations.a.encoding`'), text.includes('one of utf-8')]).toEqual([
    'source-setting-invalid',
    true,
    true,
  ]);
  expect((await failure(openCsv(folder, { bad_rows: 'many' }))).text).toContain(
    'a number of rows, or a share such as `0.1%`',
  );
});
