import type { Dialect } from '../../estate/dialect.ts';
import type { LegacyObject, Namespace } from '../../estate/legacy-object.ts';
import type { FileReading } from '../../estate/sql-reader.ts';
import { splitFile } from '../cut/split-file.ts';
import {
  count,
  type Found,
  nothingFound,
  type Reading,
  readBody,
  readStatement,
} from '../statements/index.ts';
import { keyIn } from '../text/table-columns.ts';
import { isWord, nameAt, relationName } from '../text/token-tests.ts';
import { type Token, tokenize } from '../text/tokenize.ts';
import type { Grammars } from '../uses/grammars.ts';
import { filesOf } from './files-of.ts';
import { headerOf } from './header.ts';
import { jobObject } from './job-objects.ts';
import { loadJob } from './load-job.ts';
import { namespaceAfter } from './namespace.ts';
import { placeStatements } from './place-statements.ts';
import { readDefinition } from './read-definition.ts';
import { writtenJobs } from './schedules.ts';
import { isTemporary } from './temporary.ts';
import { textInside } from './text-inside.ts';
import { nowhere, withVariables } from './variables.ts';

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
  let namespace: Namespace | undefined;
  let [namedObjects, namedStatements] = [0, 0];
  /** Notes what is in force for all that was read since the last time. */
  const inForce = () => {
    if (namespace !== undefined) {
      for (let i = namedObjects; i < objects.length; i++) objects[i] = { ...objects[i]!, namespace };
      for (let i = namedStatements; i < script.statements.length; i++)
        script.statements[i] = { ...script.statements[i]!, namespace };
    }
    [namedObjects, namedStatements] = [objects.length, script.statements.length];
  };
  for (const { from, to } of splitFile(text, tokens, dialect)) {
    inForce();
    namespace = namespaceAfter(reading, from, to, namespace);
    const load = loadJob(reading, from, to);
    if (load !== null) {
      objects.push(load);
      continue;
    }
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
  inForce();
  const jobs = writtenJobs(tokens, loose);
  const all = [...objects, ...jobs.map((job) => jobObject(reading, job))].map((object) =>
    withKey(object, keys),
  );
  const placed = placeStatements(reading, all, script, temporary);
  return { objects: [...placed, ...filesOf(placed)], notes: [] };
}

function isBlock(tokens: readonly Token[], from: number): boolean {
  if (isWord(tokens[from], 'BEGIN') && isWord(tokens[from + 1], 'LOADING', 'MLOAD', 'EXPORT')) return false;
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

/** DO $$ … $$. */
function dollarBody(reading: Reading, from: number, to: number): Reading | null {
  const { tokens } = reading;
  if (!isWord(tokens[from], 'DO')) return null;
  const body = tokens.slice(from, to).find((token) => token.kind === 'string');
  return body === undefined ? null : textInside(reading, body);
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
