import { type SqlToken, sqlTokens } from '../../text/index.ts';

/** UTF-16 offsets, end exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** One item of a SELECT list, with its tokens and without the comma. */
export interface SelectItem extends TextRange {
  readonly tokens: readonly SqlToken[];
}

/** The items of every SELECT list in a text, in the order in which the lists begin. */
export function selectLists(sql: string): readonly (readonly SelectItem[])[] {
  const tokens = sqlTokens(sql).filter((token) => token.kind !== 'comment');
  const lists: SelectItem[][] = [];
  /** For each open bracket, and for the text itself, the list that is being read there, if any. */
  const open: (OpenList | null)[] = [null];
  const close = () => {
    const list = open.pop() ?? null;
    if (list !== null) endItem(list);
    open.push(null);
  };
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!;
    const text = sql.slice(token.start, token.end);
    const isWord = token.kind === 'word' && previousText(sql, tokens, at) !== '.';
    if (isWord && text.toUpperCase() === 'SELECT') {
      close();
      const items: SelectItem[] = [];
      lists.push(items);
      open[open.length - 1] = { items, tokens: [] };
      at = skipDistinct(sql, tokens, at);
    } else if (isWord && endsList(text.toUpperCase(), previousText(sql, tokens, at).toUpperCase())) {
      close();
    } else if (opening.has(text) && token.kind === 'symbol') {
      open.at(-1)?.tokens.push(token);
      open.push(null);
    } else if (closing.has(text) && token.kind === 'symbol') {
      close();
      if (open.length > 1) open.pop();
      open.at(-1)?.tokens.push(token);
    } else {
      const list = open.at(-1) ?? null;
      if (list === null) continue;
      if (text === ',') endItem(list);
      else list.tokens.push(token);
    }
  }
  while (open.length > 0) {
    const list = open.pop();
    if (list != null) endItem(list);
  }
  return lists;
}

interface OpenList {
  readonly items: SelectItem[];
  tokens: SqlToken[];
}

function endItem(list: OpenList): void {
  const [first] = list.tokens;
  if (first !== undefined) {
    list.items.push({ start: first.start, end: list.tokens.at(-1)!.end, tokens: list.tokens });
  }
  list.tokens = [];
}

/** The index of the last token of `SELECT [ALL | DISTINCT [ON (…)]]` that begins at `at`. */
function skipDistinct(sql: string, tokens: readonly SqlToken[], at: number): number {
  const word = textAt(sql, tokens, at + 1).toUpperCase();
  if (word === 'ALL') return at + 1;
  if (word !== 'DISTINCT') return at;
  if (textAt(sql, tokens, at + 2).toUpperCase() !== 'ON' || textAt(sql, tokens, at + 3) !== '(')
    return at + 1;
  let depth = 0;
  for (let index = at + 3; index < tokens.length; index++) {
    const text = textAt(sql, tokens, index);
    if (text === '(') depth++;
    else if (text === ')' && --depth === 0) return index;
  }
  return tokens.length;
}

/** A keyword that ends a SELECT list at its own depth; `before` is the token in front of it. */
function endsList(word: string, before: string): boolean {
  if (word === 'FROM') return before !== 'DISTINCT';
  if (word === 'GROUP') return before !== 'WITHIN';
  if (word === 'UNION') return before !== ':';
  return endings.has(word);
}

function previousText(sql: string, tokens: readonly SqlToken[], at: number): string {
  return textAt(sql, tokens, at - 1);
}

function textAt(sql: string, tokens: readonly SqlToken[], index: number): string {
  const token = tokens[index];
  return token === undefined ? '' : sql.slice(token.start, token.end);
}

const opening: ReadonlySet<string> = new Set(['(', '[', '{']);
const closing: ReadonlySet<string> = new Set([')', ']', '}']);
const endings: ReadonlySet<string> = new Set([
  'WHERE',
  'HAVING',
  'QUALIFY',
  'WINDOW',
  'INTERSECT',
  'EXCEPT',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'USING',
]);
