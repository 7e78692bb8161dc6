/** What a sample says of a column. */
export interface SampledDistinct {
  /** Values that are not NULL: in the sample, and in all rows. */
  readonly values: number;
  readonly allValues: number;
  /** Different values in the sample, and in its first half. */
  readonly distinct: number;
  readonly distinctInHalf: number;
}

/**
 * How many different values all rows have, going by a sample of stretches of rows whose first half has other stretches than its second. Two models are tried. Rows in no order: of D equally frequent values a
 * sample of n shows D (1 − e^(−n / D)), which gives D; and it foretells what the half shows. Where the half shows clearly less, equal values stand together, as in sorted rows: then new stretches go on bringing new values as
 * the second half did. Never less than was seen, never more than there are values.
 */
export function estimateDistinct({ values, allValues, distinct, distinctInHalf }: SampledDistinct): number {
  if (values === 0 || distinct === 0) return 0;
  if (values >= allValues) return distinct;
  const bounded = (estimate: number) => Math.round(Math.min(allValues, Math.max(distinct, estimate)));
  if (distinct === values) return allValues;
  const unordered = withoutOrder(values, distinct);
  const foretold = seenOf(unordered, values / 2);
  if (distinctInHalf === 0 || distinctInHalf >= 0.9 * foretold) return bounded(unordered);
  const growth = Math.log2(distinct / distinctInHalf);
  return bounded(distinct * (allValues / values) ** growth);
}

function seenOf(all: number, values: number): number {
  return all * -Math.expm1(-values / all);
}

/** The D of which a sample of n values shows `distinct`; `seenOf` grows with D, so it is found by halving. */
function withoutOrder(values: number, distinct: number): number {
  let low = distinct;
  let high = distinct * 2;
  while (seenOf(high, values) < distinct && high < 1e15) high *= 2;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (seenOf(middle, values) < distinct) low = middle;
    else high = middle;
  }
  return high;
}
