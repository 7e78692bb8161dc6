import type { ColumnPair } from '../column-pairs.ts';
import type { TextForm } from '../options.ts';
import type { CompareSession } from '../sql.ts';
import { type Comparing, projection, sameValues } from './projection.ts';

/** What may keep texts apart that people take for the same, from the least on. */
const attempts: readonly (readonly TextForm[])[] = [
  ['padding'],
  ['trim'],
  ['case'],
  ['trim', 'case'],
  ['trim', 'case', 'unicode', 'spaces'],
];

export interface Likeness {
  /** Left names of the texts in the key. */
  readonly columns: readonly string[];
  readonly forms: readonly TextForm[];
  /** Rows of the left that would find a partner. */
  readonly rows: number;
}

/** Where no row found a partner: the fewest text forms for the key with which some would; null where none helps, or where the key has no text. */
export async function likelyForms(session: CompareSession, comparing: Comparing): Promise<Likeness | null> {
  const { pairs, keys } = comparing;
  const texts = pairs
    .slice(0, keys)
    .filter(isText)
    .map((pair) => pair.left.name);
  if (texts.length === 0) return null;
  for (const forms of attempts) {
    const changed: Comparing = {
      ...comparing,
      pairs: pairs
        .slice(0, keys)
        .map((pair) => (isText(pair) ? { ...pair, forms: [...new Set([...pair.forms, ...forms])] } : pair)),
    };
    const { rows } = await session.query(
      `SELECT count(*) FROM (${projection(changed, 'left', false)}) AS l SEMI JOIN (${projection(changed, 'right', false)}) AS r ON ${sameValues(keys, 'l', 'r')}`,
    );
    const found = Number(rows[0]![0]);
    if (found > 0) return { columns: texts, forms, rows: found };
  }
  return null;
}

function isText({ common }: ColumnPair): boolean {
  return common.family === 'text';
}
