import { afterAll, describe, expect, test } from 'vitest';
import { closeFolders, failure, loadText } from './support.ts';

afterAll(closeFolders);

describe('values of every type come as they stand', () => {
  test.each([
    ['VARCHAR', ['007', ' a ', '"say ""x"""', '""', '1e3'], ['007', ' a ', 'say "x"', '', '1e3']],
    ['TINYINT', ['-128', '127', ' 5 '], [-128, 127, 5]],
    ['UTINYINT', ['0', '255'], [0, 255]],
    ['SMALLINT', ['-32768', '32767'], [-32768, 32767]],
    ['INTEGER', ['-2147483648', '2147483647', '007'], [-2147483648, 2147483647, 7]],
    [
      'BIGINT',
      ['-9223372036854775808', '9223372036854775807', '9007199254740993'],
      ['-9223372036854775808', '9223372036854775807', '9007199254740993'],
    ],
    ['UBIGINT', ['18446744073709551615'], ['18446744073709551615']],
    ['HUGEINT', ['-170141183460469231731687303715884105728'], ['-170141183460469231731687303715884105728']],
    ['DECIMAL(4,2)', ['-99.99', '0.1', '12'], ['-99.99', '0.10', '12.00']],
    [
      'DECIMAL(18,4)',
      ['99999999999999.9999', '-0.0001', '1.50000000'],
      ['99999999999999.9999', '-0.0001', '1.5000'],
    ],
    [
      'DECIMAL(38,10)',
      ['-1234567890123456789012345678.0123456789'],
      ['-1234567890123456789012345678.0123456789'],
    ],
    ['DOUBLE', ['1e308', '-0', '0.1', 'NaN', '-inf'], [1e308, -0, 0.1, 'nan', '-inf']],
    ['FLOAT', ['0.5', '3.4e38'], [0.5, Math.fround(3.4e38)]],
    ['BOOLEAN', ['true', 'F', '1', 'no'], [true, false, true, false]],
    ['DATE', ['0001-01-01', '1969-12-31', '9999-12-31'], ['0001-01-01', '1969-12-31', '9999-12-31']],
    ['DATE %d.%m.%Y', ['1.2.2024', '29.02.2024'], ['2024-02-01', '2024-02-29']],
    ['TIME', ['00:00', '23:59:59.999999'], ['00:00:00', '23:59:59.999999']],
    [
      'TIMESTAMP',
      ['1900-01-01 00:00:00', '2024-01-31T13:05:07.123456', '9999-12-31 23:59:59.999999', '0001-01-01'],
      [
        '1900-01-01 00:00:00',
        '2024-01-31 13:05:07.123456',
        '9999-12-31 23:59:59.999999',
        '0001-01-01 00:00:00',
      ],
    ],
    [
      'TIMESTAMP WITH TIME ZONE',
      ['2024-01-31 13:05:00+01:00', '2024-01-31T13:05:00Z'],
      ['2024-01-31 12:05:00+00', '2024-01-31 13:05:00+00'],
    ],
    ['UUID', ['3f2504e0-4f89-11d3-9a0c-0305e82c3301'], ['3f2504e0-4f89-11d3-9a0c-0305e82c3301']],
    ['JSON', ['"{""a"": [1, null]}"'], ['{"a": [1, null]}']],
  ] as const)('%s', async (type, texts, values) => {
    const rows = await loadText(
      `A|B\n${texts.map((text) => `${text}|x\n`).join('')}|x\n`,
      { A: type, B: 'VARCHAR' },
      { separator: '|' },
    );
    expect(rows.map(([value]) => value)).toEqual([...values, null]);
  });
});

describe('a value that its column cannot hold stops the load and is named with its line', () => {
  test.each([
    ['TINYINT', '128', '`128` is not between -128 and 127'],
    ['BIGINT', '9223372036854775808', '`9223372036854775808` is not between'],
    ['UBIGINT', '-1', '`-1` is not between 0 and'],
    ['INTEGER', '1.0', '`1.0` is no whole number'],
    ['INTEGER', 'x', '`x` is no whole number'],
    ['DECIMAL(4,2)', '1.005', '`1.005` has more than 2 decimals'],
    ['DECIMAL(4,2)', '100', '`100` has more digits than DECIMAL(4,2) holds'],
    ['DECIMAL(4,2)', '1e2', '`1e2` is no number'],
    ['DECIMAL(38,0)', '100000000000000000000000000000000000000', 'has more digits than DECIMAL(38,0) holds'],
    ['DOUBLE', '1,5', '`1,5` is no number'],
    ['BOOLEAN', 'maybe', '`maybe` is none of true, t, yes'],
    ['DATE', '2023-02-29', '`2023-02-29` is no date written 2024-01-31'],
    ['DATE %d.%m.%Y', '2024-01-31', '`2024-01-31` is no date written %d.%m.%Y'],
    ['TIME', '25:00', '`25:00` is no time'],
    ['TIMESTAMP', '2024-01-31 10:00:00Z', 'has an offset from UTC, which a TIMESTAMP cannot keep'],
    ['TIMESTAMP', '2024-01-31 10:00:00.1234567', 'is no moment'],
    ['TIMESTAMP WITH TIME ZONE', '2024-01-31 10:00:00', 'has no offset from UTC'],
    ['UUID', 'x', '`x` is no UUID'],
    ['JSON', '{a}', '`{a}` is no JSON'],
    ['HUGEINT', '1.5', 'is no whole number'],
    ['!VARCHAR', '', 'it is empty, and the contract says that it never is'],
  ])('%s: %s', async (type, text, reason) => {
    const work = loadText(
      `A|B\n|x\n${text}|x\n`.replace(type.startsWith('!') ? '|x\n' : '\0', ''),
      { A: type, B: 'VARCHAR' },
      { separator: '|' },
    );
    const { code, text: said } = await failure(work);
    expect(code).toBe('csv-row-unreadable');
    expect(said).toContain(`t.csv:${type.startsWith('!') ? 2 : 3} cannot be read: \`A\`: `);
    expect(said).toContain(reason);
  });

  test('a type that CSV has no form for is refused before anything is read', async () => {
    expect(await failure(loadText('A\n1\n', { A: 'INTEGER[]' }))).toMatchObject({
      code: 'csv-type-unreadable',
    });
  });
});

test('numbers have the decimal sign and the groups that the dialect says, and no others', async () => {
  const columns = { A: 'DECIMAL(18,2)', B: 'BIGINT', C: 'DOUBLE' };
  const dialect = { separator: ';', decimal: ',', thousands: '.' };
  expect(await loadText('A;B;C\n1.234.567,8;1.000;-1.234,5e2\n5,00;7;,5\n', columns, dialect)).toEqual([
    ['1234567.80', '1000', -123450],
    ['5.00', '7', 0.5],
  ]);
  expect((await failure(loadText('A;B;C\n12.34,5;1;1\n', columns, dialect))).text).toContain(
    'no groups of three digits',
  );
  expect((await failure(loadText('A;B;C\n1,5;1.5;1\n', columns, dialect))).text).toContain(
    '`B`: `1.5` has no groups',
  );
});

test('words for NULL count where they are not quoted; in what is no text they do quoted too', async () => {
  expect(
    await loadText(
      'A,B,C\n\\N,\\N,x\n"\\N","",""\n,NULL,NULL\n',
      { A: 'VARCHAR', B: 'INTEGER', C: 'VARCHAR' },
      { null_words: ['', '\\N', 'NULL'] },
    ),
  ).toEqual([
    [null, null, 'x'],
    ['\\N', null, ''],
    [null, null, null],
  ]);
  expect(await loadText('A,B\n,x\n', { A: 'VARCHAR', B: 'VARCHAR' }, { null_words: 'NULL' })).toEqual([
    ['', 'x'],
  ]);
});

test('truths are the words that the dialect says', async () => {
  const words = { true_words: ['J', 'Ja'], false_words: 'N' };
  expect(await loadText('A\nja\nn\nJ\n', { A: 'BOOLEAN' }, words)).toEqual([[true], [false], [true]]);
  expect((await failure(loadText('A\ntrue\n', { A: 'BOOLEAN' }, words))).text).toContain(
    '`true` is none of J, Ja, N',
  );
});
