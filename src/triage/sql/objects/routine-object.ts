import type { LegacyObject, LegacyStatement, RelationUse } from '../../estate/legacy-object.ts';
import { nothingFound, placeOf, type Reading, readBody } from '../statements/index.ts';
import { closing, is, isWord, nameAt, relationName } from '../text/token-tests.ts';
import type { Token } from '../text/tokenize.ts';
import type { Surroundings } from '../uses/walk/index.ts';
import { readForeignTexts } from './foreign-body.ts';
import type { Header } from './header.ts';
import { definingStatement, makeObject } from './make-object.ts';
import { routineHead } from './routine-head.ts';
import { textInside } from './text-inside.ts';
import { nowhere, withVariables } from './variables.ts';

export function routineObject(reading: Reading, from: number, to: number, header: Header): LegacyObject {
  const { text, tokens } = reading;
  const found = nothingFound();
  const head = routineHead(text, tokens, header.next, to, header.kind, reading.dialect);
  const body = tokens[head.body];
  const last = tokens[to - 1];
  const string =
    body?.kind === 'string' && head.body < to
      ? body
      : head.body >= to && last?.kind === 'string'
        ? last
        : null;
  const macro = reading.dialect === 'teradata' ? macroBody(tokens, header.next, to) : null;
  if (macro !== null) {
    const around = { ...nowhere, variables: new Set(head.parameters.map(({ name }) => name.toLowerCase())) };
    readBody(reading, ...macro, around, true, found);
    return makeObject(reading, from, to, header.parts, header.kind, found, { head });
  }
  const called = header.kind === 'trigger' ? calledByTrigger(reading, header.next, to) : null;
  if (called !== null) {
    const use = { relation: called, columns: [], place: placeOf(reading, from, to) };
    const reads: RelationUse[] = [{ ...use, understanding: 'parsed' }];
    found.statements.push(...definingStatement(reading, from, to, reads, []).statements);
    return withTriggerTable(makeObject(reading, from, to, header.parts, header.kind, found), head.table);
  }
  if (head.foreign !== null || (head.body >= to && string === null)) {
    const place = placeOf(reading, from, to);
    if (head.foreign !== null)
      found.notes.push({
        code: 'foreign-language',
        text: `Its body is written in ${head.foreign}: what it uses is known only as far as its texts of SQL tell.`,
        place,
      });
    else
      found.notes.push({
        code: 'no-body',
        text: 'It has no body that could be found: what it uses is not known.',
        place,
      });
    found.statements.push({
      ...definingStatement(reading, from, to, [], []).statements[0]!,
      understanding: 'opaque',
    });
    if (string !== null) readForeignTexts(reading, string, placeOf(reading, from, to), found);
    return makeObject(reading, from, to, header.parts, header.kind, found, { head });
  }
  const inner = string === null ? reading : textInside(reading, string);
  const start = string === null ? head.body : 0;
  const end = string === null ? to : inner.tokens.length;
  const around: Surroundings = {
    variables: new Set(head.parameters.map(({ name }) => name.toLowerCase())),
    triggerTable: head.table,
    proceduresInFrom: false,
  };
  readBody(inner, start, end, withVariables(around, inner, start, end), true, found);
  return withTriggerTable(
    makeObject(reading, from, to, header.parts, header.kind, found, { head }),
    head.table,
  );
}

/** Teradata's macros: statements in brackets behind AS. */
function macroBody(tokens: readonly Token[], from: number, to: number): readonly [number, number] | null {
  for (let i = from; i < to; i++) {
    if (is(tokens[i], '(') && !isWord(tokens[i - 1], 'AS')) i = closing(tokens, i, to) - 1;
    else if (isWord(tokens[i], 'BEGIN')) return null;
    else if (isWord(tokens[i], 'AS') && is(tokens[i + 1], '('))
      return [i + 2, closing(tokens, i + 1, to) - 1];
  }
  return null;
}

/** PostgreSQL: CREATE TRIGGER … EXECUTE FUNCTION f(). */
function calledByTrigger({ text, tokens, dialect }: Reading, from: number, to: number): string | null {
  if (dialect !== 'postgres') return null;
  for (let i = from; i < to; i++)
    if (isWord(tokens[i], 'EXECUTE') && isWord(tokens[i + 1], 'FUNCTION', 'PROCEDURE')) {
      const name = nameAt(text, tokens, i + 2, to);
      return name === null ? null : relationName(name.parts);
    }
  return null;
}

/** A trigger belongs to its table even where it uses none of its columns. */
function withTriggerTable(made: LegacyObject, table: string | null): LegacyObject {
  if (
    table === null ||
    made.statements.some(({ reads, writes }) =>
      [...reads, ...writes].some(({ relation }) => relation === table),
    )
  )
    return made;
  const use: RelationUse = { relation: table, columns: [], place: made.place, understanding: 'parsed' };
  const statement: LegacyStatement = {
    kind: 'trigger',
    place: { ...made.place, endLine: made.place.line },
    understanding: 'parsed',
    reads: [use],
    writes: [],
    text: `trigger on ${table}`,
  };
  return { ...made, statements: [statement, ...made.statements] };
}
