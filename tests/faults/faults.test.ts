import { afterAll, beforeAll, describe, test } from 'vitest';
import { removeFolder } from '../support/project.ts';
import { writeSales } from '../support/shop.ts';
import { disturb, freeze, runUndisturbed } from './disturb.ts';
import type { Fault, Point } from './fault.ts';
import { openPathReader, type PathReader } from './path-reader.ts';
import { scenarios, thirdSales } from './scenarios.ts';
import { everywhere, spread, tryAll } from './try-all.ts';

/** What others do while a process stands still: the source gets rows, and they apply. */
const others = (folder: string) => writeSales(folder, thirdSales);

describe('a command in which something goes wrong', () => {
  let reader: PathReader;
  beforeAll(async () => {
    reader = await openPathReader();
  });
  afterAll(() => reader.close());

  for (const [index, scenario] of scenarios.entries()) {
    test(`${scenario.name}: ends as if nothing had been, and nobody saw anything half done`, {
      timeout: everywhere ? 0 : 300_000,
    }, async () => {
      const folder = await scenario.prepare();
      try {
        const undisturbed = await runUndisturbed(scenario, folder, reader);
        const { points } = undisturbed;
        const tries = points.flatMap((point) => faultsAt(point).map((fault) => ({ point, fault })));
        await tryAll(scenario.name, 'faults', spread(tries, 4, index), ({ point, fault }) =>
          disturb(scenario, folder, point, fault, undisturbed, reader),
        );
      } finally {
        await removeFolder(folder);
      }
    });

    test(`${scenario.name}, frozen while others go on: nothing is doubled, lost or torn`, {
      timeout: everywhere ? 0 : 300_000,
    }, async () => {
      const folder = await scenario.prepare();
      try {
        const undisturbed = await runUndisturbed(scenario, folder, reader, others);
        await tryAll(scenario.name, 'freezes', spread(undisturbed.points, 1, index), (point) =>
          freeze(scenario, folder, point, others, undisturbed, reader),
        );
      } finally {
        await removeFolder(folder);
      }
    });
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
