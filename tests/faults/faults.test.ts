import { afterAll, beforeAll, describe, test } from 'vitest';
import { removeFolder } from '../support/project.ts';
import { long } from '../support/sample.ts';
import { disturb, freeze, runUndisturbed } from './disturb.ts';
import type { Fault, Point } from './fault.ts';
import { openPathReader, type PathReader } from './path-reader.ts';
import { apply, cleanUp, newRows, scenarios } from './scenarios.ts';
import { hunting, tryAll } from './try-all.ts';

describe('a command in which something goes wrong', () => {
  let reader: PathReader;
  beforeAll(async () => {
    reader = await openPathReader();
  });
  afterAll(() => reader.close());

  for (const [index, scenario] of scenarios.entries()) {
    if (hunting || long || index % 6 === 5)
      test(`${scenario.name}: ends as if nothing had been, and nobody saw anything half done`, {
        timeout: hunting ? 0 : 300_000,
      }, async () => {
        const folder = await scenario.prepare();
        try {
          const undisturbed = await runUndisturbed(scenario, folder, reader);
          const { points } = undisturbed;
          const tries = points.flatMap((point) => faultsAt(point).map((fault) => ({ point, fault })));
          await tryAll(scenario.name, 'faults', tries, { count: 2, offset: index }, ({ point, fault }) =>
            disturb(scenario, folder, point, fault, undisturbed, reader),
          );
        } finally {
          await removeFolder(folder);
        }
      });

    for (const others of scenario.command === apply ? [newRows, cleanUp] : [newRows]) {
      const some = long
        ? others === cleanUp
          ? index % 3 === 1
          : index % 2 === 0
        : index === (others === cleanUp ? 1 : 4);
      if (!hunting && !some) continue;
      test(`${scenario.name}, frozen while ${others.name}: nothing is doubled, lost or torn`, {
        timeout: hunting ? 0 : 300_000,
      }, async () => {
        const folder = await scenario.prepare();
        try {
          const undisturbed = await runUndisturbed(scenario, folder, reader, others);
          await tryAll(scenario.name, 'freezes', undisturbed.points, { count: 1, offset: index }, (point) =>
            freeze(scenario, folder, point, others, undisturbed, reader),
          );
        } finally {
          await removeFolder(folder);
        }
      });
    }
  }
});

/** All that can go wrong at a point and differs from what goes wrong at the one before. */
function faultsAt({ number: at, operation, writes }: Point): Fault[] {
  const error: Fault = { kind: 'error', at, code: at % 2 === 0 ? 'EIO' : 'EACCES' };
  if (!writes) return [error];
  return [
    error,
    { kind: 'full', at },
    { kind: 'lost', at },
    { kind: 'stop', at },
    ...(operation === 'putIfAbsent' ? [{ kind: 'repeated', at } as const] : []),
  ];
}
