/**
 * How much of a piece of a legacy estate is known, the best first. `bound`: DuckDB bound its translation over the tables it reads, columns are certain.
 * `parsed`: a grammar read it, tables and written columns are known. `scanned`: only names found in its words. `opaque`: it is there, that is all.
 */
export const understandings = ['bound', 'parsed', 'scanned', 'opaque'] as const;
export type Understanding = (typeof understandings)[number];

/** The weakest of several; `bound` of none. A chain is known no better than its weakest step. */
export function weakest(all: Iterable<Understanding>): Understanding {
  let place = 0;
  for (const each of all) place = Math.max(place, understandings.indexOf(each));
  return understandings[place]!;
}
