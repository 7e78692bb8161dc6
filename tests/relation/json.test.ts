import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/relation/json/canonical-json.ts';
import { parseJson } from '../../src/relation/json/parse-json.ts';

test.each<[string, string, unknown]>([
  [
    'long integers keep their digits',
    '{"a":18446744073709551615}',
    { a: { digits: '18446744073709551615' } },
  ],
  [
    'two integers that JavaScript takes for one stay two',
    '[9223372036854775807,9223372036854775806]',
    [{ digits: '9223372036854775807' }, { digits: '9223372036854775806' }],
  ],
  ['negative long integers keep their sign', '[-9223372036854775808]', [{ digits: '-9223372036854775808' }]],
  ['a negative zero stays one', '[-0.0,-0]', [{ digits: '-0.0' }, { digits: '-0' }]],
  [
    'bare infinities and NaN are read',
    '{"x":Infinity,"y":-Infinity,"z":NAN}',
    { x: { digits: 'Infinity' }, y: { digits: '-Infinity' }, z: { digits: 'NAN' } },
  ],
  ['short numbers stay numbers', '[0,-1,123456789012345,1.5,-2e10]', [0, -1, 123456789012345, 1.5, -2e10]],
  [
    'doubles stay doubles however long',
    '[0.30000000000000004,1.7976931348623157e308]',
    [0.30000000000000004, 1.7976931348623157e308],
  ],
  [
    'digits inside strings are text',
    '{"a":"18446744073709551615 Infinity -0"}',
    { a: '18446744073709551615 Infinity -0' },
  ],
  [
    'an escaped quote does not end a string',
    '{"a":"\\"9223372036854775807","b":"\\\\"}',
    { a: '"9223372036854775807', b: '\\' },
  ],
  ['words of JSON are no numbers', '[true,false,null]', [true, false, null]],
])('%s', (_, text, expected) => {
  expect(parseJson(text)).toEqual(expected);
});

test('reads what JSON.parse reads, where no number is long', () => {
  fc.assert(
    fc.property(fc.json({ noUnicodeString: false }), (text) => {
      fc.pre(!/\d{15}|-0/.test(text) && !text.includes('digits'));
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }),
  );
});

test('what is no JSON is refused', () => {
  expect(() => parseJson('{"a":')).toThrow(SyntaxError);
});

test('canonical JSON does not depend on the order of fields, and keeps long digits', () => {
  const a = parseJson('{"b":[1,{"y":null,"x":"ü"}],"a":18446744073709551615}');
  const b = parseJson('{"a":18446744073709551615,"b":[1,{"x":"ü","y":null}]}');
  expect(canonicalJson(a)).toBe(canonicalJson(b));
  expect(canonicalJson(a)).toBe('{"a":18446744073709551615,"b":[1,{"x":"ü","y":null}]}');
});
