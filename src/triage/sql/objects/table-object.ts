import type { LegacyObject, RelationUse } from '../../estate/legacy-object.ts';
import { nothingFound, placeOf, type Reading, readStatement } from '../statements/index.ts';
import { parts, type TableShape, tableShape } from '../text/table-columns.ts';
import { closing, is, isWord, nameAt, relationName } from '../text/token-tests.ts';
import type { Token } from '../text/tokenize.ts';
import { isPlainTable } from '../uses/plain-table.ts';
import type { Header } from './header.ts';
import { definingStatement, makeObject } from './make-object.ts';
import { nowhere } from './variables.ts';

export function tableObject(reading: Reading, from: number, to: number, header: Header): LegacyObject {
  const { text, tokens, dialect, grammars } = reading;
  const shape: TableShape | null = tableShape(text, tokens, header.next, to);
  const query = queryStart(tokens, header.next, to);
  if (query !== null) {
    // CREATE TABLE … AS SELECT is an object and the query that fills it.
    const found = nothingFound();
    readStatement(reading, query, to, nowhere, false, found, 'create table');
    const writes: RelationUse[] = [
      {
        relation: relationName(header.parts),
        columns: null,
        place: placeOf(reading, from, to),
        understanding: 'parsed',
      },
    ];
    const [statement] = found.statements;
    const whole = text.slice(tokens[from]!.start, tokens[to - 1]!.end);
    if (statement !== undefined)
      found.statements[0] = { ...statement, text: whole, place: placeOf(reading, from, to), writes };
    return makeObject(reading, from, to, header.parts, 'table', found, { columns: shape?.columns ?? null });
  }
  const copied = copiedTable(reading, from, to, header);
  const found = definingStatement(reading, from, to, copied, []);
  if (copied.length > 0) return makeObject(reading, from, to, header.parts, 'table', found);
  const sql = found.statements[0]!.text;
  const reads = (text: string) =>
    grammars.tables(text, dialect) !== null || grammars.polyglot(text, dialect).kind === 'tree';
  const isRead =
    reads(sql) ||
    (shape !== null && reads(withoutStorage(reading, from, to, header))) ||
    isPlainTable(shape, dialect, grammars);
  const understanding = isRead ? 'parsed' : shape === null ? 'opaque' : 'scanned';
  found.statements[0] = { ...found.statements[0]!, understanding };
  return makeObject(reading, from, to, header.parts, 'table', found, {
    columns: shape?.columns ?? null,
    key: shape?.key ?? null,
  });
}

/** CREATE TABLE a CLONE b, and Teradata's CREATE TABLE a AS b WITH DATA: the rows and columns of another. */
function copiedTable(reading: Reading, from: number, to: number, { next }: Header): readonly RelationUse[] {
  const { text, tokens, dialect } = reading;
  const isCopy =
    (dialect === 'snowflake' && isWord(tokens[next], 'CLONE')) ||
    (dialect === 'teradata' && isWord(tokens[next], 'AS'));
  const name = isCopy ? nameAt(text, tokens, next + 1, to) : null;
  return name === null
    ? []
    : [
        {
          relation: relationName(name.parts),
          columns: null,
          place: placeOf(reading, from, to),
          understanding: 'parsed',
        },
      ];
}

/** The table's columns and constraints alone: where and how it is stored says nothing of what it holds, and each product has words of its own for it. */
function withoutStorage({ text, tokens }: Reading, from: number, to: number, header: Header): string {
  let open = header.next;
  while (open < to && !is(tokens[open], '(')) open++;
  const end = closing(tokens, open, to);
  const kept = parts(tokens, open + 1, end - 1).flatMap(([first, last]) => {
    if (first >= last || isWord(tokens[first], 'INDEX', 'PERIOD')) return [];
    let stop = last;
    if (isWord(tokens[first], 'CONSTRAINT', 'PRIMARY', 'UNIQUE')) {
      let list = first;
      while (list < last && !is(tokens[list], '(')) list++;
      const behind = closing(tokens, list, last);
      if (isWord(tokens[behind], 'ON', 'WITH')) stop = behind;
    }
    return text.slice(tokens[first]!.start, tokens[stop - 1]!.end);
  });
  return `${text.slice(tokens[from]!.start, tokens[open - 1]!.end)} (${kept.join(', ')})`;
}

function queryStart(tokens: readonly Token[], from: number, to: number): number | null {
  let depth = 0;
  for (let i = from; i < to; i++) {
    if (is(tokens[i], '(') && !isWord(tokens[i + 1], 'SELECT', 'WITH', 'SEL')) {
      i = closing(tokens, i, to) - 1;
      continue;
    }
    if (is(tokens[i], '(')) depth++;
    if (isWord(tokens[i], 'SELECT', 'SEL')) return i - Math.min(depth, is(tokens[i - 1], '(') ? 1 : 0);
    if (isWord(tokens[i], 'WITH') && isWord(tokens[i - 1], 'AS') && !isWord(tokens[i + 1], 'DATA', 'NO'))
      return i;
  }
  return null;
}
