import { describe, expect, it } from 'vitest';
import { statementTokens } from '../../src/environment/index.ts';

describe('statementTokens', () => {
  it('leaves out comments and how much white space there is', () => {
    const plain = statementTokens('SELECT a, sum(b) AS b FROM silver.t GROUP BY a');
    expect(
      statementTokens(
        'SELECT a,\n  sum( b ) AS b -- the sum\nFROM silver.t /* all /* of */ it */\n\tGROUP BY a',
      ),
    ).toBe(plain);
  });

  it('keeps apart what is another statement', () => {
    for (const [one, other] of [
      ['SELECT a ^@ b', 'SELECT a ^ @b'],
      ["SELECT 'a  b'", "SELECT 'a b'"],
      ['SELECT "a b"', 'SELECT "a  b"'],
      ["SELECT U&'x'", "SELECT U & 'x'"],
      ['SELECT 1.5', 'SELECT 1 .5'],
      ['SELECT a - -1', 'SELECT a --1'],
      ['SELECT a', 'SELECT A'],
      ["SELECT '--x'", 'SELECT --x'],
      ['SELECT $$a  b$$', 'SELECT $$a b$$'],
    ] as const) {
      expect(statementTokens(one), one).not.toBe(statementTokens(other));
    }
  });
});
