import { fileId } from '../../estate/file-object.ts';
import type { LegacyObject, LegacyStatement, RelationUse } from '../../estate/legacy-object.ts';
import {
  builtText,
  type Found,
  hole,
  nothingFound,
  placeOf,
  type Reading,
  readText,
} from '../statements/index.ts';
import { closing, is, isWord, nameAt } from '../text/token-tests.ts';
import type { Token } from '../text/tokenize.ts';
import { makeObject } from './make-object.ts';
import { nowhere } from './variables.ts';

/** One operator of the job. */
interface Operator {
  /** LOAD, UPDATE, STREAM, INSERTER, EXPORT, DATACONNECTOR, DDL … */
  readonly type: string;
  readonly isProducer: boolean;
  /** Attributes by their names in lower case: a text, with holes where a variable stands. */
  readonly attributes: ReadonlyMap<string, string>;
}

/**
 * A job of Teradata Parallel Transporter (`DEFINE JOB … ( … )`), or null: the files and tables that its operators name, and what the statements read and write that its steps apply. A name that
 * a variable gives is not known, and a note says so.
 */
export function loadJob(reading: Reading, from: number, to: number): LegacyObject | null {
  const { tokens, text, dialect } = reading;
  if (dialect !== 'teradata') return null;
  let define = from;
  // USING CHARACTER SET UTF8 DEFINE JOB …
  if (isWord(tokens[from], 'USING')) while (define < to && !isWord(tokens[define], 'DEFINE')) define++;
  if (!isWord(tokens[define], 'DEFINE') || !isWord(tokens[define + 1], 'JOB')) return null;
  const name = nameAt(text, tokens, define + 2, to);
  if (name === null) return null;
  const found = nothingFound();
  const place = placeOf(reading, from, to);
  const reads: RelationUse[] = [];
  const writes: RelationUse[] = [];
  const note = (what: string) =>
    found.notes.push({ code: 'dynamic-path', text: `${what} is given to the job when it runs.`, place });
  const add = (side: RelationUse[], relation: string) =>
    side.push({ relation, columns: null, place, understanding: 'parsed' });
  for (const { type, isProducer, attributes } of operatorsIn(tokens, name.next, to)) {
    const file = attributes.get('filename');
    if (file !== undefined && type === 'DATACONNECTOR') {
      const folder = attributes.get('directorypath');
      const path = folder === undefined ? file : `${folder.replace(/[\\/]+$/, '')}/${file}`;
      if (path.includes(hole)) note('Which file it is');
      else add(isProducer ? reads : writes, fileId(path));
    }
    const table = attributes.get('targettable');
    if (table?.includes(hole)) note('Which table it loads');
    else if (table !== undefined) add(writes, table.toLowerCase());
    const query = attributes.get('selectstmt');
    if (query !== undefined)
      readText(reading, { sql: query, whole: !query.includes(hole), from: new Set() }, place, nowhere, found);
  }
  const own: LegacyStatement = {
    kind: 'define job',
    place,
    understanding: 'parsed',
    reads: unique(reads),
    writes: unique(writes),
    text: text.slice(tokens[from]!.start, tokens[to - 1]!.end),
  };
  readSteps(reading, name.next, to, found);
  return makeObject(reading, from, to, [name.parts.at(-1)!], 'job', {
    ...found,
    statements: [own, ...found.statements],
  });
}

function operatorsIn(tokens: readonly Token[], from: number, to: number): readonly Operator[] {
  const found: Operator[] = [];
  for (let i = from; i < to; i++) {
    if (!isWord(tokens[i], 'OPERATOR') || !isWord(tokens[i - 1], 'DEFINE')) continue;
    let end = i;
    while (end < to && !is(tokens[end], ';')) end = is(tokens[end], '(') ? closing(tokens, end, to) : end + 1;
    const type = tokens.findIndex((token, at) => at > i && at < end && isWord(token, 'TYPE'));
    const list = tokens.findIndex(
      (token, at) => at > i && at < end && isWord(token, 'ATTRIBUTES', 'ATTRIBUTE'),
    );
    const attributes = new Map<string, string>();
    if (list > 0)
      for (let at = list + 1; at < end; at++) {
        const name = tokens[at]!;
        if (name.kind !== 'word' || !is(tokens[at + 1], '=')) continue;
        let stop = at + 2;
        while (stop < end && !is(tokens[stop], ',') && !is(tokens[stop], ')')) stop++;
        const value = builtText(tokens, at + 2, stop, new Map());
        if (value !== null) attributes.set(name.text.toLowerCase(), value.sql);
        else if (tokens[at + 2]?.kind === 'variable') attributes.set(name.text.toLowerCase(), hole);
      }
    found.push({
      type: tokens[type + 1]?.text ?? '',
      isProducer: isWord(tokens[type + 2], 'PRODUCER') || !isWord(tokens[type + 2], 'CONSUMER'),
      attributes,
    });
    i = Math.max(i, end - 1);
  }
  return found;
}

/** APPLY ('INSERT INTO …') TO OPERATOR (…): the texts of the steps. */
function readSteps(reading: Reading, from: number, to: number, found: Found): void {
  const { tokens } = reading;
  for (let i = from; i < to; i++) {
    if (!isWord(tokens[i], 'APPLY')) continue;
    let at = i + 1;
    for (; at < to && !isWord(tokens[at], 'TO'); at++) {
      if (tokens[at]!.kind !== 'string') continue;
      let stop = at + 1;
      while (stop < to && !is(tokens[stop], ',') && !is(tokens[stop], ')') && !isWord(tokens[stop], 'TO'))
        stop++;
      const built = builtText(tokens, at, stop, new Map());
      if (built !== null) readText(reading, built, placeOf(reading, at, stop), nowhere, found);
      at = stop - 1;
    }
    i = at;
  }
}

function unique(uses: readonly RelationUse[]): readonly RelationUse[] {
  return [...new Map(uses.map((use) => [use.relation, use])).values()];
}
