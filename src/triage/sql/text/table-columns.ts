import type { LegacyColumn } from '../../estate/legacy-object.ts';
import { closing, is, isWord } from './token-tests.ts';
import type { Token } from './tokenize.ts';

export interface TableShape {
  readonly columns: readonly LegacyColumn[];
  readonly key: readonly string[] | null;
}

const tableClause =
  /^(CONSTRAINT|PRIMARY|FOREIGN|UNIQUE|CHECK|KEY|INDEX|FULLTEXT|SPATIAL|PERIOD|EXCLUDE|LIKE|SUPPLEMENTAL|PARTITION)$/;
const afterType =
  /^(NOT|NULL|DEFAULT|CONSTRAINT|PRIMARY|UNIQUE|REFERENCES|CHECK|IDENTITY|GENERATED|COLLATE|COMMENT|AUTO_INCREMENT|AUTOINCREMENT|ENCODE|MASKED|SPARSE|ROWGUIDCOL|INVISIBLE|HIDDEN|COMPUTED|AS|ON|KEY|OPTIONS|FORMAT|TITLE|CASESPECIFIC|COMPRESS|STORAGE|VISIBLE|ENABLE|DISABLE|WITH|PERSISTED|INDEX)$/;

/** A column may have one of these words as its name: a type follows then, and in its brackets stand numbers alone. */
const typeName =
  /^(BIG|SMALL|TINY|MEDIUM)?INT(EGER|\d)?$|^(SMALL|BIG)?SERIAL$|^N?(VAR)?CHAR2?$|^CHARACTER$|^(TINY|MEDIUM|LONG|N|CI)?TEXT$|^(N|C|B|DB)?CLOB$|^(TINY|MEDIUM|LONG)?BLOB$|^(SMALL)?MONEY$|^(SMALL)?DATETIME(2|OFFSET)?$|^TIMESTAMP(TZ|_NTZ|_LTZ|_TZ)?$|^FLOAT\d?$|^(VAR)?BINARY$|^(NUMBER|NUMERIC|DECIMAL|DEC|REAL|DOUBLE|BIT|BOOL|BOOLEAN|STRING|DATE|TIME|INTERVAL|UUID|UNIQUEIDENTIFIER|JSONB?|XML|TSVECTOR|SYSNAME|RAW|IMAGE|BYTEA|BYTES|VARIANT|ENUM)$/;

function isColumnName(tokens: readonly Token[], first: number, last: number): boolean {
  const type = tokens[first + 1];
  if (first + 1 >= last || (type?.kind !== 'word' && type?.kind !== 'name')) return false;
  if (!typeName.test(type.text.toUpperCase()) || isWord(tokens[first + 2], 'USING')) return false;
  if (!is(tokens[first + 2], '(')) return true;
  return tokens
    .slice(first + 3, closing(tokens, first + 2, last) - 1)
    .every((each) => each.kind !== 'name' && (each.kind !== 'word' || /^(MAX|CHAR|BYTE)$/.test(each.text)));
}

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
      !(last - first === 2 && token.text !== 'LIKE') &&
      !isColumnName(tokens, first, last)
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
            .replaceAll(/[[\]"]/g, '')
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

const typesOfParts = ['ARRAY', 'STRUCT', 'MAP', 'MULTISET', 'RANGE', 'TABLE', 'RECORD', 'OBJECT'];

/** Stretches between commas outside of brackets. */
export function parts(
  tokens: readonly Token[],
  from: number,
  to: number,
): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  let depth = 0;
  let angles = 0;
  let start = from;
  for (let i = from; i < to; i++) {
    // Of a type with parts, `STRUCT<a INT, b ARRAY<INT>>`; else it compares.
    if (is(tokens[i], '<') && isWord(tokens[i - 1], ...typesOfParts)) angles++;
    else if (is(tokens[i], '>') && angles > 0) angles--;
    else if (is(tokens[i], '(')) depth++;
    else if (is(tokens[i], ')')) depth--;
    else if (depth <= 0 && angles === 0 && is(tokens[i], ',')) {
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
