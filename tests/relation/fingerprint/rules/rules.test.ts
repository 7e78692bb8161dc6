import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aggregateRules, windowRules } from '../../../../src/relation/fingerprint/rules/aggregates.ts';
import { expressionRules, rowsRules } from '../../../../src/relation/fingerprint/rules/index.ts';
import { type Binder, openBinder } from '../../../lineage/bind.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { pairFacts, pairSchema } from '../pairs/pair-tables.ts';
import { firstDifference } from '../rows-of.ts';
import { ruleExamples } from './rule-examples.ts';

let binder: Binder;
beforeAll(async () => {
  binder = await openBinder(pairSchema);
});
afterAll(() => binder.close());

const rules = [...expressionRules, ...aggregateRules, ...windowRules, ...rowsRules].map((rule) => rule.name);

/** BETWEEN is two comparisons in a plan already, but of what differs from call to call: that is not stable, and proves nothing. */
const bound = ['between'];

describe.each(rules)('%s', (rule) => {
  const examples = ruleExamples[rule] ?? [];

  test('is applied, and proves its examples', async () => {
    const fired = new Set<string>();
    expect(examples.length).toBeGreaterThan(0);
    for (const [one, other] of examples) {
      const [a, b] = [await binder.plan(one), await binder.plan(other)];
      const observer = { fired: (name: string) => fired.add(name) };
      const [first, second] = [
        fingerprintOf(a, 'one', pairFacts, observer),
        fingerprintOf(b, 'other', pairFacts, observer),
      ];
      expect([other, second.rows, ...second.columns]).toEqual([other, first.rows, ...first.columns]);
    }
    if (!bound.includes(rule)) expect([...fired]).toContain(rule);
  });

  test('gives the same rows on random data', async () => {
    for (const [one, other] of examples) {
      const width = (await binder.names(one)).length;
      expect(await firstDifference(binder, one, other, width, 12, 11)).toBeNull();
    }
  });
});

test('names are given once', () => {
  expect(new Set(rules).size).toBe(rules.length);
  expect(Object.keys(ruleExamples).filter((name) => !rules.includes(name))).toEqual([]);
});
