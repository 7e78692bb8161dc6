import { describe, expect, it } from 'vitest';
import { mergePair } from '../../../src/cli/mapping/merge-pair.ts';
import { pairEntry, withPairEntry } from '../../../src/cli/mapping/parity-entry.ts';
import { threeWay } from '../../../src/cli/mapping/three-way.ts';

const base = `/* ---
owner: finance
grain: [shop]
--- */
SELECT
  s.shop,
  sum(s.amount) AS total
FROM silver.sales AS s
WHERE s.amount > 0
GROUP BY 1
`;
const model = (current: string, next = base, winner: 'mapping' | 'person' | null = null) =>
  threeWay('models/gold/totals.sql', base, current, next, winner);

describe('what a person has changed in a generated file', () => {
  it.each([
    ['blanks at the ends of lines and of the file', `${base.replaceAll('\n', '  \n')}\n\n`],
    ['line ends', base.replaceAll('\n', '\r\n')],
  ])('%s are no change', (_, current) => {
    expect(model(current)).toMatchObject({ state: 'same', text: null, personal: [] });
    const next = base.replace('finance', 'care');
    const updated = model(current, next);
    expect(updated).toMatchObject({ state: 'updated', personal: [] });
    expect(updated.text?.includes('\r\n')).toBe(current.includes('\r\n'));
  });

  it.each([
    ['another layout', base.replaceAll('\n  s', ' s')],
    ['comments', base.replace('FROM', '-- all of them\nFROM')],
    ['the order of keys', base.replace('owner: finance\ngrain: [shop]', 'grain: [shop]\nowner: finance')],
  ])('%s is told as such, and stays', (_, current) => {
    expect(model(current)).toMatchObject({ state: 'formatted', text: null, personal: [] });
  });

  it('a comment stays when the mapping has changed another line', () => {
    const { state, text } = model(
      base.replace('GROUP', '-- by shop\nGROUP'),
      base.replace('owner: finance', 'owner: care'),
    );
    expect(state).toBe('updated');
    expect(text).toMatch(/owner: care[\s\S]*-- by shop/);
  });

  it('a quoted blank is a change', () => {
    const quoted = base.replace('> 0', "> ' '");
    expect(threeWay('a.sql', quoted, quoted.replace("' '", "''"), quoted, null).state).toBe('kept');
  });

  it('in the lines that the mapping has changed too is a conflict, told with both texts, until one of them wins', () => {
    const mine = base.replace('> 0', '> 1');
    const next = base.replace('> 0', '> 2');
    const conflict = model(mine, next);
    expect(conflict).toMatchObject({ state: 'conflict', text: null, base: null });
    expect(conflict.personal).toContain('+WHERE s.amount > 1');
    expect(conflict.ofMapping).toContain('+WHERE s.amount > 2');
    expect(model(mine, next, 'person')).toMatchObject({ state: 'kept', text: null, base: next });
    expect(model(mine, next, 'mapping')).toMatchObject({ state: 'updated', text: next });
    expect(threeWay('a.sql', next, mine, next, null).state).toBe('kept');
  });

  it('is taken as generated where the mapping says it, too', () => {
    const next = base.replace('> 0', '> 2');
    expect(model(next, next)).toMatchObject({ state: 'same', base: next });
  });
});

describe('a pair of parity.yml', () => {
  const pair = { owner: 'finance', left: 'old.csv', right: 'gold.totals', key: ['shop'] };

  it('is the same in whatever order and notation its keys stand', () => {
    const text = `# ours\npairs:\n  totals:\n    key: [shop]\n    right: "gold.totals"\n    left: old.csv\n    owner: finance # who pays\n`;
    const stands = pairEntry(text, 'totals');
    expect(mergePair(pair, stands, pair, null).state).toBe('same');
    const merged = mergePair(pair, { ...stands, tolerance: 0.5 }, { ...pair, left: 'new.csv' }, null);
    expect(merged.state).toBe('merged');
    expect(withPairEntry(text, 'totals', merged.text!)).toBe(
      `${text.replace('old.csv', 'new.csv')}    tolerance: 0.5\n`,
    );
  });

  it('is in conflict by keys', () => {
    const [mine, next] = [
      { ...pair, owner: 'me' },
      { ...pair, owner: 'care', left: 'new.csv' },
    ];
    expect(mergePair(pair, mine, next, null)).toMatchObject({
      state: 'conflict',
      personal: ['-owner: finance', '+owner: me'],
      ofMapping: ['-owner: finance', '+owner: care', '-left: old.csv', '+left: new.csv'],
    });
    const kept = mergePair(pair, mine, next, 'person');
    expect(kept.text).toContain('owner: me\nleft: new.csv');
    expect(mergePair(next, { ...next, owner: 'me' }, next, null).state).toBe('kept');
  });
});
