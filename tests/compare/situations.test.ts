import { describe, expect, test } from 'vitest';
import { compare, differing, sessionForTests, values } from './support.ts';

/** Situations in which comparison tools have been wrong: from reading the tests of datacompy, reladiff and dbt's audit_helper. */
const session = sessionForTests();
const counts = { both: 0, onlyLeft: 0, onlyRight: 0, changed: 0, equal: 0 };

describe('keys', () => {
  test.each([
    ['numbers', 'a, b, v', ['12, 3, 0', '1, 23, 0'], ['12, 3, 0', '1, 23, 1']],
    ['texts', 'a, b, v', ["'ab', 'c', 0", "'a', 'bc', 0"], ["'ab', 'c', 0", "'a', 'bc', 1"]],
    ['with empty texts', 'a, b, v', ["'', 'x', 0", "'x', '', 0"], ["'', 'x', 0", "'x', '', 1"]],
    ['with NULL', 'a, b, v', ["NULL, 'x', 0", "'x', NULL, 0"], ["NULL, 'x', 0", "'x', NULL, 1"]],
  ])('whose parts put together read the same: %s', async (_, names, left, right) => {
    const result = await compare(session(), values(names, ...left), values(names, ...right), {
      key: ['a', 'b'],
    });
    expect(result.rows).toEqual({ ...counts, both: 2, changed: 1, equal: 1 });
  });

  test.each([
    ['negative', '-1, -2, 0, 1', 'INTEGER'],
    [
      'UUID',
      "'00000000-0000-0000-0000-000000000001', 'ffffffff-ffff-ffff-ffff-ffffffffffff', NULL, uuid()::VARCHAR",
      'UUID',
    ],
    ['letters and digits', "'A-1', 'a-1', 'A-10', 'A-2'", 'VARCHAR'],
    ['decimals', '1.10, 1.1000001, -0.5, 0', 'DECIMAL(12,7)'],
    ['blobs', "'\\x00\\x01', '\\x00', '', '\\xFF'", 'BLOB'],
  ])('%s', async (_, list, type) => {
    await session().execute(
      `CREATE OR REPLACE TEMP TABLE one AS SELECT unnest([${list}])::${type} AS k, 1 AS v`,
    );
    const other = 'SELECT k, v + (row_number() OVER (ORDER BY k) = 2)::INTEGER AS v FROM one ORDER BY k DESC';
    const result = await compare(session(), 'SELECT * FROM one', other, { key: ['k'] });
    expect(result.rows).toEqual({ ...counts, both: 4, changed: 1, equal: 3 });
  });

  test('as text on one side and as numbers on the other, written with blanks and in capitals', async () => {
    const left = values('k, n', "' ab ', 1", "'CD', 2");
    const right = values('k, n', "'AB', 1", "'cd', 3");
    const result = await compare(session(), left, right, { key: ['k'], text: { '*': ['trim', 'case'] } });
    expect(result.rows).toEqual({ ...counts, both: 2, changed: 1, equal: 1 });
    expect(result.columns.map((column) => column.text)).toEqual([['trim', 'case'], []]);
    const numbers = await compare(session(), values('k, v', "'007', 1"), values('k, v', '7, 1'), {
      key: ['k'],
    });
    expect(numbers.rows).toMatchObject({ both: 1, equal: 1 });
  });

  test('repeated three times on one side and twice on the other, with NULLs among the values', async () => {
    const left = values('k, v', '1, NULL', "1, 'a'", "1, 'b'", "NULL, 'x'", "NULL, 'x'");
    const right = values('k, v', "1, 'b'", '1, NULL', "NULL, 'x'", "NULL, 'x'", "NULL, 'x'");
    const result = await compare(session(), left, right, { key: ['k'] });
    expect(result.rows).toEqual({ both: 4, onlyLeft: 1, onlyRight: 1, changed: 0, equal: 4 });
  });

  test.each([
    ['padding', "'ab  '", "'ab'", ['padding']],
    ['capitals and blanks', "' AB'", "'ab '", ['trim', 'case']],
    ['nothing in common', "'ab'", "'cd'", null],
  ])(
    'that pair no row are pointed out, with the forms that would pair some: %s',
    async (_, one, other, forms) => {
      const result = await compare(
        session(),
        values('k, v', `${one}, 1`, "'x', 1"),
        values('k, v', `${other}, 1`, "'y', 2"),
        { key: ['k'] },
      );
      const found = result.diagnostics.find((each) => each.code === 'compare-nothing-paired');
      expect(found).toBeDefined();
      if (forms === null) expect(found!.hint).toContain('--key');
      else expect(found!.hint).toBe(`Compare with \`--text k=${forms.join(',')}\`.`);
    },
  );

  test('that pair one row, and those of an empty side, are not', async () => {
    const left = values('k, v', "'ab', 1", "'cd ', 1");
    const one = await compare(session(), left, values('k, v', "'ab', 2", "'cd', 1"), { key: ['k'] });
    expect(one.diagnostics).toEqual([]);
    const none = await compare(session(), left, `SELECT * FROM (${left}) WHERE false`, { key: ['k'] });
    expect(none.diagnostics.map((each) => each.code)).toEqual(['compare-side-empty']);
  });

  test('and nothing else: no column has values to compare', async () => {
    const result = await compare(session(), values('k', '1', '2'), values('k', '2', '3'), { key: ['k'] });
    expect(result.rows).toEqual({ both: 1, onlyLeft: 1, onlyRight: 1, changed: 0, equal: 1 });
  });
});

describe('values', () => {
  test.each([
    ['keyed', ['k'] as string[]],
    ['as bags', []],
  ])('NULL and a text that changed places between columns are a difference, %s', async (_, key) => {
    const result = await compare(
      session(),
      values('k, a, b', "1, NULL, 'x'", "2, '', NULL"),
      values('k, a, b', "1, 'x', NULL", "2, NULL, ''"),
      { key },
    );
    expect(result.verdict).toBe('different');
    expect(result.rows.equal).toBe(0);
  });

  test('rows of nothing but NULL are counted', async () => {
    const left = values('a, b', 'NULL, NULL', 'NULL, NULL');
    const result = await compare(session(), left, values('a, b', 'NULL, NULL'), { key: [] });
    expect(result.rows).toEqual({ both: 1, onlyLeft: 1, onlyRight: 0, changed: 0, equal: 1 });
  });

  test('the largest difference passes over NULL, NaN and infinities', async () => {
    const left = values('k, v', "1, 'inf'::DOUBLE", '2, NULL', "3, 'nan'::DOUBLE", '4, 1.5');
    const right = values('k, v', '1, 0.0::DOUBLE', '2, 5', '3, 0', '4, 4');
    const result = await compare(session(), left, right, { key: ['k'] });
    expect(differing(result)).toEqual({ v: 4 });
    expect(result.columns.find((column) => column.left === 'v')!.largest).toMatchObject({
      difference: '2.5',
    });
  });

  test('dates beside texts, good and bad', async () => {
    const left = values('k, d', "1, DATE '2026-01-01'", "2, DATE '2026-01-02'", '3, NULL');
    const right = values('k, d', "1, '2026-01-01'", "2, '2026-13-02'", '3, NULL');
    const result = await compare(session(), left, right, { key: ['k'] });
    expect(differing(result)).toEqual({ d: 1 });
    expect(result.columns[1]!.comparedAs).toBe('VARCHAR');
  });

  test('text in which numbers and words are mixed', async () => {
    const left = values('k, v', "1, '1.0'", "2, 'one'", "3, '1'");
    const right = values('k, v', "1, '1'", "2, 'one'", "3, '1'");
    const result = await compare(session(), left, right, { key: ['k'] });
    expect(differing(result)).toEqual({ v: 1 });
  });

  test('lists of structs are compared part by part, in their order', async () => {
    const left = values('k, v', "1, [{'a': 1, 'b': NULL}]", "2, [{'a': 1, 'b': 2}, NULL]", '3, []');
    const right = values('k, v', "1, [{'a': 1, 'b': NULL}]", "2, [NULL, {'a': 1, 'b': 2}]", '3, NULL');
    const result = await compare(session(), left, right, { key: ['k'] });
    expect(differing(result)).toEqual({ v: 2 });
  });
});

describe('names', () => {
  test('that the comparison’s own queries use', async () => {
    const names =
      'k, c0, c1, v0, l_c1, r_c1, d1, row_kind, l_present, b, s, h, "_row", "left", "right", "order"';
    const row = (from: number, last: number) =>
      Array.from({ length: 16 }, (_, place) => (place === 15 ? last : from + place)).join(', ');
    const left = values(names, row(0, 1), row(100, 1));
    const right = values(names, row(0, 1), row(100, 2));
    for (const key of [['k'], ['c0', 'c1'], []]) {
      const result = await compare(session(), left, right, { key });
      expect(result.verdict).toBe('different');
      if (key.length > 0) expect(differing(result)).toEqual({ order: 1 });
    }
  });

  test('that are numbers, and that hold quotes, blanks and line breaks', async () => {
    const names = '"1", "2", "a b", "a""b", "a\nb", "ä"';
    const left = values(names, '1, 2, 3, 4, 5, 6');
    const right = values(names, '1, 2, 3, 4, 5, 7');
    expect(differing(await compare(session(), left, right, { key: ['1'] }))).toEqual({ ä: 1 });
  });
});

describe('sizes', () => {
  const none = (names: string) => `SELECT * FROM (${values(names, '1, 2')}) WHERE false`;
  test.each([
    ['both empty', none('k, v'), none('k, v'), 'equal'],
    ['empty, with other columns', none('k, v'), none('k, w'), 'different'],
    ['left empty', none('k, v'), values('k, v', '1, 2'), 'different'],
    ['right empty', values('k, v', '1, 2'), none('k, v'), 'different'],
  ])('%s', async (_, left, right, verdict) => {
    for (const key of [['k'], []]) {
      const result = await compare(session(), left, right, { key });
      expect(result.verdict).toBe(verdict);
      expect(result.rows.both).toBe(0);
    }
  });

  test('a part of the other: nothing differs in what both have', async () => {
    await session().execute(
      'CREATE OR REPLACE TEMP TABLE whole AS SELECT range AS k, range * 2 AS v FROM range(1000)',
    );
    const result = await compare(session(), 'SELECT * FROM whole WHERE k % 3 = 0', 'SELECT * FROM whole', {
      key: ['k'],
    });
    expect(result.rows).toEqual({ both: 334, onlyLeft: 0, onlyRight: 666, changed: 0, equal: 334 });
    expect(differing(result)).toEqual({});
  });

  test('no samples are shown where none are asked for', async () => {
    const result = await compare(session(), values('k, v', '1, 2'), values('k, v', '1, 3', '2, 3'), {
      key: ['k'],
      samples: 0,
    });
    expect(result.columns.flatMap((column) => column.samples)).toEqual([]);
    expect(result.rowSamples).toEqual({ onlyLeft: [], onlyRight: [] });
    expect(differing(result)).toEqual({ v: 1 });
  });
});
