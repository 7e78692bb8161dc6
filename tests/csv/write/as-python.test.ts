import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { csvEncodings, defaultDialect } from '../../../src/csv/index.ts';
import {
  type CsvRules,
  encoderOf,
  fieldSql,
  fieldText,
  lineEnds,
  NotEncodable,
  sqlText,
  unwritableSql,
} from '../../../src/csv/write/index.ts';
import { describeWith } from '../../support/needs.ts';
import { needsPandas, python } from '../../support/pandas.ts';
import { openBareDuckdb } from '../../support/tables.ts';

const script = fileURLToPath(new URL('as-python.py', import.meta.url));
const singleByte = csvEncodings.filter((name) => !name.startsWith('utf'));

/** All short texts of letters that mean something somewhere. */
const texts = [
  '',
  'a',
  ' a ',
  '"',
  "'",
  '""',
  ',',
  ';',
  'a,b',
  'a"b',
  '\\',
  '\\"',
  '\n',
  '\r',
  'a\r\nb',
  '1.5',
  'NULL',
  'é',
];
const cases = (['needed', 'all', 'text', 'never'] as const).flatMap((quoting) =>
  ['"', "'"].flatMap((quote) =>
    [true, false].flatMap((doubleQuote) =>
      ['', '\\'].flatMap((escaping) =>
        ([',', ';'] as const).flatMap((separator) =>
          (['lf', 'crlf'] as const).flatMap((lineEnd) =>
            texts.map((text) => ({ quoting, quote, doubleQuote, escaping, separator, lineEnd, text })),
          ),
        ),
      ),
    ),
  ),
);

function rulesOf(given: (typeof cases)[number]): CsvRules {
  const { quoting, quote, separator, lineEnd } = given;
  return {
    dialect: { ...defaultDialect, quoting, quote, separator, lineEnd },
    doubleQuote: given.doubleQuote,
    escapeLetter: given.escaping,
    quoteNulls: true,
    anyBreak: false,
    unencodable: 'error',
  };
}

describeWith([needsPandas], 'as Python writes it', () => {
  const answer = (): { lines: (string | null)[]; encodings: Record<string, [number, number][]> } =>
    JSON.parse(
      execFileSync(python, [script], {
        input: JSON.stringify({
          encodings: singleByte,
          cases: cases.map((given) => ({
            ...given,
            escape: given.escaping,
            lineEnd: lineEnds[given.lineEnd],
            fields: [{ text: given.text }, { number: '1.5' }],
          })),
        }),
        maxBuffer: 64 * 1024 * 1024,
      }).toString(),
    );
  const python3 = answer();

  test('a line of each short text and a number is that of the csv module, whatever the dialect', () => {
    const wrong = cases.filter((given, index) => {
      const rules = rulesOf(given);
      const field = fieldText(given.text, 'text', null, false, rules);
      const number = fieldText('1.5', 'number', null, false, rules);
      const line =
        typeof field === 'string' && typeof number === 'string'
          ? `${field}${given.separator}${number}${lineEnds[given.lineEnd]}`
          : null;
      return line !== python3.lines[index];
    });
    expect(wrong).toEqual([]);
  });

  test('SQL gives the same fields, and finds those that cannot be written', async () => {
    const duckdb = await openBareDuckdb();
    try {
      for (const alone of [false, true]) {
        const found: (string | null)[] = [];
        for (let start = 0; start < cases.length; start += texts.length) {
          const rules = rulesOf(cases[start]!);
          const column = { sql: 't', kind: 'text', alphabet: null, quotes: null } as const;
          const unwritable = unwritableSql(column, alone, rules) ?? 'false';
          const values = texts.map((text, index) => `(${index}, ${sqlText(text)})`).join(', ');
          const rows = await duckdb.rows(
            `SELECT CASE WHEN NOT (${unwritable}) THEN ${fieldSql(column, alone, rules)} END AS f FROM (VALUES ${values}) AS v(i, t) ORDER BY i`,
          );
          found.push(...rows.map((row) => row.f as string | null));
        }
        const expected = cases.map((given) => {
          const field = fieldText(given.text, 'text', null, alone, rulesOf(given));
          return typeof field === 'string' ? field : null;
        });
        expect(found).toEqual(expected);
      }
    } finally {
      duckdb.close();
    }
  });

  test.each(singleByte)('%s has the letters and bytes of the codec', (encoding) => {
    const encode = encoderOf(encoding, 'error');
    const found: [number, number][] = [];
    for (let code = 0; code < 0x10000; code++) {
      if (code >= 0xd800 && code < 0xe000) continue;
      try {
        const [byte, more] = encode(String.fromCharCode(code));
        expect(more).toBeUndefined();
        found.push([code, byte!]);
      } catch (error) {
        if (!(error instanceof NotEncodable)) throw error;
      }
    }
    expect(found).toEqual(python3.encodings[encoding]);
  });
});
