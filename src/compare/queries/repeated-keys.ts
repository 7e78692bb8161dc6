import type { Repeated } from '../result.ts';
import type { CompareSession } from '../sql.ts';
import { type Comparing, canonicalName, hashOf, projection, type SideName } from './projection.ts';

/** How many keys a side has more than once, and how many rows they have. */
export async function repeatedKeys(
  session: CompareSession,
  comparing: Comparing,
  side: SideName,
): Promise<Repeated> {
  const rows = projection(keysOnly(comparing), side, false);
  // Equal keys have equal hashes: where no hash repeats, no key does, and one number is grouped faster than several columns.
  const hash = hashOf(comparing, comparing.keys);
  const hashes = await session.query(
    `SELECT count(*) FROM (SELECT 1 FROM (SELECT ${hash} AS h FROM (${rows})) GROUP BY h HAVING count(*) > 1)`,
  );
  if (Number(hashes.rows[0]![0]) === 0) return { keys: 0, rows: 0 };
  return countRepeated(session, comparing, `(${rows})`);
}

/** The same for rows that have canonical names already. */
export async function countRepeated(
  session: CompareSession,
  comparing: Comparing,
  relation: string,
): Promise<Repeated> {
  const keys = Array.from({ length: comparing.keys }, (_, index) => canonicalName(index)).join(', ');
  const { rows } = await session.query(
    `SELECT count(*), coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM ${relation} GROUP BY ${keys} HAVING n > 1)`,
  );
  return { keys: Number(rows[0]![0]), rows: Number(rows[0]![1]) };
}

/** How many rows have a NULL in their key. */
export async function rowsWithNullKey(
  session: CompareSession,
  comparing: Comparing,
  side: SideName,
): Promise<number> {
  const anyNull = Array.from({ length: comparing.keys }, (_, index) => `${canonicalName(index)} IS NULL`);
  const { rows } = await session.query(
    `SELECT count(*) FROM (${projection(keysOnly(comparing), side, false)}) WHERE ${anyNull.join(' OR ')}`,
  );
  return Number(rows[0]![0]);
}

function keysOnly(comparing: Comparing): Comparing {
  return { ...comparing, pairs: comparing.pairs.slice(0, comparing.keys) };
}
