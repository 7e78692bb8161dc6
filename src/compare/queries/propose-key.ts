import type { ColumnPair } from '../column-pairs.ts';
import type { CompareSession } from '../sql.ts';
import { type Comparing, canonicalName, projection, sameValues } from './projection.ts';
import { keyFacts } from './repeated-keys.ts';

/** Names that a key often has; they are tried first. */
const keyLike = /(^|_)(id|key|code|no|nr|num|number|uuid|guid|pk|sk)($|_)|id$|^date$|^day$/i;
/** Measures are left out: a measure that happens to be unique would pair no row whose measure changed. */
const families = ['integer', 'text', 'date', 'timestamp'];
const mostCandidates = 8;

/**
 * Columns that together tell the rows of both sides apart and that most rows of both have in common: one, else two, else three. null where there are none, or one side is
 * empty. What it finds is proved on all rows.
 */
export async function proposeKey(
  session: CompareSession,
  comparing: Comparing,
  rows: { readonly left: number; readonly right: number },
): Promise<readonly ColumnPair[] | null> {
  if (rows.left === 0 || rows.right === 0) return null;
  const able = comparing.pairs.filter(
    (pair) =>
      (families.includes(pair.common.family) || pair.common.type === 'UUID') &&
      !comparing.asText.has(pair.left.name),
  );
  if (able.length === 0) return null;
  const distinct = await distinctCounts(session, { ...comparing, pairs: able });
  const likely = able
    .map((pair, index) => ({ pair, distinct: distinct[index]!, named: keyLike.test(pair.left.name) }))
    .filter((each) => each.distinct > 1 || (rows.left === 1 && rows.right === 1))
    .sort((a, b) => Number(b.named) - Number(a.named) || b.distinct - a.distinct)
    .slice(0, mostCandidates);
  const enough = 0.9 * Math.min(rows.left, rows.right);
  for (const size of [1, 2, 3])
    for (const group of combinations(likely, size)) {
      if (group.reduce((product, each) => product * each.distinct, 1) < enough) continue;
      const pairs = group.map((each) => each.pair);
      if (await isKey(session, { ...comparing, pairs, keys: size }, rows)) return pairs;
    }
  return null;
}

async function distinctCounts(session: CompareSession, comparing: Comparing): Promise<number[]> {
  const items = comparing.pairs.map((_, index) => `approx_count_distinct(${canonicalName(index)})`);
  const { rows } = await session.query(
    `SELECT ${items.join(', ')} FROM (${projection(comparing, 'left', false)})`,
  );
  return rows[0]!.map(Number);
}

async function isKey(
  session: CompareSession,
  comparing: Comparing,
  rows: { readonly left: number; readonly right: number },
): Promise<boolean> {
  for (const side of ['left', 'right'] as const) {
    const facts = await keyFacts(session, comparing, side);
    if (facts.repeated.keys > 0 || facts.rowsWithNull > 0) return false;
  }
  const result = await session.query(
    `SELECT count(*) FROM (${projection(comparing, 'left', false)}) AS l JOIN (${projection(comparing, 'right', false)}) AS r ON ${sameValues(comparing.keys, 'l', 'r')}`,
  );
  return Number(result.rows[0]![0]) * 2 >= Math.min(rows.left, rows.right);
}

function combinations<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, index) =>
    combinations(items.slice(index + 1), size - 1).map((rest) => [item, ...rest]),
  );
}
