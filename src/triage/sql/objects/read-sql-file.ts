import type { Dialect } from '../../estate/dialect.ts';
import { fileObject } from '../../estate/file-object.ts';
import type {
  LegacyColumn,
  LegacyKind,
  LegacyObject,
  LegacyStatement,
  RelationUse,
} from '../../estate/legacy-object.ts';
import type { FileReading } from '../../estate/sql-reader.ts';
import { weakest } from '../../estate/understanding.ts';
import { splitFile } from '../cut/split-file.ts';
import { closing, is, isWord, nameAt, relationName } from '../text/token-tests.ts';
import { type Token, tokenize } from '../text/tokenize.ts';
import type { Grammars } from '../uses/grammars.ts';
import { statementKind } from '../uses/statement-uses.ts';
import type { Surroundings } from '../uses/walk-tree.ts';
import { type Header, headerOf } from './header.ts';
import { count, measuresOf } from './measures.ts';
import {
  type Found,
  nothingFound,
  placeOf,
  type Reading,
  readBody,
  readStatement,
} from './read-statements.ts';
import { type RoutineHead, routineHead } from './routine-head.ts';
import { headSchedule, type WrittenJob, writtenJobs } from './schedules.ts';
import { keyIn, nameText, parts, type TableShape, tableShape } from './table-columns.ts';

const nowhere: Surroundings = { variables: new Set(), triggerTable: null, proceduresInFrom: false };

/**
 * The objects of an SQL file in the dialect: what it defines, and one `script` (`query` where it is a single SELECT) with its path as id for the statements that define nothing. Every
 * statement is in one of them. Ids are names as written in lower case; `assembleInventory` makes them unique and resolves uses. Never fails.
 */
export function readSqlFile(text: string, file: string, dialect: Dialect, grammars: Grammars): FileReading {
  const tokens = tokenize(text, dialect);
  const reading: Reading = { text, tokens, file, dialect, grammars };
  const objects: LegacyObject[] = [];
  const script = nothingFound();
  const loose: (readonly [number, number])[] = [];
  const temporary = new Set<string>();
  const keys = new Map<string, readonly string[]>();
  for (const { from, to } of splitFile(text, tokens, dialect)) {
    const header = headerOf(text, tokens, from, to);
    if (header?.temporary) temporary.add(relationName(header.parts));
    const made = header === null || header.temporary ? null : readDefinition(reading, from, to, header);
    if (made !== null) {
      objects.push(...made);
      continue;
    }
    const key = addedKey(text, tokens, from, to);
    if (key !== null) keys.set(...key);
    loose.push([from, to]);
    if (dialect === 'tsql' || isBlock(tokens, from)) readBatch(reading, from, to, objects, script, temporary);
    else readStatement(reading, from, to, nowhere, false, script);
  }
  const jobs = writtenJobs(tokens, loose);
  const all = [...objects, ...jobs.map((job) => jobObject(reading, job))].map((object) =>
    withKey(object, keys),
  );
  const placed = place(reading, all, script, temporary);
  return { objects: [...placed, ...filesOf(placed)], notes: [] };
}

function isBlock(tokens: readonly Token[], from: number): boolean {
  return (
    isWord(tokens[from], 'BEGIN', 'DECLARE', 'DO', 'IF', 'WHILE', 'FOR') ||
    (isWord(tokens[from], 'EXECUTE') && isWord(tokens[from + 1], 'BLOCK'))
  );
}

/** A T-SQL batch or an anonymous block: statements without terminators, some of which may define tables. */
function readBatch(
  reading: Reading,
  from: number,
  to: number,
  objects: LegacyObject[],
  script: Found,
  temporary: Set<string>,
): void {
  const { dialect } = reading;
  const inner = dollarBody(reading, from, to);
  if (inner !== null) {
    readBody(
      inner,
      0,
      inner.tokens.length,
      withVariables(nowhere, inner, 0, inner.tokens.length),
      true,
      script,
    );
    return;
  }
  const own = nothingFound();
  readBody(reading, from, to, withVariables(nowhere, reading, from, to), dialect !== 'tsql', own);
  for (const statement of own.statements) {
    if (!/^create (table|synonym|sequence|view)$/.test(statement.kind)) {
      script.statements.push(statement);
      continue;
    }
    const apart = {
      ...reading,
      text: statement.text,
      tokens: tokenize(statement.text, dialect, 0, statement.text.length, statement.place.line),
    };
    const header = headerOf(apart.text, apart.tokens, 0, apart.tokens.length);
    if (header === null || isTemporary(header.parts)) {
      if (header !== null) temporary.add(relationName(header.parts));
      script.statements.push(statement);
    } else objects.push(...(readDefinition(apart, 0, apart.tokens.length, header) ?? []));
  }
  script.notes.push(...own.notes);
  for (const [measure, places] of own.counting)
    for (const each of places) count(script.counting, measure, each);
}

function isTemporary(name: readonly string[]): boolean {
  return name.at(-1)!.startsWith('#') || name[0]!.toLowerCase() === 'tempdb';
}

/** DO $$ … $$. */
function dollarBody(reading: Reading, from: number, to: number): Reading | null {
  const { tokens } = reading;
  if (!isWord(tokens[from], 'DO')) return null;
  const body = tokens.slice(from, to).find((token) => token.kind === 'string');
  return body === undefined ? null : textInside(reading, body);
}

/** The text of a string token as a reading of its own, with the lines of the file. */
function textInside(reading: Reading, token: Token): Reading {
  const { text, dialect } = reading;
  const isDollar = text[token.start] === '$';
  if (isDollar) {
    const tag = text.indexOf('$', token.start + 1) + 1 - token.start;
    const from = token.start + tag;
    return { ...reading, tokens: tokenize(text, dialect, from, Math.max(from, token.end - tag), token.line) };
  }
  return {
    ...reading,
    text: token.text,
    tokens: tokenize(token.text, dialect, 0, token.text.length, token.line),
  };
}

function readDefinition(
  reading: Reading,
  from: number,
  to: number,
  header: Header,
): readonly LegacyObject[] | null {
  const { tokens, text } = reading;
  switch (header.kind) {
    case 'table':
      if (isTemporary(header.parts)) return null;
      return [tableObject(reading, from, to, header)];
    case 'view':
    case 'materialized_view':
      return [viewObject(reading, from, to, header)];
    case 'procedure':
    case 'function':
    case 'trigger':
      if (isTemporary(header.parts)) return null;
      return [routineObject(reading, from, to, header)];
    case 'package':
      return [packageObject(reading, from, to, header)];
    case 'job':
      return [eventObject(reading, from, to, header)];
    case 'sequence':
      return [object(reading, from, to, header.parts, 'sequence', definition(reading, from, to, [], []))];
    case 'synonym': {
      const target = tokens.findIndex((token, i) => i >= header.next && i < to && isWord(token, 'FOR'));
      const name = target < 0 ? null : nameAt(text, tokens, target + 1, to);
      const reads =
        name === null
          ? []
          : [
              {
                relation: relationName(name.parts),
                columns: null,
                place: placeOf(reading, from, to),
                understanding: 'parsed' as const,
              },
            ];
      return [object(reading, from, to, header.parts, 'synonym', definition(reading, from, to, reads, []))];
    }
    default:
      return null;
  }
}

function definition(
  reading: Reading,
  from: number,
  to: number,
  reads: readonly RelationUse[],
  writes: readonly RelationUse[],
): Found {
  const { text, tokens } = reading;
  const statement: LegacyStatement = {
    kind: statementKind(tokens, from, to),
    place: placeOf(reading, from, to),
    understanding: 'parsed',
    reads,
    writes,
    text: text.slice(tokens[from]!.start, tokens[to - 1]!.end),
  };
  return { ...nothingFound(), statements: [statement] };
}

interface More {
  readonly columns?: readonly LegacyColumn[] | null;
  readonly key?: readonly string[] | null;
  readonly head?: Pick<RoutineHead, 'parameters'>;
  readonly schedule?: string | null;
}

function object(
  reading: Reading,
  from: number,
  to: number,
  name: readonly string[],
  kind: LegacyKind,
  found: Found,
  more: More = {},
): LegacyObject {
  return {
    id: relationName(name),
    name: name.join('.'),
    kind,
    dialect: reading.dialect,
    place: placeOf(reading, from, to),
    understanding:
      found.statements.length === 0
        ? 'parsed'
        : weakest(found.statements.map(({ understanding }) => understanding)),
    columns: more.columns ?? null,
    key: more.key ?? null,
    parameters: more.head?.parameters ?? [],
    statements: found.statements,
    schedule: more.schedule ?? null,
    owner: null,
    measures: measuresOf(found.counting),
    notes: found.notes,
  };
}

function tableObject(reading: Reading, from: number, to: number, header: Header): LegacyObject {
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
    return object(reading, from, to, header.parts, 'table', found, { columns: shape?.columns ?? null });
  }
  const found = definition(reading, from, to, [], []);
  const sql = found.statements[0]!.text;
  const reads = (text: string) =>
    grammars.tables(text, dialect) !== null || grammars.polyglot(text, dialect).kind === 'tree';
  const isRead = reads(sql) || (shape !== null && reads(withoutStorage(reading, from, to, header)));
  const understanding = isRead ? 'parsed' : shape === null ? 'opaque' : 'scanned';
  found.statements[0] = { ...found.statements[0]!, understanding };
  return object(reading, from, to, header.parts, 'table', found, {
    columns: shape?.columns ?? null,
    key: shape?.key ?? null,
  });
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

function viewObject(reading: Reading, from: number, to: number, header: Header): LegacyObject {
  const { text, tokens } = reading;
  let at = header.next;
  let columns: LegacyColumn[] | null = null;
  if (is(tokens[at], '(')) {
    const end = closing(tokens, at, to);
    columns = parts(tokens, at + 1, end - 1).flatMap(([first]) => {
      const token = tokens[first];
      return token === undefined || (token.kind !== 'word' && token.kind !== 'name')
        ? []
        : { name: nameText(text, token), type: null, nullable: null };
    });
    at = end;
  }
  // WITH SCHEMABINDING, COMMENT = '…', OPTIONS (…) and the like stand before AS.
  while (at < to && !isWord(tokens[at], 'AS')) at = is(tokens[at], '(') ? closing(tokens, at, to) : at + 1;
  let end = to;
  if (isWord(tokens[end - 1], 'OPTION') && isWord(tokens[end - 2], 'CHECK')) {
    while (end > at && !isWord(tokens[end], 'WITH')) end--;
  } else if (isWord(tokens[end - 2], 'READ') && isWord(tokens[end - 1], 'ONLY')) end -= 3;
  else if (isWord(tokens[end - 1], 'DATA')) while (end > at && !isWord(tokens[end], 'WITH')) end--;
  const found = nothingFound();
  let query = at + 1;
  if (isWord(tokens[query], 'LOCKING'))
    while (query < end && !isWord(tokens[query], 'SELECT', 'SEL', 'WITH')) query++;
  readStatement(reading, query, end, nowhere, false, found, statementKind(tokens, from, to));
  const whole = text.slice(tokens[from]!.start, tokens[to - 1]!.end);
  if (found.statements.length === 0)
    found.statements.push({
      ...definition(reading, from, to, [], []).statements[0]!,
      understanding: 'opaque',
    });
  else found.statements[0] = { ...found.statements[0]!, text: whole, place: placeOf(reading, from, to) };
  return object(reading, from, to, header.parts, header.kind, found, { columns });
}

function routineObject(reading: Reading, from: number, to: number, header: Header): LegacyObject {
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
  const called = header.kind === 'trigger' ? calledByTrigger(reading, header.next, to) : null;
  if (called !== null) {
    const use = { relation: called, columns: [], place: placeOf(reading, from, to) };
    const reads: RelationUse[] = [{ ...use, understanding: 'parsed' }];
    found.statements.push(...definition(reading, from, to, reads, []).statements);
    return finished(object(reading, from, to, header.parts, header.kind, found), head.table);
  }
  if (head.foreign !== null || (head.body >= to && string === null)) {
    const place = placeOf(reading, from, to);
    if (head.foreign !== null)
      found.notes.push({
        code: 'foreign-language',
        text: `Its body is written in ${head.foreign}: what it uses is not known.`,
        place,
      });
    else
      found.notes.push({
        code: 'no-body',
        text: 'It has no body that could be found: what it uses is not known.',
        place,
      });
    found.statements.push({
      ...definition(reading, from, to, [], []).statements[0]!,
      understanding: 'opaque',
    });
    return object(reading, from, to, header.parts, header.kind, found, { head });
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
  return finished(object(reading, from, to, header.parts, header.kind, found, { head }), head.table);
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
function finished(made: LegacyObject, table: string | null): LegacyObject {
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

function packageObject(reading: Reading, from: number, to: number, header: Header): LegacyObject {
  const found = nothingFound();
  if (header.body)
    readBody(reading, header.next + 1, to, withVariables(nowhere, reading, header.next, to), true, found);
  else found.statements.push(definition(reading, from, to, [], []).statements[0]!);
  const own = routinesOf(reading, header.next, to);
  for (const [i, { calls, ...statement }] of found.statements.entries()) {
    const others = calls?.filter((call) => !own.has(call)) ?? [];
    found.statements[i] = {
      ...statement,
      reads: statement.reads.filter(({ relation }) => !own.has(relation)),
      ...(others.length > 0 ? { calls: others } : {}),
    };
  }
  return object(reading, from, to, header.parts, 'package', found);
}

/** The routines of a package: what calls one of them by its bare name stays within it. */
function routinesOf({ text, tokens }: Reading, from: number, to: number): ReadonlySet<string> {
  const names = new Set<string>();
  for (let i = from; i < to; i++) {
    if (!isWord(tokens[i], 'PROCEDURE', 'FUNCTION') || isWord(tokens[i - 1], 'EXECUTE')) continue;
    const name = nameAt(text, tokens, i + 1, to);
    if (name !== null && name.parts.length === 1) names.add(relationName(name.parts));
  }
  return names;
}

function eventObject(reading: Reading, from: number, to: number, header: Header): LegacyObject {
  const { text, tokens } = reading;
  const found = nothingFound();
  let body = header.next;
  while (body < to && !isWord(tokens[body], 'DO', 'AS')) body++;
  readBody(reading, body + 1, to, withVariables(nowhere, reading, body, to), true, found);
  return object(reading, from, to, header.parts, 'job', found, {
    schedule: headSchedule(text, tokens, header.next, to),
  });
}

function jobObject(reading: Reading, job: WrittenJob): LegacyObject {
  const found = nothingFound();
  for (const command of job.commands) {
    const inner: Reading = { ...reading, text: command, tokens: tokenize(command, reading.dialect) };
    const own = nothingFound();
    readBody(inner, 0, inner.tokens.length, nowhere, false, own);
    const place = placeOf(reading, job.from, job.to);
    const move = (uses: readonly RelationUse[]) => uses.map((use) => ({ ...use, place }));
    for (const statement of own.statements)
      found.statements.push({
        ...statement,
        place,
        reads: move(statement.reads),
        writes: move(statement.writes),
      });
    for (const note of own.notes) found.notes.push({ ...note, place });
  }
  return object(reading, job.from, job.to, [job.name.replaceAll('.', ' ')], 'job', found, {
    schedule: job.schedule,
  });
}

/** Names of variables that a body declares: a column of this name without its table is the variable. */
function withVariables(
  around: Surroundings,
  { tokens, text, dialect }: Reading,
  from: number,
  to: number,
): Surroundings {
  // PSQL and T-SQL mark variables within SQL: what bears no mark is a column.
  if (dialect === 'firebird' || dialect === 'tsql') return { ...around, variables: new Set() };
  const names = new Set(around.variables);
  let declares = true;
  for (let i = from; i < to; i++) {
    const token = tokens[i]!;
    if (isWord(token, 'PROCEDURE', 'FUNCTION') && is(tokens[i + 2], '('))
      for (const [first] of parts(tokens, i + 3, closing(tokens, i + 2, to) - 1)) {
        const name = tokens[first];
        if (name?.kind === 'word') names.add(name.text.toLowerCase());
      }
    if (isWord(token, 'DECLARE', 'IS')) declares = true;
    else if (isWord(token, 'BEGIN')) declares = false;
    if (token.kind !== 'word' || !declares) continue;
    const before = tokens[i - 1];
    const begins = i === from || is(before, ';') || isWord(before, 'DECLARE', 'VARIABLE', 'IS', 'AS');
    const next = tokens[i + 1];
    if (
      !begins ||
      next?.kind !== 'word' ||
      /^(DECLARE|VARIABLE|CURSOR|PROCEDURE|FUNCTION|TYPE|PRAGMA|SELECT|INSERT|UPDATE|DELETE|CONTINUE|EXIT|SET|IF|CALL|WITH|MERGE|TRUNCATE|CREATE|DROP|ALTER)$/.test(
        token.text,
      )
    )
      continue;
    names.add(text.slice(token.start, token.end).toLowerCase());
  }
  return { ...around, variables: names };
}

/** ALTER TABLE … ADD … PRIMARY KEY (…). */
function addedKey(
  text: string,
  tokens: readonly Token[],
  from: number,
  to: number,
): [string, readonly string[]] | null {
  if (!isWord(tokens[from], 'ALTER') || !isWord(tokens[from + 1], 'TABLE')) return null;
  let at = from + 2;
  while (isWord(tokens[at], 'ONLY', 'IF', 'EXISTS')) at++;
  const name = nameAt(text, tokens, at, to);
  const key = name === null ? null : keyIn(text, tokens, name.next, to);
  return name === null || key === null ? null : [relationName(name.parts), key];
}

function withKey(made: LegacyObject, keys: ReadonlyMap<string, readonly string[]>): LegacyObject {
  const key = made.kind === 'table' ? keys.get(made.id) : undefined;
  return key === undefined || made.key !== null ? made : { ...made, key };
}

/** Statements that change no rows and read none belong to what the file defines; with others they are a script. Temporary tables are the script's own affair. */
function place(
  reading: Reading,
  objects: readonly LegacyObject[],
  script: Found,
  temporary: ReadonlySet<string>,
): readonly LegacyObject[] {
  const own = (relation: string) =>
    relation.startsWith('#') || relation.startsWith('tempdb.') || temporary.has(relation);
  const tidy = (statement: LegacyStatement): LegacyStatement => ({
    ...statement,
    reads: statement.reads.filter(({ relation }) => !own(relation)),
    writes: statement.writes.filter(({ relation }) => !own(relation)),
    ...(statement.loose === undefined
      ? {}
      : {
          loose: statement.loose.flatMap((each) => (each.candidates.flat().some(own) ? [] : each)),
        }),
  });
  const clean = objects.map((each) => {
    const inside = temporaryIn(each);
    const isOwn = (relation: string) => own(relation) || inside.has(relation);
    return {
      ...each,
      statements: each.statements.map(tidy).map((statement) =>
        inside.size === 0
          ? statement
          : {
              ...statement,
              reads: statement.reads.filter(({ relation }) => !isOwn(relation)),
              writes: statement.writes.filter(({ relation }) => !isOwn(relation)),
            },
      ),
    };
  });
  const statements = script.statements.map(tidy);
  if (statements.length === 0 && script.notes.length === 0) return clean;
  const works = statements.some(
    (each) =>
      each.reads.length + each.writes.length > 0 ||
      /^(select|insert|update|delete|merge|call|exec|dynamic)/.test(each.kind) ||
      each.understanding === 'opaque',
  );
  const [first, ...others] = clean;
  if (!works && first !== undefined)
    return [{ ...first, statements: [...first.statements, ...statements] }, ...others];
  const { length } = reading.tokens;
  const isQuery = statements.length === 1 && clean.length === 0 && statements[0]!.kind === 'select';
  const found: Found = { statements, notes: script.notes, counting: script.counting };
  const made = object(reading, 0, length, [reading.file], isQuery ? 'query' : 'script', found);
  return [...clean, { ...made, id: reading.file, name: reading.file }];
}

/** The data files that statements load and write, as objects of the estate. */
function filesOf(objects: readonly LegacyObject[]): readonly LegacyObject[] {
  const found = new Map<string, LegacyObject>();
  for (const { statements } of objects)
    for (const { reads, writes } of statements)
      for (const [uses, isWritten] of [
        [reads, false],
        [writes, true],
      ] as const)
        for (const { relation, place } of uses)
          if (relation.startsWith('file:') && (isWritten || !found.has(relation)))
            found.set(relation, fileObject(relation.slice('file:'.length), isWritten, null, place));
  return [...found.values()];
}

/** Tables that a routine makes for itself alone. */
function temporaryIn({ kind, statements }: LegacyObject): ReadonlySet<string> {
  if (kind === 'table' || kind === 'view') return new Set();
  return new Set(
    statements.flatMap(({ kind: how, text }) => {
      if (how !== 'create table') return [];
      const name =
        /^create\s+(?:or\s+replace\s+)?(?:(?:local\s+|global\s+)?temp(?:orary)?|volatile)(?:\s+\w+)*?\s+table\s+(?:if\s+not\s+exists\s+)?([\w$#."`[\]]+)/i.exec(
          text,
        )?.[1];
      return name === undefined ? [] : [name.replaceAll(/["`[\]]/g, '').toLowerCase()];
    }),
  );
}
