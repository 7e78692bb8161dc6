import { expect, test } from 'vitest';
import { aggregateRules, windowRules } from '../../../../src/relation/fingerprint/rules/aggregates.ts';
import { expressionRules, rowsRules } from '../../../../src/relation/fingerprint/rules/index.ts';
import { sampleOf } from '../../../support/sample.ts';
import { type HuntResult, hunt } from './hunt.ts';

/** So many use every rule and every operator. */
const enough = 10_000;

/** A million by `npm run hunt:verdicts`, of a random seed, so that each run sees other queries. */
const cases = sampleOf(process.env.LODE_HUNT_CASES, 2_000, enough);
const seed = process.env.LODE_HUNT_CASES === undefined ? 1 : Number(process.env.LODE_SEED);

/** What no query over tables gives before optimisation, and what the decoder does not know. */
const never = new Set(['empty_rows', 'constant_rows', 'pivot', 'unknown']);

const operators = [
  'aggregate',
  'cte',
  'cte_scan',
  'dependent_join',
  'distinct',
  'filter',
  'join',
  'limit',
  'only_row',
  'parameter_scan',
  'positional_join',
  'project',
  'recursive_cte',
  'sample',
  'scan',
  'set_operation',
  'single_row',
  'sort',
  'table_function',
  'unnest',
  'values',
  'window',
];

function tell({ cases: done, refused, matches, executed, failures }: HuntResult) {
  console.log(
    `${done} edits (seed ${seed}), ${refused} refused by the engine: ${matches} pairs of different texts with equal rows, ${executed} executed, ${failures.length} differ`,
  );
}

function together(parts: readonly HuntResult[]): HuntResult {
  const sum = (of: (part: HuntResult) => number) => parts.reduce((total, part) => total + of(part), 0);
  const counts = (of: (part: HuntResult) => ReadonlyMap<string, number>) => {
    const all = new Map<string, number>();
    for (const [name, count] of parts.flatMap((part) => [...of(part)]))
      all.set(name, (all.get(name) ?? 0) + count);
    return all;
  };
  return {
    cases: sum((part) => part.cases),
    refused: sum((part) => part.refused),
    matches: sum((part) => part.matches),
    executed: sum((part) => part.executed),
    failures: parts.flatMap((part) => part.failures),
    rules: counts((part) => part.rules),
    operators: counts((part) => part.operators),
  };
}

test(`no random edit has an equal fingerprint and other rows (${cases})`, {
  timeout: 24 * 3_600_000,
}, async () => {
  // Two at a time: one waits for the engine while the other computes.
  const halves = await Promise.all(
    [0, 1].map((half) => hunt(cases / 2, 2 * seed + half, cases > 10_000 ? tell : undefined)),
  );
  const result = together(halves);
  tell(result);
  const sorted = (counts: ReadonlyMap<string, number>) =>
    [...counts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  console.log(`rules: ${sorted(result.rules)}`);
  console.log(`operators: ${sorted(result.operators)}`);
  expect(result.failures).toEqual([]);
  expect(result.executed).toBeGreaterThan(cases / 4);
  const rules = [...expressionRules, ...aggregateRules, ...windowRules, ...rowsRules].map(
    (rule) => rule.name,
  );
  if (cases < enough) return;
  expect(rules.filter((rule) => !result.rules.has(rule))).toEqual([]);
  expect(operators.filter((operator) => !result.operators.has(operator) && !never.has(operator))).toEqual([]);
});
