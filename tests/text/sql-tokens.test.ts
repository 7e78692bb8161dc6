import { expect, test } from 'vitest';
import { sqlTokens } from '../../src/text/index.ts';

const cut = (text: string): string[] =>
  sqlTokens(text).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);

test('quotes, doubled quotes and escapes end where the engine ends them', () => {
  expect(cut(`'it''s' "a ""b""" e'x\\'y' 'back\\'`)).toEqual([
    `string 'it''s'`,
    `quoted "a ""b"""`,
    `string e'x\\'y'`,
    `string 'back\\'`,
  ]);
});

test('block comments nest, and a line comment ends with its line', () => {
  expect(cut('/* a /* b */ c */ x -- y\nz')).toEqual([
    'comment /* a /* b */ c */',
    'word x',
    'comment -- y',
    'word z',
  ]);
});

test('a dollar quote ends with its own tag only', () => {
  expect(cut('$a$ $b$ ; $a$ + $1')).toEqual(['string $a$ $b$ ; $a$', 'symbol +', 'symbol $', 'number 1']);
});

test('what is not closed reaches to the end', () => {
  expect(cut(`'abc`)).toEqual([`string 'abc`]);
  expect(cut('/* abc')).toEqual(['comment /* abc']);
});

test('words have letters of every script', () => {
  expect(cut('SELECT durée_é FROM été.ß')).toEqual([
    'word SELECT',
    'word durée_é',
    'word FROM',
    'word été',
    'symbol .',
    'word ß',
  ]);
});
