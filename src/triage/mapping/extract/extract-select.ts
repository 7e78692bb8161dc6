import type { ColumnForm, SelectForm } from '../mapping-form.ts';
import { sqlName } from '../sql-names.ts';
import { closing, isColumn, ruleOf } from './extract-rule.ts';
import {
  commaPieces,
  nameOf,
  part,
  sameWords,
  splitAt,
  textOf,
  unwrapped,
  type Word,
  type Words,
} from './words.ts';

/** What is known beside the text. */
export interface ExtractOptions {
  /** Columns of a relation as its name is written; null: unknown. For `*`. */
  readonly columnsOf: (relation: string) => readonly string[] | null;
  /** Names by place for columns that have none of their own: of a view's head, of a union's first part. */
  readonly names?: readonly string[] | null;
}

export type Select = Omit<SelectForm, 'union'>;

/** One SELECT taken apart; or the reason why no rules can say it. */
export type Extracted =
  | { readonly kind: 'select'; readonly select: Select }
  | { readonly kind: 'unfit'; readonly reason: string };

const clauses = ['FROM', 'WHERE', 'GROUP', 'HAVING', 'WINDOW', 'QUALIFY'] as const;
type Clause = (typeof clauses)[number];

/** What `unfit` has thrown: nothing else is caught. */
const thrown = new WeakSet<Error>();

function unfit(reason: string): never {
  const error = new Error(reason);
  thrown.add(error);
  throw error;
}

/** `SELECT …` without order and limit. */
export function extractSelect(all: Words, options: ExtractOptions): Extracted {
  try {
    return { kind: 'select', select: select(all, options) };
  } catch (error) {
    if (error instanceof Error && thrown.has(error)) return { kind: 'unfit', reason: error.message };
    throw error;
  }
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
  const items = named(
    commaPieces(pieces[0]!).flatMap((item) => itemsOf(item, sources, options)),
    options.names ?? null,
  );
  const columns = columnsOf(items);
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

interface Item {
  readonly name: string;
  readonly value: Words;
}

function named(
  items: readonly (Omit<Item, 'name'> & { name: string | null })[],
  names: readonly string[] | null,
): Item[] {
  return items.map(({ name, value }, index) => {
    const own = name ?? (names?.length === items.length ? names[index] : undefined);
    return { name: own ?? unfit(`a column without a name: ${textOf(value).slice(0, 60)}`), value };
  });
}

function itemsOf(
  item: Words,
  sources: Sources | null,
  options: ExtractOptions,
): (Omit<Item, 'name'> & { name: string | null })[] {
  const { words } = item;
  const last = words.at(-1);
  if (last === undefined) unfit('an empty column');
  if (last.text === '*' && (words.length === 1 || words.at(-2)?.text === '.')) {
    const alias = words.length === 1 ? null : nameOf(words.at(-3)!);
    return starOf(alias, sources, options);
  }
  if (
    words.some(
      ({ key, depth }) => depth === 0 && (key === 'EXCLUDE' || key === 'REPLACE' || key === 'COLUMNS'),
    ) &&
    words.some(({ text }) => text === '*')
  )
    unfit('a `*` with exceptions');
  const asAt = words.findLastIndex(({ key, depth }) => key === 'AS' && depth === 0);
  if (asAt > 0 && asAt === words.length - 2) {
    const name = nameOf(last);
    if (name === null) unfit('a name that is no name');
    return [{ name, value: part(item, 0, asAt) }];
  }
  if (isColumn(item)) return [{ name: nameOf(last)!, value: item }];
  const before = words.at(-2);
  if (before?.kind === 'string' && words.at(-3)?.key === 'INTERVAL') return [{ name: null, value: item }];
  // `expression name`: two operands in a row end in a name.
  const endsValue =
    before !== undefined &&
    (before.text === ')' ||
      before.text === ']' ||
      ['number', 'string', 'quoted'].includes(before.kind) ||
      before.key === 'END' ||
      (before.kind === 'word' && !operators.has(before.key)));
  if (
    endsValue &&
    (last.kind === 'quoted' || (last.kind === 'word' && last.key !== 'END')) &&
    last.depth === 0
  )
    return [{ name: nameOf(last)!, value: part(item, 0, words.length - 1) }];
  return [{ name: null, value: item }];
}

const operators: ReadonlySet<string> = new Set(
  'AND OR NOT IS IN LIKE ILIKE BETWEEN SIMILAR TO COLLATE AT OVER FROM GLOB ESCAPE INTERVAL DATE TIMESTAMP TIME'.split(
    ' ',
  ),
);

function starOf(alias: string | null, sources: Sources | null, options: ExtractOptions): Item[] {
  if (sources === null || sources.joins.some(({ using }) => using !== undefined)) unfit('a `*`');
  if (sources.joins.some(({ type }) => type === 'semi' || type === 'anti')) unfit('a `*`');
  const wanted = Object.entries(sources.sources).filter(
    ([name]) => alias === null || name.toLowerCase() === alias.toLowerCase(),
  );
  if (wanted.length === 0) unfit('a `*` of nothing that is read');
  return wanted.flatMap(([name, source]) => {
    const relation = typeof source === 'string' ? source : source.relation;
    const columns = relation === undefined ? null : options.columnsOf(relation);
    if (columns === null) unfit('a `*` whose columns are not known');
    return columns.map((column): Item => {
      const text = `${sqlName(name)}.${sqlName(column)}`;
      return {
        name: column,
        value: { text, words: [{ text, key: text, kind: 'word', start: 0, end: text.length, depth: 0 }] },
      };
    });
  });
}

function columnsOf(items: readonly Item[]): Record<string, ColumnForm> {
  const columns = new Map<string, ColumnForm>();
  for (const { name, value } of items) {
    if ([...columns.keys()].some((each) => each.toLowerCase() === name.toLowerCase()))
      unfit(`two columns named ${name}`);
    const rule = ruleOf(value);
    const isShort = rule.direct !== undefined && rule.type === undefined;
    columns.set(name, isShort ? rule.direct! : rule);
  }
  // A name such as `1` would come first, whatever its place.
  for (const name of columns.keys()) if (/^\d+$/.test(name)) unfit(`a column named ${name}`);
  return Object.fromEntries(columns);
}

interface Sources {
  readonly sources: Record<string, NonNullable<Select['sources']>[string]>;
  readonly from: string;
  readonly joins: NonNullable<Select['joins']>;
}

const joinWords: ReadonlySet<string> = new Set('JOIN INNER LEFT RIGHT FULL CROSS SEMI ANTI OUTER'.split(' '));

function sourcesOf(all: Words): Sources {
  const sources: Sources['sources'] = {};
  const joins: NonNullable<Select['joins']> = [];
  let from = '';
  const add = (relation: Words): string => {
    const { alias, source } = sourceOf(relation);
    if (Object.keys(sources).some((each) => each.toLowerCase() === alias.toLowerCase()))
      unfit(`two sources named ${alias}`);
    if (/^\d+$/.test(alias)) unfit(`a source named ${alias}`);
    sources[alias] = source;
    return alias;
  };
  const { words } = all;
  let at = 0;
  let type: NonNullable<(typeof joins)[number]['type']> | null = null;
  while (at <= words.length) {
    const start = at;
    while (at < words.length && !(words[at]!.depth === 0 && endsRelation(words, at))) at++;
    const alias = add(part(all, start, at));
    if (from === '') from = alias;
    const join: (typeof joins)[number] = { source: alias };
    if (type !== null && type !== 'inner') join.type = type;
    const word = words[at];
    if (word?.key === 'ON') {
      const begin = at + 1;
      at = begin;
      while (at < words.length && !(words[at]!.depth === 0 && isJoin(words, at))) at++;
      join.on = textOf(part(all, begin, at));
    } else if (word?.key === 'USING') {
      const end = closing(all, at + 1);
      join.using = commaPieces(part(all, at + 2, end)).map(
        ({ words: [name] }) => nameOf(name!) ?? unfit('USING'),
      );
      at = end + 1;
    }
    if (type !== null) {
      if (type !== 'cross' && join.on === undefined && join.using === undefined) unfit('joins within joins');
      joins.push(join);
    } else if (join.on !== undefined || join.using !== undefined) unfit('joins within joins');
    if (at >= words.length) break;
    if (words[at]!.text === ',') {
      type = 'cross';
      at++;
      continue;
    }
    const kind: string[] = [];
    while (at < words.length && words[at]!.key !== 'JOIN') kind.push(words[at++]!.key);
    at++;
    type = joinType(kind.filter((each) => each !== 'OUTER' && each !== 'INNER').join(' '));
  }
  // A comma binds weaker than JOIN: behind one, a condition does not see what stands before it.
  if (joins.some(({ type: of }) => of === 'cross') && joins.some(({ type: of }) => of !== 'cross')) {
    const commas = words.some(({ text, depth }) => text === ',' && depth === 0);
    if (commas) unfit('commas beside joins');
  }
  return { sources, from, joins };
}

function joinType(words: string): NonNullable<NonNullable<Select['joins']>[number]['type']> {
  switch (words) {
    case '':
      return 'inner';
    case 'LEFT':
      return 'left';
    case 'RIGHT':
      return 'right';
    case 'FULL':
      return 'full';
    case 'CROSS':
      return 'cross';
    case 'SEMI':
      return 'semi';
    case 'ANTI':
      return 'anti';
    default:
      return unfit(`a join of another kind: ${words}`);
  }
}

function isJoin(words: readonly Word[], at: number): boolean {
  const word = words[at]!;
  if (word.text === ',' && word.kind === 'symbol') return true;
  if (word.kind !== 'word' || words[at - 1]?.text === '.') return false;
  if (['NATURAL', 'ASOF', 'POSITIONAL', 'LATERAL'].includes(word.key))
    return unfit(`a join of another kind: ${word.key}`);
  if (word.key === 'JOIN') return true;
  if (!joinWords.has(word.key)) return false;
  // LEFT and RIGHT are functions too.
  const next = words[at + 1];
  return next?.kind === 'word' && joinWords.has(next.key);
}

function endsRelation(words: readonly Word[], at: number): boolean {
  const { key, kind } = words[at]!;
  return (kind === 'word' && (key === 'ON' || key === 'USING')) || isJoin(words, at);
}

function sourceOf(all: Words): { alias: string; source: NonNullable<Select['sources']>[string] } {
  const { words } = all;
  if (words.length === 0) unfit('an empty source');
  if (words[0]!.text === '(') {
    const end = closing(all, 0);
    const inside = part(all, 1, end);
    if (!['SELECT', 'WITH', 'VALUES', 'FROM'].includes(inside.words[0]?.key ?? ''))
      unfit('joins within joins');
    const alias = aliasIn(part(all, end + 1, words.length));
    if (alias === null) unfit('a subquery without a name');
    return { alias, source: { sql: textOf(inside) } };
  }
  let length = 1;
  while (words[length]?.text === '.') length += 2;
  const name = part(all, 0, length);
  if (!isColumn(name)) unfit(`a source that is no relation: ${textOf(all).slice(0, 60)}`);
  const own = nameOf(name.words.at(-1)!)!;
  return { alias: aliasIn(part(all, length, words.length)) ?? own, source: textOf(name) };
}

function aliasIn(all: Words): string | null {
  const words = all.words[0]?.key === 'AS' ? all.words.slice(1) : all.words;
  if (words.length === 0) return null;
  const name = words.length === 1 ? nameOf(words[0]!) : null;
  return name ?? unfit(`a source that is more than a name: ${textOf(all).slice(0, 60)}`);
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
