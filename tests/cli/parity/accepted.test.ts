import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { closeShops, daily, head, openShop, rows, type Shop } from './support.ts';

const made: string[] = [];
let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
  made.push(shop.folder);
});
afterAll(() => closeShops(made));

/** The turnover of Ghent's first day differs. */
const rounded = ['Ghent;01/01/2026;36,00;3', ...rows.slice(1)];
const until = 'until: 2026-03-31, reason: it rounds, by: anna';
const accepting = (...entries: string[]) =>
  `${daily}\n    accepted:\n${entries.map((entry) => `      - {${entry}}`).join('\n')}`;
const verdict = async (night = '2026-03-01') => (await shop.night(night))[1].daily;

describe('what is accepted', () => {
  test.each([
    ['nothing', [], 'differs'],
    ['the column that differs', [`columns: [CA], ${until}`], 'accepted'],
    ['it by the name of the right side', [`columns: [turnover], ${until}`], 'accepted'],
    ['another column', [`columns: [NB], ${until}`], 'differs'],
    ['the column, in the row', [`columns: [CA], where: "VILLE = 'Ghent'", ${until}`], 'accepted'],
    ['the column, in another row', [`columns: [CA], where: "VILLE = 'Liège'", ${until}`], 'differs'],
    ['a condition that is not known of the row', [`columns: [CA], where: "NULL > 1", ${until}`], 'differs'],
    ['the column, by its values', [`columns: [CA], where: "CA_left - CA_right < 1", ${until}`], 'accepted'],
    ['as many rows', [`columns: [CA], max_rows: 1, ${until}`], 'accepted'],
    ['rows that only the old side has', [`only_in: left, ${until}`], 'differs'],
    ['everything else', [`columns: [NB], ${until}`, `only_in: right, ${until}`], 'differs'],
    ['it twice', [`columns: [CA], ${until}`, `columns: [CA, NB], ${until}`], 'accepted'],
  ])('%s', async (_, entries, expected) => {
    await shop.put('old/daily.csv', [head, ...rounded]);
    await shop.pairs(entries.length === 0 ? daily : accepting(...entries));
    expect(await verdict()).toBe(expected);
  });

  test('covers a row only where all that differs in it is covered, by one entry or by several', async () => {
    await shop.put('old/daily.csv', [head, 'Ghent;01/01/2026;36,00;4', ...rows.slice(1)]);
    await shop.pairs(accepting(`columns: [CA], ${until}`));
    expect(await verdict()).toBe('differs');
    expect(await shop.ledger('columns, reason')).toEqual([
      {
        columns: ['NB'],
        reason: '1 row differs in NB; accepted: 1 row: it rounds (anna, until 2026-03-31)',
      },
    ]);
    await shop.pairs(accepting(`columns: [CA], ${until}`, `columns: [NB], where: "NB_left = 4", ${until}`));
    expect(await verdict('2026-03-02')).toBe('accepted');
  });

  test('of rows that one side lacks names the side, and which', async () => {
    await shop.put('old/daily.csv', [head, ...rows.slice(0, 2), 'Namur;01/01/2026;1,00;1']);
    await shop.pairs(accepting(`only_in: left, ${until}`));
    expect(await verdict()).toBe('differs');
    await shop.pairs(
      accepting(`only_in: left, ${until}`, `only_in: right, where: "VILLE = 'Liège'", ${until}`),
    );
    expect(await verdict('2026-03-02')).toBe('accepted');
    await shop.pairs(
      accepting(`only_in: left, ${until}`, `only_in: right, where: "VILLE = 'Ghent'", ${until}`),
    );
    expect(await verdict('2026-03-03')).toBe('differs');
    // A changed row is no row that one side lacks.
    await shop.put('old/daily.csv', [head, ...rounded]);
    await shop.pairs(accepting(`only_in: left, ${until}`, `only_in: right, ${until}`));
    expect(await verdict('2026-03-04')).toBe('differs');
  });

  test('is nothing at all where there are more rows than it allows', async () => {
    await shop.put('old/daily.csv', [head, 'Ghent;01/01/2026;36;3', 'Ghent;02/01/2026;8;1', rows[2]!]);
    await shop.pairs(accepting(`columns: [CA], max_rows: 1, ${until}`));
    expect(await verdict()).toBe('differs');
    expect((await shop.ledger('reason, accepted'))[0]).toEqual({
      reason: '2 rows differ in CA; not accepted, 2 rows where at most 1 may be: it rounds',
      accepted: [],
    });
  });

  test('holds up to and with its last night', async () => {
    await shop.put('old/daily.csv', [head, ...rounded]);
    await shop.pairs(accepting(`columns: [CA], ${until}`));
    expect(await verdict('2026-03-30')).toBe('accepted');
    expect(await verdict('2026-03-31')).toBe('accepted');
    expect(await verdict('2026-04-01')).toBe('differs');
    expect(await shop.ledger('verdict, reason, accepted', "night >= '2026-03-31'")).toEqual([
      {
        verdict: 'accepted',
        reason: '1 row: it rounds (anna, until 2026-03-31)',
        accepted: [{ reason: 'it rounds', accepted_by: 'anna', until: '2026-03-31', rows: '1' }],
      },
      {
        verdict: 'differs',
        reason: '1 row differs in CA; accepted only until 2026-03-31: it rounds',
        accepted: [],
      },
    ]);
    const { stdout } = await shop.parity('status', '--night', '2026-04-01', '--nights', '3');
    expect(stdout).toContain('~~x  0 nights');
  });

  test('counts as matched for the gate, and is told apart', async () => {
    await shop.pairs(accepting(`columns: [CA], ${until}`));
    await shop.put('old/daily.csv', [head, ...rows]);
    await shop.night('2026-03-01');
    await shop.put('old/daily.csv', [head, ...rounded]);
    await shop.night('2026-03-02');
    const gate = await shop.parity('gate', '--days', '2', '--night', '2026-03-02');
    expect(gate.code).toBe(0);
    expect(gate.stdout).toContain('2 nights since 2026-03-01, 1 of them accepted');
  });

  test('is no column that one side lacks', async () => {
    await shop.put('old/daily.csv', [`${head};X`, ...rows.map((row) => `${row};1`)]);
    await shop.pairs(accepting(`only_in: left, ${until}`));
    expect(await verdict()).toBe('differs');
    expect((await shop.ledger('reason'))[0]).toEqual({ reason: '1 column only left: X' });
  });

  test('names what is compared, else the pair has failed', async () => {
    await shop.put('old/daily.csv', [head, ...rounded]);
    await shop.pairs(accepting(`columns: [CAA], ${until}`));
    expect(await verdict()).toBe('failed');
    await shop.pairs(accepting(`columns: [VILLE], ${until}`));
    expect(await verdict()).toBe('failed');
    await shop.pairs(accepting(`columns: [CA], where: "nowhere = 1", ${until}`));
    expect(await verdict()).toBe('failed');
    expect(await shop.ledger('code')).toEqual([
      { code: 'parity-accepted-column' },
      { code: 'parity-accepted-column' },
      { code: 'query-failed' },
    ]);
  });

  test('without a key is whole rows', async () => {
    const bag = daily.replace('key: [VILLE, JOUR]', 'bag: true');
    await shop.put('old/daily.csv', [head, ...rounded]);
    const accepted = (entry: string) => shop.pairs(`${bag}\n    accepted: [{${entry}, ${until}}]`);
    await accepted('columns: [CA]');
    expect(await verdict()).toBe('failed');
    await accepted('only_in: left');
    expect(await verdict()).toBe('differs');
    await shop.pairs(
      `${bag}\n    accepted: [{only_in: left, max_rows: 1, ${until}}, {only_in: right, where: "CA = 35.75", ${until}}]`,
    );
    expect(await verdict()).toBe('accepted');
  });
});

test('lode parity accept writes an entry that the next run judges by; what was recorded stands', async () => {
  await shop.put('old/daily.csv', [head, ...rounded]);
  await shop.pairs(daily, '# our pairs');
  expect(await verdict()).toBe('differs');
  const nothing = await shop.parity('accept', 'daily', '--reason', 'it rounds', '--until', '2026-03-31');
  expect(nothing.code).toBe(1);
  expect(nothing.stderr).toContain('In the last run these columns differed: `CA`.');
  const { code, stderr } = await shop.parity(
    'accept',
    'daily',
    ...['--reason', 'it rounds', '--until', '2026-03-31', '--columns', 'CA', '--max-rows', '3'],
  );
  expect(code, stderr).toBe(0);
  const text = await shop.text('parity.yml');
  expect(text).toContain('# our pairs');
  expect(text).toContain(
    '    accepted:\n      - columns: [CA]\n        max_rows: 3\n        until: 2026-03-31\n        reason: it rounds\n        by: tester\n',
  );
  expect(await shop.ledger('verdict')).toEqual([{ verdict: 'differs' }]);
  expect(await verdict()).toBe('accepted');
});
