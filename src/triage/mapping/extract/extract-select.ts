import type { SelectForm } from '../mapping-form.ts';
import { type ExtractOptions, type Item, rulesOfItems, selectItems } from './extract-items.ts';
import { sourcesOf } from './extract-sources.ts';
import { unfit, unlessUnfit } from './unfit.ts';
import { commaPieces, part, sameWords, splitAt, textOf, unwrapped, type Word, type Words } from './words.ts';

export type Select = Omit<SelectForm, 'union'>;

/** One SELECT taken apart; or the reason why no rules can say it. */
export type Extracted =
  | { readonly kind: 'select'; readonly select: Select }
  | { readonly kind: 'unfit'; readonly reason: string };

const clauses = ['FROM', 'WHERE', 'GROUP', 'HAVING', 'WINDOW', 'QUALIFY'] as const;
type Clause = (typeof clauses)[number];

/** `SELECT …` without order and limit. */
export function extractSelect(all: Words, options: ExtractOptions): Extracted {
  const found = unlessUnfit(() => select(all, options));
  return 'reason' in found ? { kind: 'unfit', ...found } : { kind: 'select', select: found.value };
}

function select(all: Words, options: ExtractOptions): Select {
  const { words } = all;
  if (words[0]?.key !== 'SELECT') unfit('it is no SELECT');
  let first = 1;
  let distinct = false;
  if (words[1]?.key === 'ALL') first = 2;
  if (words[1]?.key === 'DISTINCT') {
    if (words[2]?.key === 'ON') unfit('DISTINCT ON');
    first = 2;
    distinct = true;
  }
  const body = part(all, first, words.length);
  const { pieces, at } = splitAt(body, isClause);
  const found = new Map<Clause, Words>();
  at.forEach((index, piece) => {
    const key = body.words[index]!.key as Clause;
    const text = pieces[piece + 1]!;
    if (found.has(key)) unfit(`two times ${key}`);
    found.set(key, key === 'GROUP' ? part(text, 1, text.words.length) : text);
  });
  if (found.has('WINDOW')) unfit('a WINDOW clause');
  const from = found.get('FROM');
  const sources = from === undefined ? null : sourcesOf(from);
  const items = selectItems(pieces[0]!, sources, options);
  const columns = rulesOfItems(items);
  const group = found.get('GROUP');
  const groups = group === undefined ? undefined : groupsOf(group, items);
  const conditions = (clause: Clause) => {
    const words = found.get(clause);
    return words === undefined ? undefined : conditionsOf(words);
  };
  const parts = {
    ...(sources === null ? {} : { sources: sources.sources }),
    ...(sources === null || Object.keys(sources.sources).length < 2
      ? {}
      : { from: sources.from, joins: sources.joins }),
    filters: conditions('WHERE'),
    columns,
    distinct: distinct ? true : undefined,
    group_by: groups,
    having: conditions('HAVING'),
    qualify: conditions('QUALIFY'),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Select;
}

function isClause(word: Word, index: number, words: readonly Word[]): boolean {
  if (word.kind !== 'word' || !(clauses as readonly string[]).includes(word.key)) return false;
  if (words[index - 1]?.text === '.') return false;
  // IS DISTINCT FROM
  if (word.key === 'FROM') return !(words[index - 1]?.key === 'DISTINCT' && index > 1);
  return word.key !== 'GROUP' || words[index + 1]?.key === 'BY';
}

function conditionsOf(all: Words): string[] {
  const whole = unwrapped(all);
  if (whole !== null) return conditionsOf(whole);
  if (all.words.some(({ key, depth }) => depth === 0 && key === 'OR')) return [textOf(all)];
  let between = false;
  const { pieces } = splitAt(all, ({ key }) => {
    if (key === 'BETWEEN') between = true;
    if (key !== 'AND') return false;
    if (!between) return true;
    between = false;
    return false;
  });
  return pieces.map(textOf);
}

function groupsOf(all: Words, items: readonly Item[]): NonNullable<Select['group_by']> {
  if (all.words.length === 1 && all.words[0]!.key === 'ALL') return 'all';
  if (all.words.some(({ key, depth }) => depth === 0 && ['ROLLUP', 'CUBE', 'GROUPING'].includes(key)))
    unfit('ROLLUP, CUBE or GROUPING SETS');
  return commaPieces(all).map((group) => {
    const text = textOf(group);
    if (/^\d+$/.test(text)) return items[Number(text) - 1]?.name ?? unfit(`GROUP BY ${text}`);
    if (text === '()' || text === '') unfit('GROUP BY ()');
    const item = items.find(({ value }) => sameWords(value, group));
    if (item !== undefined) return item.name;
    // A name that is a column of the result, too, means the input's here: in brackets it is an expression.
    return items.some(({ name }) => name.toLowerCase() === text.toLowerCase()) ? `(${text})` : text;
  });
}
