import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aggregateRules, windowRules } from '../../../src/relation/fingerprint/rules/aggregates.ts';
import { expressionRules, rowsRules } from '../../../src/relation/fingerprint/rules/index.ts';
import { type Binder, openBinder } from '../../lineage/bind.ts';
import { fingerprintOf } from './fingerprint.ts';
import { differentQueries } from './pairs/different-queries.ts';
import { equalExpressions } from './pairs/equal-expressions.ts';
import { equalQueries } from './pairs/equal-queries.ts';
import { equalRows, unprovedQueries } from './pairs/equal-rows.ts';
import { nearMisses } from './pairs/near-misses.ts';

const page = readFileSync(new URL('../../../docs/explanation/fingerprints.md', import.meta.url), 'utf8');
const facts = { customers: { notNull: new Set(['customer']), keys: [['customer']] } };

let binder: Binder;
beforeAll(async () => {
  binder = await openBinder(`
    CREATE TABLE orders (id INTEGER, customer INTEGER, amount DECIMAL(10,2), day DATE);
    CREATE TABLE customers (customer INTEGER, name VARCHAR, country VARCHAR);`);
});
afterAll(() => binder.close());

test('the page lists every rule in its order, with its words', () => {
  const listed = [...page.matchAll(/^\| `([a-z-]+)` \| (.*) \|$/gm)].map(
    ([, name, says]) => `${name}: ${says!.replaceAll('\\|', '|')}`,
  );
  const rules = [...rowsRules, ...expressionRules, ...aggregateRules, ...windowRules];
  expect(listed).toEqual(rules.map(({ name, says }) => `${name}: ${says}`));
});

test('the page counts the pairs', () => {
  const proved = equalQueries.length + equalExpressions.length + equalRows.length;
  const misses = Object.values(nearMisses).flat().length + differentQueries.length;
  expect(page).toContain(
    `${proved + unprovedQueries.length} pairs of equal queries, of which ${proved} (${Math.floor((100 * proved) / (proved + unprovedQueries.length))}%) are proved, and ${misses} near-misses`,
  );
});

describe('examples of the page', () => {
  const examples = [
    ...page.matchAll(
      /```sql (equal with key|equal|different|unproved)\n([\s\S]*?)\n--- and\n([\s\S]*?)\n```/g,
    ),
  ];

  test.each(examples.map(([, what, one, other]) => [what!, one!, other!] as const))(
    '%s: %s',
    async (what, one, other) => {
      const known = what === 'equal with key' ? facts : {};
      const [a, b] = [
        fingerprintOf(await binder.plan(one), 'one', known),
        fingerprintOf(await binder.plan(other), 'other', known),
      ];
      const equal = JSON.stringify([a.rows, a.columns]) === JSON.stringify([b.rows, b.columns]);
      expect(equal).toBe(what.startsWith('equal'));
    },
  );

  test('there are some', () => expect(examples.length).toBeGreaterThanOrEqual(8));
});
