import type { Dialect } from '../../estate/dialect.ts';
import type { EstateNote, LegacyStatement, RelationUse } from '../../estate/legacy-object.ts';
import type { EstatePlace } from '../../estate/place.ts';
import { cutBody, type Fragment } from '../cut/cut-body.ts';
import { closing, is, isWord } from '../text/token-tests.ts';
import { type Token, tokenize } from '../text/tokenize.ts';
import type { Grammars } from '../uses/grammars.ts';
import { sequencesIn } from '../uses/sequences-in.ts';
import { statementKind, usesOfTokens } from '../uses/statement-uses.ts';
import type { Surroundings } from '../uses/walk-tree.ts';
import { assignmentsIn, type Built, builtText, hole, textStart } from './built-text.ts';
import { type Counting, count } from './measures.ts';

/** What a text is read with. */
export interface Reading {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly file: string;
  readonly dialect: Dialect;
  readonly grammars: Grammars;
}

/** What reading statements adds to an object. */
export interface Found {
  readonly statements: LegacyStatement[];
  readonly notes: EstateNote[];
  readonly counting: Counting;
}

export function nothingFound(): Found {
  return { statements: [], notes: [], counting: new Map() };
}

const verb =
  /^\s*(?:with|select|insert|update|delete|merge|truncate|create|drop|alter|exec|call|begin|replace)\b/i;

export function placeOf({ file, text, tokens }: Reading, from: number, to: number): EstatePlace {
  const first = tokens[from];
  const last = tokens[Math.max(from, to - 1)];
  if (first === undefined || last === undefined) return { file, line: 1, endLine: 1 };
  let endLine = last.line;
  for (let i = text.indexOf('\n', last.start); i >= 0 && i < last.end; i = text.indexOf('\n', i + 1))
    endLine++;
  return { file, line: first.line, endLine };
}

function textOf({ text, tokens }: Reading, from: number, to: number): string {
  return text.slice(tokens[from]!.start, tokens[to - 1]!.end);
}

/** One statement that stands by itself. */
export function readStatement(
  reading: Reading,
  from: number,
  to: number,
  around: Surroundings,
  inRoutine: boolean,
  found: Found,
  kind?: string,
): void {
  if (to <= from) return;
  const { text, tokens, dialect, grammars } = reading;
  const place = placeOf(reading, from, to);
  const { notes, ...uses } = usesOfTokens(text, tokens, from, to, dialect, grammars, {
    place,
    around,
    inRoutine,
  });
  found.statements.push({ ...uses, kind: kind ?? uses.kind, place, text: textOf(reading, from, to) });
  for (const note of notes) found.notes.push({ ...note, place });
  countIn(reading, from, to, found.counting);
}

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

/** What variables hold, by their names in lower case. `isRead`: the text was read where it is run, or is part of one that was. */
type Texts = Map<string, Built & { readonly place: EstatePlace; isRead: boolean }>;

/** Notes what a fragment gives to variables. A text that is lost by it, and that nothing has run so far, is read first: it may be run in another branch. */
function assignTexts(
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

function readUnrun(
  reading: Reading,
  text: Built & { place: EstatePlace; isRead: boolean },
  around: Surroundings,
  found: Found,
): void {
  if (!text.isRead && verb.test(text.sql)) readText(reading, text, text.place, around, found);
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

/** A statement that runs a text. */
function readDynamic(
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
function isDynamic({ tokens, dialect }: Reading, from: number, inRoutine: boolean): boolean {
  if (!isWord(tokens[from], 'EXECUTE', 'EXEC')) return false;
  const next = tokens[from + 1];
  if (isWord(next, 'PROCEDURE', 'FUNCTION', 'BLOCK')) return false;
  if (isWord(next, 'IMMEDIATE', 'STATEMENT')) return true;
  if (dialect === 'tsql') return next?.kind === 'variable' && !is(tokens[from + 2], '=');
  return inRoutine && dialect !== 'oracle';
}

/** PL/pgSQL: RETURN QUERY EXECUTE text, FOR r IN EXECUTE text LOOP. PSQL: FOR EXECUTE STATEMENT text. */
function runIn({ tokens }: Reading, from: number, to: number): number | null {
  if (!isWord(tokens[from], 'RETURN', 'FOR')) return null;
  for (let i = from + 1; i < Math.min(to, from + 12); i++)
    if (isWord(tokens[i], 'EXECUTE') && !isWord(tokens[i + 1], 'PROCEDURE', 'FUNCTION')) return i;
  return null;
}

function isTextMaker({ tokens }: Reading, from: number, to: number): boolean {
  return to - from < 2 || tokens[from + 1] === undefined;
}

/** Reads a text that is run. Names with holes in them are not names of the estate. */
function readText(
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

/** Queries in a condition, an assignment, a loop's head or a cursor: those in brackets, and one that runs to the end. */
function queriesIn(
  tokens: readonly Token[],
  from: number,
  to: number,
): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (let i = from; i < to; i++) {
    if (!isWord(tokens[i], 'SELECT', 'WITH', 'SEL')) continue;
    if (isWord(tokens[i], 'WITH') && !(isWord(tokens[i + 2], 'AS') || is(tokens[i + 2], '('))) continue;
    if (is(tokens[i - 1], '(')) {
      const end = closing(tokens, i - 1, to);
      const last = is(tokens[end - 1], ')') ? end - 1 : end;
      found.push([i, last]);
      i = last;
    } else {
      found.push([i, to]);
      break;
    }
  }
  return found;
}

/** NEW.x := … writes a row of the trigger's table, other mentions of NEW and OLD read it. */
function triggerUses(
  { tokens, text }: Reading,
  from: number,
  to: number,
  around: Surroundings,
  place: EstatePlace,
): { reads: RelationUse[]; writes: RelationUse[] } | null {
  if (around.triggerTable === null) return null;
  const reads = new Set<string>();
  const writes = new Set<string>();
  for (let i = from; i < to - 2; i++) {
    const token = tokens[i]!;
    const isRow =
      isWord(token, 'NEW', 'OLD') || (token.kind === 'variable' && /^:(new|old)$/i.test(token.text));
    if (!isRow || !is(tokens[i + 1], '.')) continue;
    const name = tokens[i + 2]!;
    if (name.kind !== 'word' && name.kind !== 'name') continue;
    const column = (name.kind === 'word' ? text.slice(name.start, name.end) : name.text).toLowerCase();
    const isTarget = is(tokens[i + 3], '=')
      ? i === from || isWord(tokens[i - 1], 'SET') || is(tokens[i - 1], ',')
      : is(tokens[i + 3], ':') && is(tokens[i + 4], '=');
    (isTarget ? writes : reads).add(column);
  }
  if (reads.size + writes.size === 0) return null;
  const uses = (columns: ReadonlySet<string>): RelationUse[] =>
    columns.size === 0
      ? []
      : [{ relation: around.triggerTable!, columns: [...columns].sort(), place, understanding: 'parsed' }];
  return { reads: uses(reads), writes: uses(writes) };
}

const noCall =
  /^(IF|IN|AND|OR|NOT|WHILE|FOR|EXISTS|VALUES|WHEN|THEN|RETURN|SET|ELSIF|ELSEIF|CASE|CAST|COUNT|MAX|MIN|SUM|COALESCE|NVL|TO_CHAR|TO_DATE|UPPER|LOWER|TRIM|SUBSTR|SUBSTRING|LENGTH|CONVERT|ISNULL|VARCHAR|NVARCHAR|CHAR|DECIMAL|NUMERIC|NUMBER|VARCHAR2|INTO|SELECT|DECLARE|TABLE|BETWEEN|LIKE|ON|UNTIL|REPLACE|ROUND|ABS|CONCAT|VARIABLE|USING)$/;

/** What is called in an expression or, in PL/SQL, as a statement; the estate knows which of them are its own. */
function callsIn({ tokens, text }: Reading, from: number, to: number): readonly string[] {
  const found = new Set<string>();
  for (let i = from; i < to; i++) {
    const token = tokens[i]!;
    if (token.kind !== 'word' && token.kind !== 'name') continue;
    let start = i;
    while (start - 2 >= from && is(tokens[start - 1], '.')) start -= 2;
    const isAlone = start === from && (i + 1 === to || is(tokens[i + 1], ';'));
    if (!is(tokens[i + 1], '(') && !isAlone) continue;
    if (start === i && token.kind === 'word' && noCall.test(token.text)) continue;
    const parts: string[] = [];
    for (let at = start; at <= i; at += 2) {
      const part = tokens[at]!;
      parts.push(part.kind === 'word' ? text.slice(part.start, part.end) : part.text);
    }
    found.add(parts.join('.').toLowerCase());
  }
  return [...found].sort();
}

function countIn(reading: Reading, from: number, to: number, counting: Counting): void {
  const { tokens } = reading;
  const at = (i: number) => placeOf(reading, i, i + 1);
  for (let i = from; i < to; i++) {
    const token = tokens[i]!;
    if (token.kind !== 'word') continue;
    if (token.text === 'JOIN' || token.text === 'APPLY') count(counting, 'joins', at(i));
    else if (token.text === 'PIVOT' || token.text === 'UNPIVOT') count(counting, 'pivots', at(i));
    else if (token.text === 'CASE' && !isWord(tokens[i - 1], 'END')) count(counting, 'branches', at(i));
    else if (token.text === 'SELECT' && i > from && is(tokens[i - 1], '('))
      count(counting, 'subqueries', at(i));
    else if (token.text === 'OVER' && is(tokens[i + 1], '(')) count(counting, 'windows', at(i));
  }
}
