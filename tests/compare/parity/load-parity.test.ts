import { describe, expect, test } from 'vitest';
import { addAcceptance, loadParity, requestForNight } from '../../../src/compare/parity/index.ts';
import { pairOf, parityOf } from './support.ts';

const load = (text: string) => loadParity({ path: 'parity.yml', text }, 'UTC', {});

describe('parity.yml', () => {
  test('gives each pair what the defaults say, and what it says itself wins', () => {
    const parity = parityOf(`
defaults:
  owner: anna
  key: [id]
  text: [padding]
  left: {encoding: windows-1252, separator: ";"}
pairs:
  one: {left: old/one.csv, right: gold.one}
  two: {left: {side: old/two.csv, separator: ","}, right: gold.two, owner: bert, bag: true, text: [trim]}
`);
    const [one, two] = parity.pairs;
    expect(one).toMatchObject({
      owner: 'anna',
      required: true,
      form: {
        key: ['id'],
        text: ['padding'],
        left: { side: 'old/one.csv', encoding: 'windows-1252', separator: ';' },
        right: { side: 'gold.one' },
      },
    });
    expect(two).toMatchObject({
      owner: 'bert',
      form: { bag: true, text: ['trim'], left: { encoding: 'windows-1252', separator: ',' } },
    });
    expect(two!.form.key).toBeUndefined();
  });

  test('replaces variables, and the night, in every text of a pair', () => {
    const { pairs } = parityOf(
      `pairs:
  one:
    left: \${OLD:-/old}/\${SITE}_{{night - 1 '%Y%m%d'}}.csv
    right: {side: gold.one, where: "day = DATE '{{night - 1}}'"}
`,
      { SITE: 'bru' },
    );
    const { value } = requestForNight(pairs[0]!, '2026-03-01', 'UTC', 0);
    expect(value).toMatchObject({
      left: { text: '/old/bru_20260228.csv' },
      right: { where: "day = DATE '2026-02-28'" },
    });
  });

  test('counts ages from now, and from the end of a night that is over', () => {
    const pair = pairOf('{left: a.csv, right: gold.a, minimum_age: {age: 2h, column: at}}');
    const before = (now: string) =>
      requestForNight(pair, '2026-03-01', 'Europe/Brussels', Date.parse(now)).value!.options.minimumAge!
        .before;
    expect(before('2026-03-01T02:00:00Z')).toBe('2026-03-01T00:00:00.000Z');
    expect(before('2026-06-01T02:00:00Z')).toBe('2026-03-01T21:00:00.000Z');
  });

  test.each([
    ['an unknown key', '{left: a.csv, right: gold.a, tolerence: 1}', 'unknown-key'],
    ['a side that is missing', '{left: a.csv}', 'missing-key'],
    ['a variable that is not set', '{left: "${NOWHERE}/a.csv", right: gold.a}', 'variable-not-set'],
    [
      'an acceptance of everything',
      '{left: a.csv, right: gold.a, accepted: [{until: 2026-04-01, reason: x, by: y}]}',
      'wrong-value',
    ],
    [
      'an acceptance without an end',
      '{left: a.csv, right: gold.a, accepted: [{columns: [b], reason: x, by: y}]}',
      'missing-key',
    ],
    [
      'an acceptance without a reason',
      '{left: a.csv, right: gold.a, accepted: [{columns: [b], until: 2026-04-01, by: y}]}',
      'missing-key',
    ],
    [
      'an acceptance until a day that is none',
      '{left: a.csv, right: gold.a, accepted: [{columns: [b], until: 2026-02-30, reason: x, by: y}]}',
      'wrong-value',
    ],
    [
      'bytes with accepted differences',
      '{compare: bytes, left: a.csv, right: b.csv, accepted: [{columns: [b], until: 2026-04-01, reason: x, by: y}]}',
      'parity-bytes-accepted',
    ],
    ['bytes with a key', '{compare: bytes, left: a.csv, right: b.csv, key: id}', 'parity-bytes-option'],
    ['a pair that is no mapping', 'a.csv', 'wrong-value'],
  ])('%s is a problem of its pair alone', (_, text, code) => {
    const { value } = load(`pairs:\n  bad: ${text}\n  good: {left: a.csv, right: gold.a}\n`);
    expect(value!.pairs.map(({ problems }) => problems.map((each) => each.code))).toEqual([[code], []]);
    expect(value!.pairs[0]!.required).toBe(true);
  });

  test('a name that is no name is a problem of its pair', () => {
    const { value } = load('pairs:\n  "../a": {left: a.csv, right: gold.a}\n');
    expect(value!.pairs[0]!.problems).toMatchObject([{ code: 'parity-pair-name' }]);
  });

  test.each([
    ['', 'missing-key'],
    ['pairs: {}\n', 'parity-without-pairs'],
    ['pairs: [a]\n', 'wrong-value'],
    ['time_zone: Mars\npairs: {a: {left: a, right: b}}\n', 'wrong-value'],
    ['pears: {}\n', 'unknown-key'],
    ['pairs: {a: {left: a, right: b}\n', 'yaml-syntax'],
  ])('%j cannot be read as a whole', (text, code) => {
    const { value, diagnostics } = load(text);
    expect(value).toBe(null);
    expect(diagnostics.map((each) => each.code)).toContain(code);
  });
});

describe('an acceptance is added', () => {
  const acceptance = { columns: ['amount', 'tax'], until: '2026-04-01', reason: 'it rounds: up', by: 'anna' };
  const text = `# the pairs
pairs:
  billing:
    left: "old/{{night}}.csv" # nightly
    right: gold.billing
  other: {left: a.csv, right: gold.a}
`;

  test('behind what the pair has; comments and all else stay', () => {
    const once = addAcceptance(text, 'billing', acceptance)!;
    expect(once).toBe(`# the pairs
pairs:
  billing:
    left: "old/{{night}}.csv" # nightly
    right: gold.billing
    accepted:
      - columns: [amount, tax]
        until: 2026-04-01
        reason: "it rounds: up"
        by: anna
  other: {left: a.csv, right: gold.a}
`);
    const twice = addAcceptance(once, 'billing', {
      only_in: 'left',
      until: '2026-05-01',
      reason: 'b',
      by: 'c',
    })!;
    expect(parityOf(twice).pairs[0]!.accepted).toMatchObject([acceptance, { only_in: 'left' }]);
  });

  test('to a pair in braces too', () => {
    const added = addAcceptance(text, 'other', acceptance)!;
    expect(parityOf(added).pairs[1]).toMatchObject({ problems: [], accepted: [acceptance] });
  });

  test('to none that is not there or no mapping', () => {
    expect(addAcceptance(text, 'third', acceptance)).toBe(null);
    expect(addAcceptance('pairs: {a: x}', 'a', acceptance)).toBe(null);
    expect(addAcceptance('pairs: {a: {accepted: x}}', 'a', acceptance)).toBe(null);
  });
});
