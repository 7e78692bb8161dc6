import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DeltaRs, needsDeltaRs, startDeltaRs } from '../support/delta-rs.ts';
import { describeWith } from '../support/needs.ts';
import { removeFolder } from '../support/project.ts';
import { long } from '../support/sample.ts';
import { distinctPoints, killAt, type Point, runUndisturbed } from './kill-apply.ts';
import { prepare, scenarios } from './scenarios.ts';

/** `npm run hunt:crash` tries every point; the long run a spread of them, and all of one commit; a test run a few of one scenario. */
const everywhere = process.env.LODE_CRASH_POINTS === 'all';

describeWith([needsDeltaRs], 'an apply that is killed', () => {
  let deltaRs: DeltaRs;
  beforeAll(() => {
    deltaRs = startDeltaRs();
  });
  afterAll(() => deltaRs.close());

  for (const [index, scenario] of scenarios.entries()) {
    if (!(everywhere || long || index === 1)) continue;
    test(`${scenario.name}: tables stay whole and the next apply ends as if nothing had been`, {
      timeout: everywhere ? 0 : 300_000,
    }, async () => {
      const folder = await prepare(scenario);
      try {
        const undisturbed = await runUndisturbed(folder, deltaRs);
        expect(undisturbed.after).not.toEqual(undisturbed.before);
        const distinct = distinctPoints(undisturbed.points);
        const points = everywhere ? distinct : spread(distinct, long && index === 1);
        const failures: string[] = [];
        const waiting = [...points];
        const lane = async () => {
          for (let point = waiting.shift(); point !== undefined; point = waiting.shift()) {
            try {
              await killAt(scenario, folder, point, undisturbed, deltaRs);
            } catch (error) {
              failures.push((error as Error).message);
              if (everywhere) console.log((error as Error).message);
              // Twenty say as much as two hundred.
              if (failures.length >= 20) return;
            }
          }
        };
        await Promise.all([lane(), lane()]);
        if (everywhere) {
          const all = undisturbed.points.length;
          console.log(
            `${scenario.name}: ${all} operations, ${points.length} distinct states, ${failures.length} failures`,
          );
        }
        expect(failures).toEqual([]);
      } finally {
        await removeFolder(folder);
      }
    });
  }
});

/** A few points; or a few of the build and each of the commit that a reader could tell from the one before: what differs in a temporary file only is left out. */
function spread(points: readonly Point[], wholeCommit: boolean): Point[] {
  const some = (from: readonly Point[], count: number) =>
    from.filter((_, index) => index % Math.ceil(from.length / count) === 0);
  if (!wholeCommit) return some(points, 5);
  return [
    ...some(
      points.filter((point) => !point.commit),
      4,
    ),
    ...points.filter(
      ({ commit, operation, path }) =>
        commit && (operation === 'rm' || (operation === 'link' && path.endsWith('.parquet'))),
    ),
  ];
}
