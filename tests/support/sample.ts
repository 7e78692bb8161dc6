import { test } from 'vitest';

/**
 * How much is tried of what could be tried for ever. `npm test` takes a small sample of it; `npm run test:long` (LODE_LONG=1), which CI runs as well, a larger one; the hunts have variables of their own.
 */
export const long = process.env.LODE_LONG === '1';

/** The size of a sample: a variable of the environment decides, where it is there. */
export function sampleOf(variable: string | undefined, short: number, longer: number): number {
  return variable === undefined ? (long ? longer : short) : Number(variable);
}

/** A test that the long run alone has: one more of a kind of which `npm test` has some. */
export const longTest: (name: string, body: () => Promise<void>, timeout?: number) => void = long
  ? test
  : () => {};

/** Every second one of many cases of a kind; all of them in the long run. */
export function everySecond<T>(cases: readonly T[]): readonly T[] {
  return long ? cases : cases.filter((_, index) => index % 2 === 0);
}
