import type { RowSample } from '../result.ts';
import type { CompareSession } from '../sql.ts';
import { type Buckets, suspectRows } from './buckets.ts';
import { mask } from './column-results.ts';
import { type Comparing, canonicalName, type SideName } from './projection.ts';

/** Rows that one side has more often than the other: `l` and `r` times, with their canonical values. */
export const bagDifferences = 'lode_compare_bag';

export interface BagCounts {
  readonly onlyLeft: number;
  readonly onlyRight: number;
}

/** Compares the rows as bags: a row that one side has three times and the other once stands twice on one side only. */
export async function compareBags(
  session: CompareSession,
  comparing: Comparing,
  buckets: Buckets,
): Promise<BagCounts> {
  const names = comparing.pairs.map((_, index) => canonicalName(index));
  // With signed zeros the engine's GROUP BY needs the sign beside the value.
  const signs = comparing.signedZero
    ? comparing.pairs.flatMap((pair, index) =>
        pair.common.family === 'float' && !comparing.asText.has(pair.left.name)
          ? [`signbit(${canonicalName(index)})`]
          : [],
      )
    : [];
  const arm = (side: SideName) =>
    `SELECT *, ${side === 'left' ? '1 AS l, 0 AS r' : '0 AS l, 1 AS r'} FROM ${suspectRows(comparing, side, buckets, false)}`;
  await session.execute(
    `CREATE OR REPLACE TEMP TABLE ${bagDifferences} AS SELECT ${names.join(', ')}, sum(l) AS l, sum(r) AS r FROM (${arm('left')} UNION ALL ${arm('right')}) GROUP BY ${[...names, ...signs].join(', ')} HAVING sum(l) <> sum(r)`,
  );
  const { rows } = await session.query(
    `SELECT coalesce(sum(greatest(l - r, 0)), 0), coalesce(sum(greatest(r - l, 0)), 0) FROM ${bagDifferences}`,
  );
  return { onlyLeft: Number(rows[0]![0]), onlyRight: Number(rows[0]![1]) };
}

const shownColumns = 12;

export async function bagSamples(
  session: CompareSession,
  comparing: Comparing,
  side: SideName,
  samples: number,
): Promise<RowSample[]> {
  const pairs = comparing.pairs.slice(0, shownColumns);
  const items = pairs.map((pair, index) =>
    pair.personal
      ? `CASE WHEN ${canonicalName(index)} IS NOT NULL THEN '${mask}' END`
      : `CAST(${canonicalName(index)} AS VARCHAR)`,
  );
  const more = side === 'left' ? 'l - r' : 'r - l';
  const order = comparing.pairs.map((_, index) => canonicalName(index));
  const { rows } = await session.query(
    `SELECT ${items.join(', ')}, ${more} FROM ${bagDifferences} WHERE ${more} > 0 ORDER BY ${order.join(', ')} LIMIT ${samples}`,
  );
  return rows.map((row) => ({
    values: Object.fromEntries(
      pairs.map((pair, index) => [pair.left.name, row[index] === null ? null : String(row[index])]),
    ),
    times: Number(row.at(-1)),
  }));
}
