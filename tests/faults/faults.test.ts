import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder } from '../support/project.ts';
import { writeSales } from '../support/shop.ts';
import { disturb, freeze, runUndisturbed } from './disturb.ts';
import type { Fault, Point } from './fault.ts';
import { openPathReader, type PathReader } from './path-reader.ts';
import { scenarios, thirdSales } from './scenarios.ts';

/** `npm run hunt:faults` tries everything at every point; a test run a spread. */
const everywhere = process.env.LODE_FAULT_POINTS === 'all';

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

/** A part of the tries, others for each scenario, that goes through the whole of it. */
function spread<T>(all: readonly T[], count: number, offset: number): readonly T[] {
  if (everywhere) return all;
  const step = all.length / count;
  return Array.from({ length: count }, (_, index) => all[Math.floor((index + (offset % 7) / 7) * step)]!);
}

async function tryAll<T>(
  scenario: string,
  what: string,
  tries: readonly T[],
  attempt: (one: T) => Promise<void>,
): Promise<void> {
  const failures: string[] = [];
  for (const one of tries) {
    try {
      await attempt(one);
    } catch (error) {
      failures.push(explain(error));
      if (everywhere) console.log(failures.at(-1));
      // Twenty say as much as two hundred.
      if (failures.length >= 20) break;
    }
  }
  console.log(`${scenario}: ${tries.length} ${what}, ${failures.length} failures`);
  expect(failures).toEqual([]);
}

function explain(error: unknown): string {
  const { message, cause } = error as Error;
  const { expected, actual } = (cause ?? {}) as { expected?: unknown; actual?: unknown };
  const difference = expected === undefined ? [] : [`expected ${text(expected)}`, `found ${text(actual)}`];
  return [message, ...difference].join('\n');
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, null, 1) ?? '');
}
