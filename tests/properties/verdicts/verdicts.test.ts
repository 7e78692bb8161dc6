import { expect, test } from 'vitest';
import { sampleOf } from '../../support/sample.ts';
import { openEditLaboratory } from './laboratory.ts';

/**
 * Verdicts held against execution: random edits of random chains of models over random data. LODE_VERDICT_TRIALS sets how many projects are edited (default 100, in the long run 800), LODE_VERDICT_SEED the
 * first seed; `npm run hunt:verdicts` goes on for long.
 */
const trials = sampleOf(process.env.LODE_VERDICT_TRIALS, 100, 800);
const firstSeed = Number(process.env.LODE_VERDICT_SEED ?? 1);

test(`no verdict lets a table stand that would be another, in ${trials} random edits of random projects`, {
  timeout: 120_000 + trials * 1_000,
}, async () => {
  const laboratory = await openEditLaboratory();
  const failures: string[] = [];
  const counts = { tried: 0, refused: 0, models: 0, proved: 0, unstable: 0 };
  const verdicts: Record<string, number> = {};
  const rules: Record<string, number> = {};
  for (let seed = firstSeed; seed < firstSeed + trials; seed++) {
    const { outcome, models, failures: found } = await laboratory.run(seed);
    counts[outcome]++;
    failures.push(...found);
    for (const model of models) {
      counts.models++;
      if (model.proved) counts.proved++;
      if (model.unstable) counts.unstable++;
      verdicts[model.verdict] = (verdicts[model.verdict] ?? 0) + 1;
      for (const rule of model.rules) rules[rule] = (rules[rule] ?? 0) + 1;
    }
  }
  laboratory.close();
  console.info(JSON.stringify({ ...counts, verdicts, rules }));
  expect(failures.slice(0, 5)).toEqual([]);
  expect(counts.tried).toBeGreaterThan(trials / 3);
  expect(counts.proved).toBeGreaterThan(trials / 20);
});
