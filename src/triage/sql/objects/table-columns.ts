import type { LegacyColumn } from '../../estate/legacy-object.ts';
import { closing, is, isWord } from '../text/token-tests.ts';
import type { Token } from '../text/tokenize.ts';

export interface TableShape {
  readonly columns: readonly LegacyColumn[];
  readonly key: readonly string[] | null;
}

const tableClause =
  /^(CONSTRAINT|PRIMARY|FOREIGN|UNIQUE|CHECK|KEY|INDEX|FULLTEXT|SPATIAL|PERIOD|EXCLUDE|LIKE|SUPPLEMENTAL|PARTITION)$/;
const afterType =
  /^(NOT|NULL|DEFAULT|CONSTRAINT|PRIMARY|UNIQUE|REFERENCES|CHECK|IDENTITY|GENERATED|COLLATE|COMMENT|AUTO_INCREMENT|AUTOINCREMENT|ENCODE|MASKED|SPARSE|ROWGUIDCOL|INVISIBLE|HIDDEN|COMPUTED|AS|ON|KEY|OPTIONS|FORMAT|TITLE|CASESPECIFIC|COMPRESS|STORAGE|VISIBLE|ENABLE|DISABLE|WITH|PERSISTED)$/;

/** The columns and the primary key of a table by the words between its brackets; null where there are none. `from` lies behind the table's name. */
export function tableShape(
  text: string,
  tokens: readonly Token[],
  from: number,
  to: number,
): TableShape | null {
  let open = from;
  while (open < to && !is(tokens[open], '(')) {
    if (isWord(tokens[open], 'AS', 'SELECT', 'LIKE', 'CLONE')) return null;
    open++;
  }
  if (open >= to || isWord(tokens[open + 1], 'SELECT', 'WITH')) return null;
  const end = closing(tokens, open, to) - 1;
  const columns: LegacyColumn[] = [];
  let key: readonly string[] | null = null;
  for (const [first, last] of parts(tokens, open + 1, end)) {
    const token = tokens[first];
    if (token === undefined || first >= last) continue;
    if (
      token.kind === 'word' &&
      tableClause.test(token.text) &&
      !(last - first === 2 && token.text !== 'LIKE')
    ) {
      key = keyIn(text, tokens, first, last) ?? key;
      continue;
    }
    if (token.kind !== 'word' && token.kind !== 'name' && token.kind !== 'string') continue;
    const name = nameText(text, token);
    let stop = first + 1;
    while (stop < last) {
      const each = tokens[stop]!;
      if (each.kind === 'word' && afterType.test(each.text)) break;
      stop = is(each, '(') ? closing(tokens, stop, last) : stop + 1;
    }
    const type =
      stop > first + 1
        ? text
            .slice(tokens[first + 1]!.start, tokens[stop - 1]!.end)
            .replaceAll(/\s+/g, ' ')
            .replaceAll(/[[\]]/g, '')
        : null;
    const rest = tokens.slice(stop, last);
    const isKey = rest.some((each, i) => isWord(each, 'PRIMARY') && isWord(rest[i + 1], 'KEY'));
    if (isKey) key = [...(key ?? []), name];
    const notNull = rest.some((each, i) => isWord(each, 'NULL') && isWord(rest[i - 1], 'NOT'));
    columns.push({ name, type, nullable: !(notNull || isKey) });
  }
  return {
    columns: columns.map((column) =>
      key?.some((each) => each.toLowerCase() === column.name.toLowerCase())
        ? { ...column, nullable: false }
        : column,
    ),
    key,
  };
}

/** The columns of PRIMARY KEY (…) among the tokens, or null. */
export function keyIn(
  text: string,
  tokens: readonly Token[],
  from: number,
  to: number,
): readonly string[] | null {
  for (let i = from; i < to; i++) {
    if (!isWord(tokens[i], 'PRIMARY') || !isWord(tokens[i + 1], 'KEY')) continue;
    let open = i + 2;
    while (open < to && !is(tokens[open], '(')) open++;
    if (open >= to) return null;
    const names = parts(tokens, open + 1, closing(tokens, open, to) - 1).flatMap(([first]) => {
      const token = tokens[first];
      return token !== undefined && (token.kind === 'word' || token.kind === 'name')
        ? nameText(text, token)
        : [];
    });
    return names.length > 0 ? names : null;
  }
  return null;
}

/** Stretches between commas outside of brackets. */
export function parts(
  tokens: readonly Token[],
  from: number,
  to: number,
): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  let depth = 0;
  let start = from;
  for (let i = from; i < to; i++) {
    if (is(tokens[i], '(') || is(tokens[i], '<')) depth++;
    else if (is(tokens[i], ')') || is(tokens[i], '>')) depth--;
    else if (depth <= 0 && is(tokens[i], ',')) {
      found.push([start, i]);
      start = i + 1;
    }
  }
  if (start < to) found.push([start, to]);
  return found;
}

export function nameText(text: string, token: Token): string {
  return token.kind === 'word' ? text.slice(token.start, token.end) : token.text;
}
