import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  refusedExpressions,
  refusedExpressionTypes,
  refusedOperators,
} from '../../../src/relation/decode/refused.ts';
import {
  expressionClasses,
  expressionTypes,
  joinTypes,
  logicalOperatorTypes,
} from '../../relation/enumerations.ts';
import { sampleOf } from '../../support/sample.ts';
import { openLaboratory } from './trial.ts';

/** So many queries hold all that the decoder decodes. */
const enough = 300;

/**
 * Lineage held against execution. LODE_LINEAGE_TRIALS sets how many queries (default 100, in the long run 300), LODE_LINEAGE_SEED the first seed, LODE_LINEAGE_CHANGES over how many sets of data each is
 * tried (default 1), LODE_LINEAGE_REPORT a file for the edges that never showed an effect, to be looked at one by one. `npm run hunt:lineage` is the long run.
 */
const trials = sampleOf(process.env.LODE_LINEAGE_TRIALS, 100, enough);
const firstSeed = Number(process.env.LODE_LINEAGE_SEED ?? 1);
const changes = Number(process.env.LODE_LINEAGE_CHANGES ?? 1);

test(`changing a source column changes only what lineage connects to it, in ${trials} random queries`, {
  timeout: 120_000 + trials * changes * 1_000,
}, async () => {
  const laboratory = await openLaboratory(changes);
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
  if (trials >= enough) expect(reached.filter((word) => !words.has(word))).toEqual([]);
  // A reason that no longer holds is taken out of the list.
  expect(Object.keys(outOfReach).filter((word) => words.has(word))).toEqual([]);
});

/** What the decoder decodes, as the engine's own enumerations say, that no query of ours holds, and why. */
const outOfReach: Readonly<Record<string, string>> = {
  LOGICAL_TOP_N: 'only an optimiser makes it',
  LOGICAL_EMPTY_RESULT: 'only an optimiser makes it',
  LOGICAL_CHUNK_GET: 'only DESCRIBE and the like give it: it reads no column',
  RIGHT_SEMI: 'only an optimiser makes it',
  RIGHT_ANTI: 'only an optimiser makes it',
  BOUND_PARAMETER: 'a model has no parameters',
  VALUE_PARAMETER: 'a model has no parameters',
};

const refused: ReadonlySet<string> = new Set(
  [refusedOperators, refusedExpressions, refusedExpressionTypes, { INVALID: 'it is no join' }].flatMap(
    Object.keys,
  ),
);

/** Every operator, join type, expression class and expression type that the decoder decodes and a query of ours can hold. */
const reached = [...logicalOperatorTypes, ...joinTypes, ...expressionClasses, ...expressionTypes].filter(
  (word) => !refused.has(word) && outOfReach[word] === undefined,
);
