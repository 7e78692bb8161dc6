import { expect } from 'vitest';

const wanted = process.env.LODE_FAULT_POINTS ?? '1';

/** `npm run hunt:faults` tries everything at every point; a test run a spread, which a number in the place of `all` makes so many times as dense. */
export const everywhere = wanted === 'all';

/** Whether more is tried than a test run does. */
export const hunting = wanted !== '1';

/** A part of the tries, others for each scenario, that goes through the whole of it. */
function spread<T>(all: readonly T[], count: number, offset: number): readonly T[] {
  const length = everywhere ? all.length : Math.min(all.length, count * Number(wanted));
  const step = all.length / length;
  return Array.from(
    { length },
    (_, index) => all[Math.floor((index + (everywhere ? 0 : (offset % 7) / 7)) * step)]!,
  );
}

/** Tries a spread of all, one after the other, prints their number, and fails with what all of them said. */
export async function tryAll<T>(
  scenario: string,
  what: string,
  all: readonly T[],
  sample: { readonly count: number; readonly offset: number },
  attempt: (one: T) => Promise<void>,
): Promise<void> {
  const tries = spread(all, sample.count, sample.offset);
  const failures: string[] = [];
  for (const one of tries) {
    try {
      await attempt(one);
    } catch (error) {
      failures.push(explain(error));
      if (hunting) console.log(failures.at(-1));
      // Twenty say as much as two hundred.
      if (failures.length >= 20) break;
    }
  }
  console.log(`${scenario}: ${tries.length} of ${all.length} ${what}, ${failures.length} failures`);
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
