/**
 * How much is tried of what could be tried for ever: a small sample, where a file runs in `npm test` or is called by its name; a larger one in `npm run test:long` (LODE_LONG=1), which CI runs as well;
 * the hunts have variables of their own.
 */
export const long = process.env.LODE_LONG === '1';

/** The size of a sample: a variable of the environment decides, where it is there. */
export function sampleOf(variable: string | undefined, short: number, longer: number): number {
  return variable === undefined ? (long ? longer : short) : Number(variable);
}
