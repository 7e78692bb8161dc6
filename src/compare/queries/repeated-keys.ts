import type { Repeated } from '../result.ts';
import type { CompareSession } from '../sql.ts';
import { differences } from './pair-rows.ts';
import { type Comparing, canonicalName, hashOf, projection, type SideName } from './projection.ts';

export const noRepeats: Repeated = { keys: 0, rows: 0 };

/** What a side's key is like. */
export interface KeyFacts {
  readonly repeated: Repeated;
  readonly rowsWithNull: number;
}

/** How many keys a side has more than once, how many rows they have, and how many rows have a NULL in their key. */
export async function keyFacts(
  session: CompareSession,
  comparing: Comparing,
  side: SideName,
): Promise<KeyFacts> {
  const rows = projection(keysOnly(comparing), side, false);
  const rowsWithNull = await rowsWithNullKey(session, comparing, side);
  if (rowsWithNull === 0 && (await areDistinctNumbers(session, comparing, rows)))
    return { repeated: noRepeats, rowsWithNull };
  // Equal keys have equal hashes: where no hash repeats, no key does, and one number is grouped faster than several columns.
  const hash = hashOf(comparing, comparing.keys);
  const hashes = await session.query(
    `SELECT count(*) FROM (SELECT 1 FROM (SELECT ${hash} AS h FROM (${rows})) GROUP BY h HAVING count(*) > 1)`,
  );
  if (Number(hashes.rows[0]![0]) === 0) return { repeated: noRepeats, rowsWithNull };
  return { repeated: await countRepeated(session, comparing, `(${rows})`, canonicalName), rowsWithNull };
}

export async function rowsWithNullKey(
  session: CompareSession,
  comparing: Comparing,
  side: SideName,
): Promise<number> {
  const anyNull = names(comparing, canonicalName).map((name) => `${name} IS NULL`);
  const { rows } = await session.query(
    `SELECT count(*) FROM (${projection(keysOnly(comparing), side, false)}) WHERE ${anyNull.join(' OR ')}`,
  );
  return Number(rows[0]![0]);
}

/** Repeated keys among the rows that `pairByKey` found on the right alone. */
export function repeatedOnlyRight(session: CompareSession, comparing: Comparing): Promise<Repeated> {
  const rows = `(SELECT * FROM ${differences} WHERE row_kind = 'right')`;
  return countRepeated(session, comparing, rows, (index) => `r_${canonicalName(index)}`);
}

async function countRepeated(
  session: CompareSession,
  comparing: Comparing,
  relation: string,
  name: (index: number) => string,
): Promise<Repeated> {
  const { rows } = await session.query(
    `SELECT count(*), coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM ${relation} GROUP BY ${names(comparing, name).join(', ')} HAVING n > 1)`,
  );
  return { keys: Number(rows[0]![0]), rows: Number(rows[0]![1]) };
}

/** One bit for each possible key; the engine refuses a billion, and with more grouping is cheaper. */
const mostBits = 2n ** 29n;

/** Whether keys of whole numbers and dates, without NULL, are all different, by setting a bit for each. false also where they are too scattered for that. */
async function areDistinctNumbers(
  session: CompareSession,
  comparing: Comparing,
  rows: string,
): Promise<boolean> {
  const types = comparing.pairs.slice(0, comparing.keys).map((pair) => pair.common.type);
  if (
    !types.every((type) => type === 'DATE' || /^U?(TINY|SMALL|BIG)?INT(EGER)?$/.test(type)) ||
    types.includes('UBIGINT')
  )
    return false;
  if (comparing.pairs.slice(0, comparing.keys).some((pair) => comparing.asText.has(pair.left.name)))
    return false;
  const ends = types.flatMap((_, index) => [
    `CAST(min(c${index}) AS VARCHAR)`,
    `CAST(max(c${index}) AS VARCHAR)`,
  ]);
  const bounds = await session.query(`SELECT count(*), ${ends.join(', ')} FROM (${rows})`);
  const [count, ...texts] = bounds.rows[0]!;
  if (Number(count) === 0) return true;
  let size = 1n;
  let number = '';
  for (const [index, type] of types.entries()) {
    const [low, high] = [texts[2 * index], texts[2 * index + 1]].map((text) =>
      dayOrNumber(String(text), type),
    );
    if (low === undefined || high === undefined || low === null || high === null) return false;
    const span = high - low + 1n;
    const offset =
      type === 'DATE'
        ? `(c${index} - DATE '${texts[2 * index]}')`
        : `(CAST(c${index} AS BIGINT) - CAST(${low} AS BIGINT))`;
    number = number === '' ? offset : `(${number} * ${span} + ${offset})`;
    size *= span;
  }
  const worthwhile = BigInt(Number(count)) * 64n;
  if (size > mostBits || size > (worthwhile > 2n ** 20n ? worthwhile : 2n ** 20n)) return false;
  const bits = await session.query(
    `SELECT bit_count(bitstring_agg(${number}, 0::BIGINT, ${size - 1n}::BIGINT)) = count(*) FROM (${rows})`,
  );
  return bits.rows[0]![0] === true;
}

/** Days since 1970 of a date, or the number; null for dates that are not in plain form (infinite, before year 1). */
function dayOrNumber(text: string, type: string): bigint | null {
  if (type !== 'DATE') return BigInt(text);
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(time) ? null : BigInt(time / 86_400_000);
}

function names(comparing: Comparing, name: (index: number) => string): string[] {
  return Array.from({ length: comparing.keys }, (_, index) => name(index));
}

function keysOnly(comparing: Comparing): Comparing {
  return { ...comparing, pairs: comparing.pairs.slice(0, comparing.keys) };
}
