import type { ColumnForm } from '../mapping-form.ts';
import { sqlName } from '../sql-names.ts';
import { isColumn, ruleOf } from './extract-rule.ts';
import type { Sources } from './extract-sources.ts';
import { unfit } from './unfit.ts';
import { commaPieces, nameOf, part, textOf, type Words } from './words.ts';

/** What is known beside the text. */
export interface ExtractOptions {
  /** Columns of a relation as its name is written; null: unknown. For `*`. */
  readonly columnsOf: (relation: string) => readonly string[] | null;
  /** Names by place for columns that have none of their own: of a view's head, of a union's first part. */
  readonly names?: readonly string[] | null;
}

/** The columns of a SELECT list, `*` written out. */
export function selectItems(list: Words, sources: Sources | null, options: ExtractOptions): Item[] {
  return named(
    commaPieces(list).flatMap((item) => itemsOf(item, sources, options)),
    options.names ?? null,
  );
}

/** A column of a SELECT list. */
export interface Item {
  readonly name: string;
  readonly value: Words;
}

/** The columns with their names; `names` by place for those that have none. */
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

/** The rules of the columns, by name. */
export function rulesOfItems(items: readonly Item[]): Record<string, ColumnForm> {
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
