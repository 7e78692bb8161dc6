import type { Dialect } from '../../estate/dialect.ts';
import { closing, is, isWord } from '../text/token-tests.ts';
import type { Token } from '../text/tokenize.ts';

/** A stretch of a file's tokens, `to` excluded, without its terminator. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

const routine = /^(PROCEDURE|PROC|FUNCTION|TRIGGER|PACKAGE|TYPE|MACRO|EVENT|TASK|MODULE)$/;
/** Words that may stand between CREATE and what is made. */
const adjective =
  /^(OR|REPLACE|ALTER|EDITIONABLE|NONEDITIONABLE|DEFINER|TEMP|TEMPORARY|CONSTRAINT|AGGREGATE|SECURE|IF|NOT|EXISTS|COMPOUND)$/;
const plusCommand =
  /^(SET|PROMPT|SPOOL|WHENEVER|EXEC|EXECUTE|SHOW|COLUMN|COL|DEFINE|UNDEFINE|ACCEPT|REM|EXIT|QUIT|CONNECT|CONN|START|HOST|PAUSE|DESC|DESCRIBE|BREAK|CLEAR|VARIABLE|PRINT|TTITLE|BTITLE|TIMING|REPHEADER|REPFOOTER)$/;
/** Of SQL*Plus and of SQL both: SQL where these follow. */
const plusOrSql: Readonly<Record<string, RegExp>> = { SET: /^(ROLE|TRANSACTION|CONSTRAINT|CONSTRAINTS)$/ };

/**
 * The statements of a file: what its terminators (`;`, `/` and `GO` on a line of their own, DELIMITER, SET TERM, `@` after `--#SET TERMINATOR`) part, and T-SQL's before each USE.
 * A routine's body stays whole. Every token but terminators and the commands that change them is in exactly one stretch.
 */
export function splitFile(text: string, tokens: readonly Token[], dialect: Dialect): readonly Stretch[] {
  const found: Stretch[] = [];
  const ownLine = linesOf(tokens);
  const hasSlashes = dialect === 'oracle' && tokens.some((token, i) => is(token, '/') && ownLine(i));
  const isBatched = dialect === 'tsql' && tokens.some((token, i) => token.text === 'GO' && ownLine(i, 2));
  const terminator = terminators(text, tokens, dialect);
  let delimiter = ';';
  let start = 0;
  let i = 0;
  const end = (to: number, next: number) => {
    if (to > start) found.push({ from: start, to });
    start = next;
    i = next;
  };
  while (i < tokens.length) {
    const token = tokens[i]!;
    if (dialect === 'db2') delimiter = terminator(token.start);
    if (token.kind === 'line') {
      end(i, i);
      end(i + 1, i + 1);
      continue;
    }
    if (dialect === 'tsql' && token.text === 'GO' && token.kind === 'word' && ownLine(i, 2)) {
      end(i, i + (tokens[i + 1]?.kind === 'number' && tokens[i + 1]!.line === token.line ? 2 : 1));
      continue;
    }
    if (dialect === 'oracle' && is(token, '/') && ownLine(i)) {
      end(i, i + 1);
      continue;
    }
    if (dialect === 'tsql' && i > start && changesDatabase(tokens, i)) {
      end(i, i);
      continue;
    }
    if (i === start) {
      const changed = delimiterCommand(text, tokens, i, delimiter);
      if (changed !== null) {
        delimiter = changed.delimiter;
        start = changed.next;
        i = changed.next;
        continue;
      }
      if (dialect === 'oracle' && isPlusCommand(tokens, i)) {
        let to = i;
        while (to < tokens.length && tokens[to]!.line === token.line) to++;
        end(to, to);
        continue;
      }
      const whole = wholeEnd(tokens, i, dialect, { hasSlashes, isBatched, delimiter });
      if (whole !== null) {
        i = whole;
        continue;
      }
    }
    if (delimiter.length > 0 && text.startsWith(delimiter, token.start) && token.kind !== 'string') {
      const stop = token.start + delimiter.length;
      let next = i + 1;
      while (next < tokens.length && tokens[next]!.start < stop) next++;
      end(i, next);
      continue;
    }
    i++;
  }
  end(tokens.length, tokens.length);
  return found;
}

/** `count` tokens at most on the token's line, it being the first. */
function linesOf(tokens: readonly Token[]): (i: number, count?: number) => boolean {
  return (i, count = 1) => {
    const { line } = tokens[i]!;
    if (tokens[i - 1]?.line === line) return false;
    const next = tokens[i + 1];
    if (next?.line !== line) return true;
    return count > 1 && next.kind === 'number' && tokens[i + 2]?.line !== line;
  };
}

/**
 * The terminator in force at a place. DB2 scripts change it with a comment, `--#SET TERMINATOR @`, or are run with `db2 -td@`, of which the file says nothing: an at sign at the end of a line is one
 * then.
 */
function terminators(text: string, tokens: readonly Token[], dialect: Dialect): (at: number) => string {
  if (dialect !== 'db2') return () => ';';
  const set = [...text.matchAll(/^[ \t]*--#SET\s+TERMINATOR\s+(\S+)/gim)].map(
    ({ index, 1: mark }) => [index, mark!] as const,
  );
  const endsLines = tokens.some((token, i) => is(token, '@') && tokens[i + 1]?.line !== token.line);
  const first = set.length === 0 && endsLines ? '@' : ';';
  return (at) => set.findLast(([from]) => from < at)?.[1] ?? first;
}

function delimiterCommand(
  text: string,
  tokens: readonly Token[],
  i: number,
  current: string,
): { delimiter: string; next: number } | null {
  const word = tokens[i]!;
  const lineEnd = (text.indexOf('\n', word.start) + 1 || text.length + 1) - 1;
  const rest = text.slice(word.start, lineEnd);
  if (word.text === 'DELIMITER') {
    const mark = /^delimiter\s+(\S+)/i.exec(rest)?.[1];
    return mark === undefined ? null : { delimiter: mark, next: after(tokens, i, lineEnd) };
  }
  if (word.text === 'SET' && tokens[i + 1]?.text === 'TERM') {
    const marks = rest.replace(/^set\s+term\s+/i, '').trim();
    const mark = (marks.endsWith(current) ? marks.slice(0, -current.length) : marks).trim().split(/\s/)[0]!;
    return mark === '' ? null : { delimiter: mark, next: after(tokens, i, lineEnd) };
  }
  return null;
}

function after(tokens: readonly Token[], i: number, offset: number): number {
  let next = i + 1;
  while (next < tokens.length && tokens[next]!.start < offset) next++;
  return next;
}

function isPlusCommand(tokens: readonly Token[], i: number): boolean {
  const { kind, text, line } = tokens[i]!;
  if (text === '@' || text === '!' || text === '$') return true;
  if (kind === 'variable' && text.startsWith('@')) return true;
  if (kind !== 'word' || !plusCommand.test(text)) return false;
  const next = tokens[i + 1];
  return !(next?.line === line && plusOrSql[text]?.test(next.text));
}

interface Ways {
  readonly hasSlashes: boolean;
  readonly isBatched: boolean;
  readonly delimiter: string;
}

/** Where a routine or block that begins at `i` ends (the place of its terminator); null: where the next terminator stands. */
function wholeEnd(tokens: readonly Token[], i: number, dialect: Dialect, ways: Ways): number | null {
  if (dialect === 'tsql') return tsqlEnd(tokens, i, ways);
  if (ways.delimiter !== ';') return null;
  const first = tokens[i]!.text;
  const defines = first === 'CREATE' || first === 'ALTER' || (first === 'REPLACE' && dialect === 'teradata');
  const made = defines ? madeAt(tokens, i) : null;
  if (dialect === 'teradata') {
    const bracketed = bracketedEnd(tokens, i, made);
    if (bracketed !== null) return bracketed;
  }
  if (first === 'BEGIN') {
    if (/^(;|TRANSACTION|WORK|TRAN|LOADING|MLOAD|EXPORT|IMPORT)$/.test(tokens[i + 1]?.text ?? ';'))
      return null;
  } else if (first !== 'DECLARE' && !(made !== null && routine.test(tokens[made]!.text))) {
    if (first !== 'EXECUTE' || tokens[i + 1]?.text !== 'BLOCK') return null;
  }
  if (ways.hasSlashes) {
    if (made !== null && tokens[made]!.text === 'TYPE' && tokens[made + 1]?.text !== 'BODY') return null;
    for (let j = i + 1; j < tokens.length; j++)
      if (
        is(tokens[j]!, '/') &&
        tokens[j - 1]!.line < tokens[j]!.line &&
        tokens[j + 1]?.line !== tokens[j]!.line
      )
        return j;
    return tokens.length;
  }
  return blockEnd(tokens, i, made !== null && tokens[made]!.text === 'PACKAGE');
}

/** Teradata: a macro's statements and the steps of a load job stand in brackets, semicolons and all. */
function bracketedEnd(tokens: readonly Token[], i: number, made: number | null): number | null {
  const isMacro = made !== null && tokens[made]!.text === 'MACRO';
  const define = isWord(tokens[i], 'USING') ? i + 4 : i;
  const isJob = isWord(tokens[define], 'DEFINE') && isWord(tokens[define + 1], 'JOB');
  if (!isMacro && !isJob) return null;
  for (let open = i + 2; open < tokens.length; open++) {
    if (is(tokens[open], ';')) return null;
    if (!is(tokens[open], '(')) continue;
    const end = closing(tokens, open);
    if (isJob || isWord(tokens[open - 1], 'AS')) return end;
    open = end - 1;
  }
  return null;
}

/** T-SQL's USE needs no terminator before it; names behind it mean others than those before. OPTION (USE HINT …) is none. */
function changesDatabase(tokens: readonly Token[], i: number): boolean {
  const next = tokens[i + 1];
  return (
    isWord(tokens[i], 'USE') &&
    (next?.kind === 'word' || next?.kind === 'name') &&
    !is(tokens[i - 1], '(') &&
    !is(tokens[i - 1], ',')
  );
}

/** Without GO a routine takes the rest of its file: T-SQL has no other end for it. */
function tsqlEnd(tokens: readonly Token[], i: number, { isBatched }: Ways): number | null {
  let to = i;
  while (
    to < tokens.length &&
    !(tokens[to]!.text === 'GO' && tokens[to]!.kind === 'word' && tokens[to - 1]?.line !== tokens[to]!.line)
  )
    to++;
  const first = tokens[i]!.text;
  if (first === 'CREATE' || first === 'ALTER') {
    const made = madeAt(tokens, i);
    if (made !== null && /^(PROCEDURE|PROC|FUNCTION|TRIGGER|VIEW)$/.test(tokens[made]!.text)) {
      if (isBatched) return to;
      // Several in a file without GO: scripts of other tools, whose next one begins a line.
      const isView = tokens[made]!.text === 'VIEW';
      for (let j = made + 1; j < to; j++) {
        if (isView && is(tokens[j]!, ';')) return j;
        const begins = tokens[j]!.text === 'CREATE' && tokens[j - 1]!.line < tokens[j]!.line;
        const next = begins ? madeAt(tokens, j) : null;
        if (next !== null && /^(PROCEDURE|PROC|FUNCTION|TRIGGER|VIEW)$/.test(tokens[next]!.text)) return j;
      }
      return to;
    }
  }
  return null;
}

/** The place of the word that says what CREATE makes, or null. */
export function madeAt(tokens: readonly Token[], i: number): number | null {
  for (let j = i + 1; j < Math.min(tokens.length, i + 24); j++) {
    const { kind, text } = tokens[j]!;
    if (kind === 'word' && adjective.test(text)) continue;
    // DEFINER = `root`@`localhost`, or OR ALTER.
    if (text === '=' || kind === 'variable' || kind === 'string' || text === '@') continue;
    if (kind === 'name' && tokens.slice(i, j).some((each) => each.text === 'DEFINER')) continue;
    if (kind === 'word' && tokens[j - 1]!.text === '=') continue;
    return kind === 'word' ? j : null;
  }
  return null;
}

function blockEnd(tokens: readonly Token[], i: number, isPackage: boolean): number {
  let depth = isPackage ? 1 : 0;
  let sawBlock = isPackage;
  let declaring = tokens[i]!.text === 'DECLARE';
  for (let j = i; j < tokens.length; j++) {
    const token = tokens[j]!;
    if (token.kind !== 'word') {
      if (is(token, ';') && depth <= 0 && !declaring && (sawBlock || !mayHaveBlock(tokens, i, j))) return j;
      continue;
    }
    if (token.text === 'DECLARE' && depth <= 0 && !sawBlock) declaring = true;
    else if (token.text === 'BEGIN') {
      depth++;
      sawBlock = true;
      declaring = false;
    } else if (token.text === 'CASE') depth += tokens[j - 1]?.text === 'END' ? 0 : 1;
    else if (token.text === 'END' && !/^(IF|LOOP|WHILE|REPEAT|FOR)$/.test(tokens[j + 1]?.text ?? '')) depth--;
  }
  return tokens.length;
}

/** Before the first BEGIN: whether the head of a routine is still open, declarations with their own semicolons and all. */
function mayHaveBlock(tokens: readonly Token[], from: number, to: number): boolean {
  for (let j = to + 1; j < tokens.length; j++) {
    const { kind, text } = tokens[j]!;
    if (kind !== 'word') continue;
    if (text === 'BEGIN')
      return tokens.slice(from, to).some((each) => each.kind === 'word' && /^(AS|IS)$/.test(each.text));
    if (/^(CREATE|ALTER|DROP|GRANT|COMMENT)$/.test(text) && is(tokens[j - 1]!, ';')) return false;
  }
  return false;
}
