import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.ts';
import { parseJson } from '../json/parse-json.ts';
import { objectsOf, ShapeError, textOrNull } from '../json/shape.ts';
import { type OutputColumn, outputColumns, type TableColumns } from './output-columns.ts';
import { type SelectItem, selectLists, type TextRange } from './select-lists.ts';

/**
 * For each output column of `sql`, the expression that defines it, without its alias: UTF-16 offsets in `sql`. Null where a column comes from a `*` over a table, or
 * where the text alone does not tell (PIVOT, COLUMNS). A `*` over a CTE or a subquery is followed into it.
 * `astText`: what `json_serialize_sql(sql)` gives; `names`: the output columns; `tables`: the columns of tables, for `*` beside other items.
 */
export function selectItemSpans(
  sql: string,
  astText: string,
  names: readonly string[],
  tables: TableColumns = () => null,
): readonly (TextRange | null)[] {
  const nothing = names.map(() => null);
  try {
    const root = rootOf(parseJson(astText));
    if (root === null) return nothing;
    const columns = outputColumns(root, tables) ?? aroundOneStar(root, names.length);
    if (columns === null || columns.length !== names.length) return nothing;
    const lists = selectLists(sql);
    const offset = utf16Offsets(sql);
    const found = new Map<JsonObject, readonly SelectItem[] | null>();
    return columns.map(({ item }) => {
      if (item === null) return null;
      if (!found.has(item.select)) found.set(item.select, listOf(item.select, lists, offset));
      const place = found.get(item.select)?.[item.index];
      const parsed = objectsOf(item.select, 'select_list')[item.index]!;
      return place === undefined ? null : withoutAlias(place, textOrNull(parsed, 'alias'), sql);
    });
  } catch (error) {
    if (error instanceof ShapeError || error instanceof SyntaxError) return nothing;
    throw error;
  }
}

function rootOf(document: JsonValue): JsonObject | null {
  if (!isJsonObject(document)) return null;
  const [statement] = objectsOf(document, 'statements');
  return statement !== undefined && isJsonObject(statement.node) ? statement.node : null;
}

/** A SELECT with one item of unknown width: the items before and after it are still known by their place. */
function aroundOneStar(root: JsonObject, width: number): readonly OutputColumn[] | null {
  if (root.type !== 'SELECT_NODE') return null;
  const items = objectsOf(root, 'select_list');
  const stars = items.flatMap((item, index) =>
    JSON.stringify(item).includes('"class":"STAR"') ? [index] : [],
  );
  const [star, ...more] = stars;
  const starWidth = width - items.length + 1;
  if (star === undefined || more.length > 0 || starWidth < 0) return null;
  return items.flatMap((_, index): OutputColumn[] =>
    index === star
      ? Array.from({ length: starWidth }, () => ({ name: '', item: null }))
      : [{ name: '', item: { select: root, index } }],
  );
}

/** The list in the text that is this SELECT's: every position in an item lies inside the item. The innermost, since a list also holds what is nested in it. */
function listOf(
  select: JsonObject,
  lists: readonly (readonly SelectItem[])[],
  offset: (byte: number) => number,
): readonly SelectItem[] | null {
  const positions = objectsOf(select, 'select_list').map((item) => {
    const bytes: number[] = [];
    collectPositions(item, bytes);
    return bytes.map(offset);
  });
  if (positions.every((inItem) => inItem.length === 0)) return null;
  const fitting = lists.filter(
    (items) =>
      items.length === positions.length &&
      positions.every((inItem, index) =>
        inItem.every((position) => position >= items[index]!.start && position < items[index]!.end),
      ),
  );
  return fitting.at(-1) ?? null;
}

function collectPositions(value: unknown, positions: number[]): void {
  if (Array.isArray(value)) {
    for (const item of value) collectPositions(item, positions);
  } else if (typeof value === 'object' && value !== null) {
    for (const [field, child] of Object.entries(value)) {
      if (field === 'query_location' && typeof child === 'number') positions.push(child);
      else collectPositions(child, positions);
    }
  }
}

/** `expression [AS] alias` or `alias: expression` without the alias. */
function withoutAlias(item: SelectItem, alias: string | null, sql: string): TextRange {
  const { tokens } = item;
  const text = (index: number) => {
    const token = tokens.at(index);
    return token === undefined ? '' : sql.slice(token.start, token.end);
  };
  const isAlias = (index: number) => alias !== null && sameWord(unquoted(text(index)), alias);
  if (tokens.length > 2 && isAlias(0) && text(1) === ':' && text(2) !== ':') {
    return { start: tokens[2]!.start, end: item.end };
  }
  if (tokens.length > 1 && isAlias(-1)) {
    const last = text(-2).toUpperCase() === 'AS' ? tokens.at(-3) : tokens.at(-2);
    if (last !== undefined) return { start: item.start, end: last.end };
  }
  return { start: item.start, end: item.end };
}

function unquoted(text: string): string {
  const quote = text[0];
  if (quote !== '"' && quote !== "'") return text;
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}

function sameWord(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** From UTF-8 bytes, in which the engine counts, to UTF-16. */
function utf16Offsets(text: string): (byte: number) => number {
  if (/^[\x00-\x7f]*$/.test(text)) return (byte) => byte;
  const offsets: number[] = [];
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at)!;
    const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (let byte = 0; byte < bytes; byte++) offsets.push(at);
    at += code > 0xffff ? 2 : 1;
  }
  return (byte) => offsets[byte] ?? text.length;
}
