import type { RelationUse } from '../../estate/legacy-object.ts';
import type { EstatePlace } from '../../estate/place.ts';
import { cutBody, type Fragment } from '../cut/cut-body.ts';
import { closing, is, isWord } from '../text/token-tests.ts';
import { tokenize } from '../text/tokenize.ts';
import type { Surroundings } from '../uses/walk/index.ts';
import { assignmentsIn, type Built, builtText, hole, textStart } from './built-text.ts';
import { queriesIn } from './control-uses.ts';
import { count } from './measures.ts';
import { readStatement } from './read-statement.ts';
import { type Found, nothingFound, placeOf, type Reading, textOf } from './reading.ts';

const verb =
  /^\s*(?:with|select|insert|update|delete|merge|truncate|create|drop|alter|exec|call|begin|replace)\b/i;

/** What variables hold, by their names in lower case. `isRead`: the text was read where it is run, or is part of one that was. */
export type Texts = Map<string, Built & { readonly place: EstatePlace; isRead: boolean }>;

/** Notes what a fragment gives to variables. A text that is lost by it, and that nothing has run so far, is read first: it may be run in another branch. */
export function assignTexts(
  reading: Reading,
  { from, to }: Fragment,
  texts: Texts,
  around: Surroundings,
  found: Found,
): void {
  for (const each of assignmentsIn(reading.tokens, from, to)) {
    const value = builtText(reading.tokens, each.from, each.to, texts);
    const old = texts.get(each.variable);
    const continues = old !== undefined && (each.appends || value?.from.has(each.variable) === true);
    if (old !== undefined && !continues) readUnrun(reading, old, around, found);
    if (value === null) {
      if (!continues) texts.delete(each.variable);
      else texts.set(each.variable, { ...old!, sql: `${old!.sql} ${hole}`, whole: false });
      continue;
    }
    const place = continues ? old!.place : placeOf(reading, from, to);
    const whole =
      each.appends && old !== undefined
        ? { ...value, sql: old.sql + value.sql, whole: old.whole && value.whole }
        : value;
    texts.set(each.variable, { ...whole, place, isRead: false });
    for (const other of value.from) if (other !== each.variable) markRead(texts, other);
  }
}

function markRead(texts: Texts, variable: string): void {
  const known = texts.get(variable);
  if (known !== undefined) known.isRead = true;
}

export function readUnrun(
  reading: Reading,
  text: Built & { place: EstatePlace; isRead: boolean },
  around: Surroundings,
  found: Found,
): void {
  if (!text.isRead && verb.test(text.sql)) readText(reading, text, text.place, around, found);
}

/** A statement that runs a text. */
export function readDynamic(
  reading: Reading,
  { from, to }: Fragment,
  place: EstatePlace,
  texts: Texts | null,
  around: Surroundings,
  found: Found,
): void {
  const { tokens, dialect } = reading;
  count(found.counting, 'dynamic-sql', place);
  const built = builtText(tokens, textStart(tokens, from, to), to, texts ?? new Map());
  // T-SQL: EXEC @name runs the procedure of that name, EXEC (@text) a text.
  const calls =
    dialect === 'tsql' && isWord(tokens[from], 'EXEC', 'EXECUTE') && tokens[from + 1]?.kind === 'variable';
  found.notes.push({
    code: 'dynamic-sql',
    text:
      built === null
        ? 'A text is run that is put together elsewhere: what it uses is known only as far as texts of this object tell.'
        : built.whole
          ? 'A constant text is run as SQL; it is read like a statement.'
          : 'A text that is put together is run as SQL: names within its constant parts are known, others are not.',
    place,
  });
  const before = found.statements.length;
  if (built !== null) {
    for (const each of built.from) markRead(texts!, each);
    const sql = calls && !verb.test(built.sql) ? `EXEC ${built.sql}` : built.sql;
    readText(reading, { ...built, sql }, place, around, found, serverOf(reading, from, to));
  }
  if (found.statements.length > before) return;
  found.statements.push({
    kind: 'dynamic sql',
    place,
    understanding: 'opaque',
    reads: [],
    writes: [],
    text: textOf(reading, from, to),
  });
}

/** The linked server of EXEC ('…') AT server. */
function serverOf({ text, tokens }: Reading, from: number, to: number): string | null {
  if (!is(tokens[from + 1], '(')) return null;
  const end = closing(tokens, from + 1, to);
  const name = end < to && isWord(tokens[end], 'AT') ? tokens[end + 1] : undefined;
  if (name === undefined) return null;
  return (name.kind === 'word' ? text.slice(name.start, name.end) : name.text).toLowerCase();
}

/** Whether what begins here runs a text: EXECUTE of a value, where the dialect's own EXECUTE has no other meaning. */
export function isDynamic({ tokens, dialect }: Reading, from: number, inRoutine: boolean): boolean {
  if (!isWord(tokens[from], 'EXECUTE', 'EXEC')) return false;
  const next = tokens[from + 1];
  if (isWord(next, 'PROCEDURE', 'FUNCTION', 'BLOCK')) return false;
  if (isWord(next, 'IMMEDIATE', 'STATEMENT')) return true;
  if (dialect === 'tsql') return next?.kind === 'variable' && !is(tokens[from + 2], '=');
  return inRoutine && dialect !== 'oracle';
}

/** PL/pgSQL: RETURN QUERY EXECUTE text, FOR r IN EXECUTE text LOOP. PSQL: FOR EXECUTE STATEMENT text. */
export function runIn({ tokens }: Reading, from: number, to: number): number | null {
  if (!isWord(tokens[from], 'RETURN', 'FOR')) return null;
  for (let i = from + 1; i < Math.min(to, from + 12); i++)
    if (isWord(tokens[i], 'EXECUTE') && !isWord(tokens[i + 1], 'PROCEDURE', 'FUNCTION')) return i;
  return null;
}

/** Reads a text that is run. Names with holes in them are not names of the estate. */
export function readText(
  reading: Reading,
  { sql, whole }: Built,
  place: EstatePlace,
  around: Surroundings,
  found: Found,
  server: string | null = null,
): void {
  const tokens = tokenize(sql, reading.dialect);
  const inner: Reading = { ...reading, text: sql, tokens };
  const own = nothingFound();
  // A body may be run as a text as well.
  readBodyFlat(inner, around, own);
  for (const statement of own.statements) {
    const tidy = (uses: readonly RelationUse[]) =>
      uses.flatMap((use) =>
        use.relation.includes(hole)
          ? []
          : {
              ...use,
              relation: server === null ? use.relation : `${server}.${use.relation}`,
              place,
              understanding: whole ? use.understanding : ('scanned' as const),
              columns: use.columns?.filter((column) => !column.includes(hole)) ?? null,
            },
      );
    found.statements.push({
      ...statement,
      place,
      kind: `dynamic ${statement.kind}`,
      understanding: whole || statement.understanding === 'opaque' ? statement.understanding : 'scanned',
      reads: tidy(statement.reads),
      writes: tidy(statement.writes),
      ...(statement.loose === undefined
        ? {}
        : {
            loose: statement.loose
              .filter(({ column }) => !column.includes(hole))
              .map((each) => ({
                ...each,
                candidates: each.candidates.map((level) => level.filter((one) => !one.includes(hole))),
              })),
          }),
    });
  }
  for (const note of own.notes) if (note.code !== 'not-parsed') found.notes.push({ ...note, place });
}

function readBodyFlat(reading: Reading, around: Surroundings, found: Found): void {
  for (const { from, to, kind } of cutBody(reading.tokens, 0, reading.tokens.length, reading.dialect)) {
    if (kind === 'sql') readStatement(reading, from, to, around, false, found);
    else
      for (const [first, last] of queriesIn(reading.tokens, from, to))
        readStatement(reading, first, last, around, true, found);
  }
}
