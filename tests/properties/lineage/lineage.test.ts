import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openLaboratory } from './trial.ts';

/**
 * Lineage held against execution. LODE_LINEAGE_TRIALS sets how many queries (default 300), LODE_LINEAGE_SEED the first seed, LODE_LINEAGE_REPORT a file for the edges
 * that never showed an effect, to be looked at one by one.
 */
const trials = Number(process.env.LODE_LINEAGE_TRIALS ?? 300);
const firstSeed = Number(process.env.LODE_LINEAGE_SEED ?? 1);

test(`changing a source column changes only what lineage connects to it, in ${trials} random queries`, {
  timeout: 120_000 + trials * 1_000,
}, async () => {
  const laboratory = await openLaboratory();
  const words = new Map<string, number>();
  const failures: string[] = [];
  const outcomes = { tried: 0, refused: 0, unstable: 0 };
  const edges = new Map<string, { shown: number; silent: number }>();
  const silent: string[] = [];
  let checks = 0;
  for (let seed = firstSeed; seed < firstSeed + trials; seed++) {
    const trial = await laboratory.run(seed);
    outcomes[trial.outcome]++;
    checks += trial.checks;
    if (trial.outcome === 'tried') {
      for (const word of trial.words) words.set(word, (words.get(word) ?? 0) + 1);
    }
    for (const failure of trial.failures) failures.push(`seed ${seed}: ${failure}\n${trial.sql}`);
    for (const { edge, subtype, shown } of trial.edges) {
      const count = edges.get(subtype) ?? { shown: 0, silent: 0 };
      if (shown) count.shown++;
      else {
        count.silent++;
        silent.push(`seed ${seed}: ${edge} ${subtype}\n${trial.sql}`);
      }
      edges.set(subtype, count);
    }
  }
  laboratory.close();
  console.info(
    JSON.stringify({ outcomes, checks, edges: Object.fromEntries(edges), words: Object.fromEntries(words) }),
  );
  if (process.env.LODE_LINEAGE_REPORT !== undefined) {
    writeFileSync(process.env.LODE_LINEAGE_REPORT, silent.join('\n\n'));
  }
  expect(failures).toEqual([]);
  expect(checks).toBeGreaterThan(trials);
  expect(reached.filter((word) => !words.has(word))).toEqual([]);
});

/** What the decoder decodes of operators, joins and expressions, as far as a query without optimiser and without random values can hold it. */
const reached = [
  'LOGICAL_PROJECTION',
  'LOGICAL_FILTER',
  'LOGICAL_AGGREGATE_AND_GROUP_BY',
  'LOGICAL_WINDOW',
  'LOGICAL_UNNEST',
  'LOGICAL_LIMIT',
  'LOGICAL_ORDER_BY',
  'LOGICAL_DISTINCT',
  'LOGICAL_SAMPLE',
  'LOGICAL_PIVOT',
  'LOGICAL_GET',
  'LOGICAL_DELIM_GET',
  'LOGICAL_EXPRESSION_GET',
  'LOGICAL_DUMMY_SCAN',
  'LOGICAL_CTE_REF',
  'LOGICAL_DELIM_JOIN',
  'LOGICAL_COMPARISON_JOIN',
  'LOGICAL_ASOF_JOIN',
  'LOGICAL_ANY_JOIN',
  'LOGICAL_CROSS_PRODUCT',
  'LOGICAL_POSITIONAL_JOIN',
  'LOGICAL_UNION',
  'LOGICAL_EXCEPT',
  'LOGICAL_INTERSECT',
  'LOGICAL_RECURSIVE_CTE',
  'LOGICAL_MATERIALIZED_CTE',
  'INNER',
  'LEFT',
  'FULL',
  'SEMI',
  'ANTI',
  'MARK',
  'SINGLE',
  'BOUND_AGGREGATE',
  'BOUND_CASE',
  'BOUND_CAST',
  'BOUND_COMPARISON',
  'BOUND_CONJUNCTION',
  'BOUND_CONSTANT',
  'BOUND_FUNCTION',
  'BOUND_OPERATOR',
  'BOUND_REF',
  'BOUND_COLUMN_REF',
  'BOUND_UNNEST',
  'BOUND_WINDOW',
  'OPERATOR_NOT',
  'OPERATOR_IS_NULL',
  'OPERATOR_IS_NOT_NULL',
  'OPERATOR_COALESCE',
  'OPERATOR_TRY',
  'COMPARE_IN',
  'COMPARE_DISTINCT_FROM',
  'COMPARE_NOT_DISTINCT_FROM',
  'WINDOW_AGGREGATE',
  'WINDOW_ROW_NUMBER',
  'WINDOW_RANK',
  'WINDOW_RANK_DENSE',
  'WINDOW_NTILE',
  'WINDOW_PERCENT_RANK',
  'WINDOW_CUME_DIST',
  'WINDOW_FIRST_VALUE',
  'WINDOW_LAST_VALUE',
  'WINDOW_LEAD',
  'WINDOW_LAG',
  'WINDOW_NTH_VALUE',
  'WINDOW_FILL',
];
