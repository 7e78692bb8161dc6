/** How much longer than in CI properties are looked for: `npm run hunt:delta` sets it. */
const factor = Math.max(1, Number(process.env.LODE_PROPERTY_FACTOR ?? 1));

/** Runs of a property. */
export function runs(usual: number): number {
  return Math.ceil(usual * factor);
}

/** Milliseconds that a test of so many runs may take. */
export function patience(usual: number): number {
  return usual * factor;
}
