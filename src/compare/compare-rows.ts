import { bagSamples, compareBags } from './queries/bag.ts';
import { type Buckets, fillBuckets } from './queries/buckets.ts';
import { columnResults, matchingColumn, rowSamples } from './queries/column-results.ts';
import { pairByKey, pairRepeated } from './queries/pair-rows.ts';
import { showsDifference } from './queries/probe.ts';
import type { Comparing } from './queries/projection.ts';
import { keyFacts, noRepeats, repeatedOnlyRight, rowsWithNullKey } from './queries/repeated-keys.ts';
import type { ComparedColumn, Comparison, Repeated } from './result.ts';
import type { CompareSession } from './sql.ts';

export interface RowCounts {
  readonly left: number;
  readonly right: number;
}

/** What comparing the rows gave. */
export interface ComparedRows {
  readonly method: Comparison['method'];
  readonly counts: { readonly onlyLeft: number; readonly onlyRight: number; readonly changed: number };
  readonly columns: readonly ComparedColumn[];
  readonly repeated: { readonly left: Repeated; readonly right: Repeated };
  readonly rowsWithNull: RowCounts;
  readonly rowSamples: Comparison['rowSamples'];
}

const nothing: Omit<ComparedRows, 'columns' | 'method'> = {
  counts: { onlyLeft: 0, onlyRight: 0, changed: 0 },
  repeated: { left: noRepeats, right: noRepeats },
  rowsWithNull: { left: 0, right: 0 },
  rowSamples: { onlyLeft: [], onlyRight: [] },
};

/** Compares whole rows, each as often as it stands. */
export async function compareAsBags(
  session: CompareSession,
  comparing: Comparing,
  rows: RowCounts,
  samples: number,
): Promise<ComparedRows> {
  const buckets = await bucketsOf(session, comparing, rows);
  const columns = comparing.pairs.map((_, place) =>
    matchingColumn(comparing, place, buckets.equal ? rows.left : 0),
  );
  if (buckets.equal) return { ...nothing, method: 'checksum', columns };
  const { onlyLeft, onlyRight } = await compareBags(session, comparing, buckets);
  return {
    ...nothing,
    method: 'bag',
    columns,
    counts: { onlyLeft, onlyRight, changed: 0 },
    rowSamples: {
      onlyLeft: onlyLeft === 0 ? [] : await bagSamples(session, comparing, 'left', samples),
      onlyRight: onlyRight === 0 ? [] : await bagSamples(session, comparing, 'right', samples),
    },
  };
}

/**
 * Compares the rows of equal keys. Checksums first, which say that all is equal without a join; but where counts or the first rows show that it is not, the join at once.
 * A join is made only when the left side is known to repeat no key: it has at most as many rows as both sides then.
 */
export async function compareByKey(
  session: CompareSession,
  comparing: Comparing,
  rows: RowCounts,
  samples: number,
): Promise<ComparedRows> {
  const left = await keyFacts(session, comparing, 'left');
  const surelyDifferent = rows.left !== rows.right || (await showsDifference(session, comparing));
  let buckets: Buckets | null = null;
  if (!surelyDifferent || left.repeated.keys > 0) {
    buckets = await bucketsOf(session, comparing, rows);
    if (buckets.equal)
      return {
        ...nothing,
        method: 'checksum',
        columns: comparing.pairs.map((_, place) => matchingColumn(comparing, place, rows.left)),
        repeated: { left: left.repeated, right: left.repeated },
        rowsWithNull: { left: left.rowsWithNull, right: left.rowsWithNull },
      };
  }
  if (left.repeated.keys === 0) {
    await pairByKey(session, comparing, buckets);
    const found = await columnResults(session, comparing, rows.left, samples);
    // Each row of the right stands in the join once. Had one of its keys two rows that found a partner, fewer of the left would be paired than of the right.
    if (rows.left - found.counts.onlyLeft === rows.right - found.counts.onlyRight)
      return finish(session, comparing, found, samples, {
        repeated: { left: noRepeats, right: await repeatedOnlyRight(session, comparing) },
        rowsWithNull: { left: left.rowsWithNull, right: await rowsWithNullKey(session, comparing, 'right') },
      });
  }
  await pairRepeated(session, comparing, buckets);
  const right = await keyFacts(session, comparing, 'right');
  return finish(session, comparing, await columnResults(session, comparing, rows.left, samples), samples, {
    repeated: { left: left.repeated, right: right.repeated },
    rowsWithNull: { left: left.rowsWithNull, right: right.rowsWithNull },
  });
}

async function finish(
  session: CompareSession,
  comparing: Comparing,
  { counts, columns }: Pick<ComparedRows, 'counts' | 'columns'>,
  samples: number,
  key: Pick<ComparedRows, 'repeated' | 'rowsWithNull'>,
): Promise<ComparedRows> {
  return {
    method: 'key',
    counts,
    columns,
    ...key,
    rowSamples: {
      onlyLeft: counts.onlyLeft === 0 ? [] : await rowSamples(session, comparing, 'left', samples),
      onlyRight: counts.onlyRight === 0 ? [] : await rowSamples(session, comparing, 'right', samples),
    },
  };
}

function bucketsOf(session: CompareSession, comparing: Comparing, rows: RowCounts): Promise<Buckets> {
  return fillBuckets(session, comparing, Math.max(rows.left, rows.right));
}
