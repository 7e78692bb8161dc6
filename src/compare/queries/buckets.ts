import type { CompareSession } from '../sql.ts';
import { type Comparing, hashOf, projection, type SideName } from './projection.ts';

const table = 'lode_compare_buckets';

/** Where rows that are not proved equal may lie. */
export interface Buckets {
  /** Every bucket has the same rows on both sides, as far as 63 bits of checksum for each bucket tell. */
  readonly equal: boolean;
  readonly bits: number;
  /** Of all buckets, how many have rows that may differ: 0 to 1. */
  readonly suspects: number;
}

/**
 * Spreads the rows of both sides over buckets by the hash of their key (without one, of the row), and sums the hashes of rows, those of the right with a minus. A bucket
 * with as many rows on both sides and the sum 0 holds the same rows; one pass over both sides, and no join.
 */
export async function fillBuckets(
  session: CompareSession,
  comparing: Comparing,
  rows: number,
): Promise<Buckets> {
  const bits = Math.min(20, Math.max(4, Math.ceil(Math.log2(Math.max(rows, 1))) - 3));
  const arm = (side: SideName, sign: string) =>
    `SELECT ${bucketOf(comparing, bits)} AS b, ${sign}1 AS s, ${sign}CAST(${hashOf(comparing, comparing.pairs.length)} >> 1 AS BIGINT) AS h FROM (${projection(comparing, side, false)})`;
  await session.execute(
    `CREATE OR REPLACE TEMP TABLE ${table} AS SELECT b FROM (${arm('left', '')} UNION ALL ${arm('right', '-')}) GROUP BY b HAVING sum(s) <> 0 OR sum(h) <> 0`,
  );
  const { rows: result } = await session.query(`SELECT count(*) FROM ${table}`);
  const suspects = Number(result[0]![0]);
  return { equal: suspects === 0, bits, suspects: suspects / 2 ** bits };
}

/** A side's rows that lie in buckets whose sides differ; all rows where these are so many that picking them out would not pay, or where nothing was spread over buckets. */
export function suspectRows(
  comparing: Comparing,
  side: SideName,
  buckets: Buckets | null,
  values: boolean,
): string {
  const rows = projection(comparing, side, values);
  if (buckets === null || buckets.suspects > 0.3) return `(${rows})`;
  return `(SELECT * FROM (${rows}) WHERE ${bucketOf(comparing, buckets.bits)} IN (SELECT b FROM ${table}))`;
}

function bucketOf(comparing: Comparing, bits: number): string {
  const hash = hashOf(comparing, comparing.keys === 0 ? comparing.pairs.length : comparing.keys);
  return `CAST(${hash} >> ${64 - bits} AS INTEGER)`;
}
