import { describe, expect, test } from 'vitest';
import { noTolerance, parseTolerance } from '../../src/compare/tolerance.ts';
import { compare, differing, kinds, sessionForTests, values } from './support.ts';

const session = sessionForTests('Europe/Zurich');

/** One row on each side, compared by `id`: whether `v` matches. */
async function matches(left: string, right: string, options = {}): Promise<boolean> {
  const result = await compare(session(), `SELECT 1 AS id, ${left} AS v`, `SELECT 1 AS id, ${right} AS v`, {
    key: ['id'],
    ...options,
  });
  const bag =
    Object.keys(options).length === 0
      ? await compare(session(), `SELECT ${left} AS v`, `SELECT ${right} AS v`, { key: [] })
      : null;
  if (bag !== null) expect(bag.verdict).toBe(result.verdict);
  expect(result.rows.both).toBe(1);
  expect(result.verdict === 'equal').toBe(result.score === 1);
  return result.verdict === 'equal';
}

describe('values of one type', () => {
  test.each([
    ['NaN is NaN', "'nan'::DOUBLE", "-('nan'::DOUBLE)", true],
    ['NaN is no NULL', "'nan'::DOUBLE", 'NULL::DOUBLE', false],
    ['infinities differ by their sign', "'inf'::DOUBLE", "'-inf'::DOUBLE", false],
    ['-0 is 0', '-0.0::DOUBLE', '0.0::DOUBLE', true],
    ['-0 is 0 inside of a list', '[-0.0::DOUBLE]', '[0.0::DOUBLE]', true],
    ['the next double is another', '0.1::DOUBLE + 0.2::DOUBLE', '0.3::DOUBLE', false],
    ['NULL is NULL', 'NULL::INTEGER', 'NULL::INTEGER', true],
    ['NULL is not empty text', 'NULL::VARCHAR', "''", false],
    ['an empty list is not NULL', '[]::INTEGER[]', 'NULL::INTEGER[]', false],
    ['a struct of NULLs is not NULL', "{'a': NULL::INTEGER}", 'NULL::STRUCT(a INTEGER)', false],
    ['lists have an order', '[1, 2]', '[2, 1]', false],
    ['nested lists keep their brackets', '[[1], [2]]', '[[1, 2]]', false],
    ['-1 is not 0 in wide decimals', '-1::DECIMAL(38,0)', '0::DECIMAL(38,0)', false],
    ['one month is not 30 days', "INTERVAL '1 month'::INTERVAL", "INTERVAL '30 days'::INTERVAL", true],
    ['capitals count', "'a'", "'A'", false],
    ['blanks at the end count', "'a'", "'a '", false],
    ['composed and decomposed letters differ', 'chr(233)', "'e' || chr(769)", false],
    ['blobs', "'\\xAA'::BLOB", "'\\xAB'::BLOB", false],
    ['maps', "MAP {'a': 1}", "MAP {'a': 2}", false],
    ['times of day', "TIME '10:00:00.000001'", "TIME '10:00:00'", false],
    ['infinite times', "'infinity'::TIMESTAMP", "'infinity'::TIMESTAMP", true],
  ])('%s', async (_, left, right, expected) => {
    expect(await matches(left, right)).toBe(expected);
  });

  test('-0 differs from 0 where it is asked for, in a key-less comparison too', async () => {
    expect(await matches('-0.0::DOUBLE', '0.0::DOUBLE', { signedZero: true })).toBe(false);
    const bag = await compare(session(), 'SELECT -0.0::DOUBLE AS v', 'SELECT 0.0::DOUBLE AS v', {
      key: [],
      signedZero: true,
    });
    expect(bag.rows).toMatchObject({ onlyLeft: 1, onlyRight: 1, both: 0 });
  });
});

describe('values of two types', () => {
  test.each([
    ['integers of two widths', '5::TINYINT', '5::BIGINT', true],
    ['UBIGINT beside BIGINT', '18446744073709551615::UBIGINT', '-1::BIGINT', false],
    ['HUGEINT beside INTEGER', '7::HUGEINT', '7', true],
    ['decimals of two scales', '1.50::DECIMAL(10,2)', '1.5000::DECIMAL(18,4)', true],
    ['decimals whose digits no decimal holds', '1.5::DECIMAL(38,2)', '1.50::DECIMAL(38,20)', true],
    [
      'decimals whose digits no decimal holds, different',
      '1.51::DECIMAL(38,2)',
      '1.50::DECIMAL(38,20)',
      false,
    ],
    ['DECIMAL beside DOUBLE: the decimal as a double', '0.1::DECIMAL(10,2)', '0.1::DOUBLE', true],
    [
      'DECIMAL beside DOUBLE, different',
      '0.1::DECIMAL(10,2)',
      '0.1::DOUBLE + 1e-17 + 0.2::DOUBLE - 0.2::DOUBLE',
      false,
    ],
    ['DECIMAL beside FLOAT: the decimal as a float', '0.1::DECIMAL(10,2)', '0.1::FLOAT', true],
    ['FLOAT beside DOUBLE: as doubles', '0.1::FLOAT', '0.1::DOUBLE', false],
    ['BOOLEAN beside INTEGER', 'true', '1', true],
    ['DATE beside TIMESTAMP at midnight', "DATE '2026-03-01'", "TIMESTAMP '2026-03-01'", true],
    ['DATE beside TIMESTAMP later', "DATE '2026-03-01'", "TIMESTAMP '2026-03-01 00:00:01'", false],
    [
      'TIMESTAMP is of the project’s zone',
      "TIMESTAMP '2026-07-01 10:00'",
      "TIMESTAMPTZ '2026-07-01 08:00:00+00'",
      true,
    ],
    ['text beside a number', "'12.50'", '12.5::DECIMAL(10,1)', true],
    ['text with more decimals than the column has', "'12.345'", '12.35::DECIMAL(10,2)', false],
    ['text with decimals beside an integer', "'12.4'", '12', false],
    ['text with digits beyond what is read', "'0.1000000000000000000001'", '0.1::DECIMAL(10,2)', false],
    ['text with an exponent beside a decimal', "'1.25e2'", '125.00::DECIMAL(10,2)', true],
    ['text whose exponent goes beyond the last decimal', "'1e-20'", '0', false],
    ['text with an underscore is no number', "'1_000'", '1000', false],
    ['text beside the widest decimals', "'1.50'", '1.5::DECIMAL(38,1)', true],
    ['text with more decimals than the widest has', "'1.55'", '1.5::DECIMAL(38,1)', false],
    ['text beside HUGEINT', "'12'", '12::HUGEINT', true],
    ['text with decimals beside HUGEINT', "'12.5'", '13::HUGEINT', false],
    [
      'text with more digits of the second than the column has',
      "'2026-03-01 10:00:00.1234567'",
      "TIMESTAMP '2026-03-01 10:00:00.123456'",
      false,
    ],
    [
      'text with more zeros of the second than the column has',
      "'2026-03-01 10:00:00.1234560'",
      "TIMESTAMP '2026-03-01 10:00:00.123456'",
      true,
    ],
    ['text with more digits of a time of day', "'10:00:00.1234567'", "TIME '10:00:00.123456'", false],
    [
      'text with a zone beside a time without one',
      "'2026-03-01 10:00:00+05'",
      "TIMESTAMP '2026-03-01 10:00:00'",
      false,
    ],
    ['a number beyond the widest decimal of both', '1e30::DECIMAL(38,2)', '1::DECIMAL(38,20)', false],
    ['UHUGEINT beside BIGINT', '340282366920938463463374607431768211455::UHUGEINT', '-1::BIGINT', false],
    [
      'DECIMAL of many digits beside DOUBLE: the nearest double',
      "'1.101'::DECIMAL(38,20)",
      "'1.101'::DOUBLE",
      true,
    ],
    [
      'DECIMAL with more decimals than powers of ten are doubles',
      "'0.3'::DECIMAL(38,30)",
      '0.3::DOUBLE',
      true,
    ],
    [
      'HUGEINT beside DOUBLE: the nearest double',
      "'-170141183460469231731687303715884105728'::HUGEINT",
      "'-170141183460469231731687303715884105728'::DOUBLE",
      true,
    ],
    ['lists of decimals of two scales', '[1.5::DECIMAL(3,1)]', '[1.50::DECIMAL(5,2)]', true],
    ['lists of times and of dates', "[TIMESTAMP '2026-03-01']", "[DATE '2026-03-01']", true],
    ['a list of texts beside text', "['a']", "'[a]'", false],
    ['text that is no number beside NULL', "'abc'", 'NULL::INTEGER', false],
    ['text that is no number beside a number', "'abc'", '0', false],
    ['text beside a date', "'2026-03-01'", "DATE '2026-03-01'", true],
    ['text with an hour beside a date', "'2026-03-01 10:00'", "DATE '2026-03-01'", false],
    ['text beside a boolean', "'true'", 'true', true],
    [
      'text beside a UUID',
      "'6ab2f1d4-0000-0000-0000-000000000001'",
      "'6AB2F1D4-0000-0000-0000-000000000001'::UUID",
      true,
    ],
    ['an integer beside a date: as text', '20260301', "DATE '2026-03-01'", false],
    [
      'TIMESTAMP_NS beside TIMESTAMPTZ',
      "'2026-03-01 10:00:00'::TIMESTAMP_NS",
      "TIMESTAMPTZ '2026-03-01 09:00:00+00'",
      true,
    ],
    [
      'TIMESTAMP_NS beside TIMESTAMP',
      "'2026-03-01 10:00:00.5'::TIMESTAMP_NS",
      "TIMESTAMP '2026-03-01 10:00:00.5'",
      true,
    ],
    [
      'TIMESTAMP_NS with nanoseconds',
      "'2026-03-01 10:00:00.500000001'::TIMESTAMP_NS",
      "TIMESTAMP '2026-03-01 10:00:00.5'",
      false,
    ],
    ['structs by the names of their fields', "{'a': 1, 'b': 2::BIGINT}", "{'b': 2, 'a': 1}", true],
    ['structs by the names of their fields, different', "{'a': 1, 'b': 2}", "{'b': 1, 'a': 2}", false],
    ['lists of two element types', '[1::TINYINT]', '[1::BIGINT]', true],
    ['JSON text beside a struct', `'{"a":1}'`, "{'a': 1}", true],
    ['ENUM beside VARCHAR', "'a'::ENUM('a','b')", "'a'", true],
  ])('%s', async (_, left, right, expected) => {
    expect(await matches(left, right)).toBe(expected);
    expect(await matches(right, left)).toBe(expected);
  });

  test('the rows of a day are as long as its zone says: a side may be of another zone', async () => {
    const winter = "SELECT 1 AS id, TIMESTAMP '2026-01-01 10:00' AS v";
    const instant = "SELECT 1 AS id, TIMESTAMPTZ '2026-01-01 15:00:00+00' AS v";
    expect(
      (await compare(session(), winter, instant, { key: ['id'] }, { leftZone: 'America/New_York' })).verdict,
    ).toBe('equal');
    expect((await compare(session(), winter, instant, { key: ['id'] })).verdict).toBe('different');
  });

  test('one value that cannot be read makes the column text, and the readable ones still match', async () => {
    const result = await compare(
      session(),
      values('id, v', "1, '1.50'", "2, 'n/a'", '3, NULL', "4, '7'"),
      values('id, v', '1, 1.5', '2, NULL', '3, NULL', '4, 8'),
      { key: ['id'] },
    );
    expect(differing(result)).toEqual({ v: 2 });
    expect(result.diagnostics.map((each) => each.code)).toEqual(['compare-values-unreadable']);
  });
});

test('text without a zone is of the zone of its side, text with one is of that', async () => {
  const result = await compare(
    session(),
    values('id, v', "1, '2026-07-01 10:00'", "2, '2026-07-01 10:00:00+00'", "3, '2026-07-01'", '4, NULL'),
    values(
      'id, v',
      "1, TIMESTAMPTZ '2026-07-01 14:00:00+00'",
      "2, TIMESTAMPTZ '2026-07-01 10:00:00+00'",
      "3, TIMESTAMPTZ '2026-07-01 04:00:00+00'",
      '4, NULL',
    ),
    { key: ['id'] },
    { leftZone: 'America/New_York' },
  );
  expect(differing(result)).toEqual({});
});

describe('tolerance', () => {
  test.each([
    ['absolute', '1.10::DECIMAL(10,2)', '1.00::DECIMAL(10,2)', '0.1', true],
    ['absolute, a cent more', '1.11::DECIMAL(10,2)', '1.00::DECIMAL(10,2)', '0.1', false],
    ['absolute of doubles', '1.1::DOUBLE', '1.0::DOUBLE', '0.1', true],
    ['relative', '101', '100', '1%', true],
    ['relative, a little more', '102', '100', '1%', false],
    ['infinity is near nothing', "'inf'::DOUBLE", '1::DOUBLE', '1%', false],
    ['NaN is near nothing', "'nan'::DOUBLE", '1::DOUBLE', '1000', false],
    ['NULL is near nothing', 'NULL::INTEGER', '0', '1', false],
    ['decimals', '1.234::DOUBLE', '1.2301::DOUBLE', '2 decimals', true],
    ['decimals, rounded apart', '1.235::DECIMAL(10,3)', '1.234::DECIMAL(10,3)', '2 decimals', false],
    ['time', "TIMESTAMP '2026-01-01 10:00:05'", "TIMESTAMP '2026-01-01 10:00:00'", '5s', true],
    [
      'time, a little more',
      "TIMESTAMP '2026-01-01 10:00:05.1'",
      "TIMESTAMP '2026-01-01 10:00:00'",
      '5s',
      false,
    ],
    ['days', "DATE '2026-01-02'", "DATE '2026-01-01'", '1d', true],
    ['decimals that no decimal holds both of', '1.011::DECIMAL(30,6)', '1.01::DECIMAL(38,20)', '0.001', true],
    [
      'rounding of decimals that no decimal holds both of',
      '1.04::DECIMAL(30,6)',
      '1::DECIMAL(38,20)',
      '1 decimal',
      true,
    ],
    [
      'time, of nanoseconds',
      "'2026-01-01 10:00:05'::TIMESTAMP_NS",
      "TIMESTAMP '2026-01-01 10:00:00'",
      '5s',
      true,
    ],
    ['numbers too far for any type', '9e37::DECIMAL(38,0)', '-9e37::DECIMAL(38,0)', '1', false],
    ['a tolerance for times does not touch numbers', '1', '2', '5s', false],
  ])('%s', async (_, left, right, tolerance, expected) => {
    expect(await matches(left, right, { tolerance: { v: parseTolerance(tolerance) } })).toBe(expected);
    expect(await matches(left, right, { tolerance: { '*': parseTolerance(tolerance) } })).toBe(expected);
  });

  test('a rule that means nothing for the column that it names is pointed out, and one for all columns is not', async () => {
    const sides = [values('id, n, t', "1, 1, '1.5'"), values('id, n, t', "1, 1, '1.50'")] as const;
    const of = async (options: object) => {
      const result = await compare(session(), ...sides, { key: ['id'], ...options });
      return result.diagnostics.map((each) => [each.code, each.summary]);
    };
    const near = { ...noTolerance, absolute: '0.01' };
    const idle = (words: string) => ['compare-rule-without-effect', `${words} has no effect`];
    expect(await of({ tolerance: { T: near } })).toEqual([idle('`tolerance` for the column `t`')]);
    expect(await of({ tolerance: { id: near } })).toEqual([idle('`tolerance` for the column `id`')]);
    expect(await of({ text: { n: ['trim'] } })).toEqual([idle('`text` for the column `n`')]);
    expect(await of({ tolerance: { n: near, '*': near }, text: { '*': ['trim'], t: ['trim'] } })).toEqual([]);
    expect(await of({ tolerance: { n: { ...noTolerance, decimals: 2 } } })).toEqual([]);
  });

  test('what is within the tolerance is counted', async () => {
    const result = await compare(
      session(),
      values('id, v', '1, 1.00', '2, 2.00', '3, 3.00'),
      values('id, v', '1, 1.00', '2, 2.01', '3, 4.00'),
      {
        key: ['id'],
        tolerance: { v: { ...noTolerance, absolute: '0.01' } },
      },
    );
    expect(result.columns[1]).toMatchObject({ matching: 2, withinTolerance: 1, different: 1 });
  });
});

describe('text', () => {
  test.each([
    ['trim', "'a '", "' a'", true],
    ['padding', "'a'", "'a   '", true],
    ['padding', "'a'", "' a'", false],
    ['case', "'Äpfel'", "'äPFEL'", true],
    ['unicode', 'chr(233)', "'e' || chr(769)", true],
    ['spaces', "'a  b'", "'a b'", true],
    ['empty', 'NULL::VARCHAR', "''", true],
  ] as const)('with %s: %s and %s', async (form, left, right, expected) => {
    expect(await matches(left, right, { text: { '*': [form] } })).toBe(expected);
    expect(await matches(left, right, { text: { v: [form] } })).toBe(expected);
  });
});

describe('kinds of differences', () => {
  test.each([
    ['1.005', '1.01', 'rounding 2 decimals'],
    ['1.009', '1.00', 'cut 2 decimals'],
    ['5', '-5', 'sign'],
    ['1.5::DOUBLE', '150::DOUBLE', 'factor × 100'],
    ['120', '2', 'factor ÷ 60'],
    ['0.1::DOUBLE + 0.2::DOUBLE', '0.3::DOUBLE', 'float-noise'],
    ["'nan'::DOUBLE", '1::DOUBLE', 'nan'],
    ['NULL::INTEGER', '3', 'null-to-value'],
    ['3', 'NULL::INTEGER', 'value-to-null'],
    ['NULL::VARCHAR', "''", 'null-empty'],
    ["'a'", "'A'", 'case'],
    ["'a'", "'a  '", 'padding'],
    ["'a'", "' a'", 'blanks'],
    ['chr(233)', "'e' || chr(769)", 'unicode'],
    ['chr(233)', "'e'", 'accents'],
    ["'Z' || chr(252) || 'rich'", "'Z?rich'", 'encoding'],
    ["'A b'", "' a  B '", 'writing'],
    ["'1.50'", "'1.5'", 'number-form'],
    ["'Bern (Stadt)'", "'Bern'", 'cut-off'],
    ["'x'", "'y'", 'other'],
    ['true', 'false', 'opposite'],
    ["DATE '2026-01-01'", "DATE '2026-01-02'", 'day-shift +1 days'],
    ["TIMESTAMP '2026-01-01 10:00'", "TIMESTAMP '2026-01-01 08:00'", 'zone-shift -02:00'],
    ["TIMESTAMP '2026-01-01 10:00'", "TIMESTAMP '2026-01-01 15:30'", 'zone-shift +05:30'],
    ["TIMESTAMP '2026-01-01 10:00'", "TIMESTAMP '2026-01-01 00:00'", 'time-lost'],
    ["TIMESTAMP '2026-01-01 10:00:00.5'", "TIMESTAMP '2026-01-01 10:00:00'", 'fraction'],
    ["TIMESTAMPTZ '2026-01-01 10:00:00+00'", "TIMESTAMPTZ '2026-01-01 11:00:00+00'", 'zone-shift +01:00'],
  ])('%s and %s: %s', async (left, right, kind) => {
    const result = await compare(session(), `SELECT 1 AS id, ${left} AS v`, `SELECT 1 AS id, ${right} AS v`, {
      key: ['id'],
    });
    expect(kinds(result, 'v')).toEqual({ [kind]: 1 });
  });
});
