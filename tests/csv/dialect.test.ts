import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  csvDialectForm,
  csvEncodingOf,
  defaultDialect,
  dialectConflict,
  dialectOf,
} from '../../src/csv/index.ts';

const read = (form: unknown) => csvDialectForm.parse(form);
const problem = (form: unknown) => csvDialectForm.safeParse(form).error?.issues[0]?.message;

test('a form that says nothing is the default dialect, and one that says everything is taken as it is', () => {
  expect(dialectOf(read({}))).toEqual(defaultDialect);
  expect(
    dialectOf(
      read({
        encoding: 'WIN1252',
        bom: true,
        separator: 'tab',
        quote: "'",
        quoting: 'all',
        escape: '\\',
        header: false,
        line_end: 'crlf',
        decimal: ',',
        thousands: '.',
        date: '%d.%m.%Y',
        time: '%H:%M',
        timestamp: '%d.%m.%Y %H:%M',
        null_words: 'NULL',
        true_words: ['J'],
        false_words: ['N'],
      }),
    ),
  ).toEqual({
    encoding: 'windows-1252',
    bom: true,
    separator: '\t',
    quote: "'",
    quoting: 'all',
    escape: '\\',
    header: false,
    lineEnd: 'crlf',
    decimal: ',',
    thousands: '.',
    date: '%d.%m.%Y',
    time: '%H:%M',
    timestamp: '%d.%m.%Y %H:%M',
    nullWords: ['NULL'],
    trueWords: ['J'],
    falseWords: ['N'],
  });
});

test('another quote is doubled as the usual one is, and where there are no quotes nothing is quoted', () => {
  expect(dialectOf(read({ quote: "'" })).escape).toBe("'");
  expect(dialectOf(read({ quote: 'none' }))).toMatchObject({ quote: '', escape: '', quoting: 'never' });
});

test.each([
  ['UTF8', 'utf-8'],
  ['cp1252', 'windows-1252'],
  ['Windows_1250', 'windows-1250'],
  ['latin-9', 'iso-8859-15'],
  ['ISO8859_1', 'iso-8859-1'],
  ['UTF-16', 'utf-16le'],
  ['EBCDIC', null],
])('the encoding %s is %s', (name, encoding) => {
  expect(csvEncodingOf(name)).toBe(encoding);
});

test('what is none of the allowed is told with what was expected', () => {
  expect(problem({ encoding: 'ebcdic' })).toMatch(/^one of utf-8, utf-16le/);
  expect(problem({ separator: '::' })).toBe('one letter, or `tab`');
  expect(problem({ quote: '\n' })).toBe('one letter, or `none`');
  expect(problem({ date: '%d.%m' })).toContain('the year (%Y or %y) is missing');
  expect(problem({ date: '%Q' })).toContain('`%Q` is none of');
  expect(problem({ time: '%Y' })).toContain('the hour (%H) is missing');
  expect(problem({ delimiter: ';' })).toMatch(/delimiter/);
});

test('letters that would mean two things are a conflict', () => {
  expect(dialectConflict(defaultDialect)).toBeNull();
  expect(dialectConflict({ ...defaultDialect, separator: '"' })).toMatch(/separator.*quote/);
  expect(dialectConflict({ ...defaultDialect, decimal: ',', thousands: ',' })).toMatch(/thousands.*decimal/);
});

test('the form has a JSON schema for editors', () => {
  const schema = z.toJSONSchema(csvDialectForm, { io: 'input', target: 'draft-7' });
  expect(Object.keys(schema.properties ?? {})).toHaveLength(16);
});
