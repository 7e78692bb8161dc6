import type { CompareSession } from '../sql.ts';
import { type Comparing, hashOf, projection, type SideName, sameValues } from './projection.ts';

const probeRows = 20_000;

/**
 * Whether the first rows of both sides, by their keys, show a difference. A look that takes no time: where there is one, checksums over everything would only be on the way. false proves
 * nothing.
 */
export async function showsDifference(session: CompareSession, comparing: Comparing): Promise<boolean> {
  const first = (side: SideName) =>
    `(SELECT *, ${hashOf(comparing, comparing.pairs.length)} AS h FROM (${projection(comparing, side, false)} LIMIT ${probeRows}))`;
  const { rows } = await session.query(
    `SELECT count(*) > 0 FROM ${first('left')} AS l JOIN ${first('right')} AS r ON ${sameValues(comparing.keys, 'l', 'r')} WHERE l.h <> r.h`,
  );
  return rows[0]![0] === true;
}
