import type { LegacyStatement, RelationUse } from '../../estate/legacy-object.ts';
import { cutBody, type Fragment, isDynamicCall } from '../cut/cut-body.ts';
import { isWord } from '../text/token-tests.ts';
import { insertedCall } from '../uses/inserted-call.ts';
import { sequencesIn } from '../uses/sequences-in.ts';
import { statementKind } from '../uses/statement-kind.ts';
import type { Surroundings } from '../uses/walk/index.ts';
import { callsIn, queriesIn, triggerUses } from './control-uses.ts';
import { count } from './measures.ts';
import { readStatement } from './read-statement.ts';
import { type Found, placeOf, type Reading, textOf } from './reading.ts';
import { assignTexts, isDynamic, readDynamic, readUnrun, runIn, type Texts } from './run-texts.ts';

/** The statements of a batch or of a routine's body. */
export function readBody(
  reading: Reading,
  from: number,
  to: number,
  around: Surroundings,
  inRoutine: boolean,
  found: Found,
): void {
  const fragments = cutBody(reading.tokens, from, to, reading.dialect);
  const runsTexts = fragments.some(
    ({ kind, ...each }) =>
      kind === 'dynamic' ||
      isDynamic(reading, each.from, inRoutine) ||
      insertedCall(reading.text, reading.tokens, each.from, each.to) !== null ||
      runIn(reading, each.from, each.to) !== null,
  );
  const texts: Texts = new Map();
  for (const fragment of fragments)
    readFragment(reading, fragment, around, inRoutine, runsTexts ? texts : null, found);
  for (const each of texts.values()) readUnrun(reading, each, around, found);
  // Where the texts that it makes were read, a statement that runs one of them is known as well as they are.
  const isText = ({ kind }: LegacyStatement) => kind.startsWith('dynamic ') && kind !== 'dynamic sql';
  if (found.statements.some(isText))
    for (const [i, statement] of found.statements.entries())
      if (statement.kind === 'dynamic sql') found.statements[i] = { ...statement, understanding: 'scanned' };
}

function readFragment(
  reading: Reading,
  fragment: Fragment,
  around: Surroundings,
  inRoutine: boolean,
  texts: Texts | null,
  found: Found,
): void {
  const { from, to, kind } = fragment;
  const place = placeOf(reading, from, to);
  if (kind === 'sql' && !isDynamic(reading, from, inRoutine)) {
    if (isWord(reading.tokens[from], 'CREATE') && isTextMaker(reading, from, to)) return;
    readStatement(reading, from, to, around, inRoutine, found);
    const call = reading.dialect === 'tsql' ? insertedCall(reading.text, reading.tokens, from, to) : null;
    if (call !== null && isDynamicCall(reading.tokens, call.call, to))
      readDynamic(reading, { kind: 'dynamic', from: call.call, to }, place, texts, around, found);
    if (texts !== null && isWord(reading.tokens[from], 'SELECT'))
      assignTexts(reading, fragment, texts, around, found);
    return;
  }
  if (kind === 'dynamic' || kind === 'sql') {
    readDynamic(reading, fragment, place, texts, around, found);
    return;
  }
  if (kind === 'loop') count(found.counting, 'loops', place);
  if (kind === 'cursor') count(found.counting, 'cursors', place);
  const word = kind === 'cursor' ? 'cursor' : statementKind(reading.tokens, from, to);
  if (word === 'if' || word === 'elsif' || word === 'elseif' || word === 'case' || word === 'when')
    count(found.counting, 'branches', place);
  const queries = queriesIn(reading.tokens, from, to);
  const before = found.statements.length;
  for (const [first, last] of queries) readStatement(reading, first, last, around, inRoutine, found, word);
  const run = runIn(reading, from, to);
  if (run !== null) readDynamic(reading, { kind: 'dynamic', from: run, to }, place, texts, around, found);
  else if (texts !== null) assignTexts(reading, fragment, texts, around, found);
  const rows = triggerUses(reading, from, to, around, place);
  const calls = callsIn(reading, from, to);
  const numbered = sequencesIn(reading.text, reading.tokens, from, to).map(
    (relation): RelationUse => ({ relation, columns: [], place, understanding: 'parsed' }),
  );
  const isNew = found.statements.length === before;
  if (rows !== null || (isNew && (calls.length > 0 || numbered.length > 0)))
    found.statements.push({
      kind: word,
      place,
      understanding: 'parsed',
      reads: [...(rows?.reads ?? []), ...numbered],
      writes: rows?.writes ?? [],
      ...(calls.length > 0 ? { calls } : {}),
      text: textOf(reading, from, to),
    });
}

function isTextMaker({ tokens }: Reading, from: number, to: number): boolean {
  return to - from < 2 || tokens[from + 1] === undefined;
}
