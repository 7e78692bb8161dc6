import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder } from '../support/project.ts';
import { long } from '../support/sample.ts';
import { runUndisturbed } from './disturb.ts';
import { openPathReader, type PathReader } from './path-reader.ts';
import { freezeProcess, kill, type SystemPoint, systemPoints } from './real-process.ts';
import { newRows, scenarios } from './scenarios.ts';
import { hunting, tryAll } from './try-all.ts';

/** The first apply, an edit and new rows are killed in `tests/crash`, under the eyes of another reader. */
const killed = scenarios.slice(3).filter((scenario) => scenario.now === undefined);

const woken = scenarios.filter((scenario) => scenario.now === undefined);

describe('a process that dies or stands still', () => {
  let reader: PathReader;
  beforeAll(async () => {
    reader = await openPathReader();
  });
  afterAll(() => reader.close());

  for (const [index, scenario] of killed.entries()) {
    if (!hunting && (long ? index % 2 !== 0 : index !== 0)) continue;
    test(`${scenario.name}: a process that is killed leaves what the next one finishes`, {
      timeout: hunting ? 0 : 300_000,
    }, async () => {
      const folder = await scenario.prepare();
      try {
        const undisturbed = await runUndisturbed(scenario, folder, reader);
        const points = distinct(await systemPoints(scenario, folder));
        expect(points.length).toBeGreaterThan(20);
        await tryAll(scenario.name, 'kills', points, { count: 1, offset: index }, (point) =>
          kill(scenario, folder, point, undisturbed, reader),
        );
      } finally {
        await removeFolder(folder);
      }
    });
  }

  for (const [index, scenario] of woken.entries()) {
    if (!hunting && (long ? index % 3 !== 1 : index !== 1)) continue;
    test(`${scenario.name}: a process that wakes up after others have gone on does no harm`, {
      timeout: hunting ? 0 : 300_000,
    }, async () => {
      const folder = await scenario.prepare();
      try {
        const undisturbed = await runUndisturbed(scenario, folder, reader, newRows);
        const points = (await systemPoints(scenario, folder)).filter(changesALog);
        expect(points.length).toBeGreaterThan(3);
        await tryAll(scenario.name, 'stopped processes', points, { count: 1, offset: index }, (point) =>
          freezeProcess(scenario, folder, point, newRows, undisturbed, reader),
        );
      } finally {
        await removeFolder(folder);
      }
    });
  }
});

/** The points whose state on disk differs from the one before: right after an fsync it is that of right before. */
function distinct(points: readonly SystemPoint[]): SystemPoint[] {
  return points.filter((_, index) => !points[index - 1]?.operation.endsWith('sync'));
}

/** What decides: files get their names in a log, or among an environment's records. */
function changesALog({ operation, path }: SystemPoint): boolean {
  return operation === 'link' && /_delta_log|_environments/.test(path);
}
