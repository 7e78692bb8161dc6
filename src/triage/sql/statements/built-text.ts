import { closing, is, isWord } from '../text/token-tests.ts';
import type { Token } from '../text/tokenize.ts';

/** Stands for what a text that is put together at run time holds there. */
export const hole = 'lode_unknown_part';

/** A text that an expression gives. */
export interface Built {
  readonly sql: string;
  /** Whether nothing but constants made it. */
  readonly whole: boolean;
  /** Variables in lower case whose texts are in it. */
  readonly from: ReadonlySet<string>;
}

/** What texts that are put together write line ends with: CHAR(13), CHR(10), @CrLf, v_newline. */
const breaksLine = /^(?:N?CHAR|CHR)$|(?:^|[@_])(?:cr|lf|nl|crlf|newline|eol)$/i;
/** Functions whose text is that of their first argument, as far as names go. */
const passes =
  /^(CAST|CONVERT|REPLACE|LTRIM|RTRIM|TRIM|UPPER|LOWER|TO_CLOB|TO_CHAR|FORMAT|COALESCE|ISNULL|NVL)$/;
const placeholder = /%(?:\d+\$)?[-\d]*[IsL]/g;

/**
 * The text that constants and known texts of variables give, joined by `||`, `+` or CONCAT, with a hole for each part that is neither; null where none of them is there. `texts`: of variables, by
 * their name in lower case.
 */
export function builtText(
  tokens: readonly Token[],
  from: number,
  to: number,
  texts: ReadonlyMap<string, Built>,
): Built | null {
  const known = (token: Token): Built | undefined =>
    token.kind === 'variable' || token.kind === 'word' ? texts.get(variableName(token)) : undefined;
  let sees = false;
  const pieces: string[] = [];
  const used = new Set<string>();
  let whole = true;
  /** Open brackets: in those of CONCAT a comma joins, in those of other functions it ends what counts. */
  const open: ('concat' | 'first' | 'plain')[] = [];
  let expects = true;
  for (let i = from; i < to; i++) {
    const token = tokens[i]!;
    if (is(token, ')')) {
      if (open.pop() === undefined) break;
      continue;
    }
    if (is(token, '(')) {
      open.push(kindOf(tokens[i - 1]));
      continue;
    }
    if (is(token, ',') || (isWord(token, 'AS') && open.at(-1) === 'first')) {
      const inside = open.at(-1);
      if (inside === 'concat') {
        expects = true;
        continue;
      }
      if (inside !== 'first') break;
      i = closingFrom(tokens, i, to) - 1;
      continue;
    }
    if (isWord(token, 'USING', 'INTO')) break;
    if (is(token, '|') || is(token, '+')) {
      if (!(is(token, '|') && is(tokens[i - 1], '|'))) expects = true;
      continue;
    }
    if (!expects) continue;
    expects = false;
    const text = known(token);
    if (text !== undefined) {
      sees = true;
      pieces.push(text.sql);
      whole &&= text.whole;
      used.add(variableName(token));
      for (const each of text.from) used.add(each);
    } else if (token.kind === 'string') {
      const isFormat = is(tokens[i - 1], '(') && isWord(tokens[i - 2], 'FORMAT');
      const filled = isFormat ? token.text.replaceAll(placeholder, hole) : token.text;
      whole &&= filled === token.text;
      sees = true;
      pieces.push(filled);
    } else if (isWord(token, 'N', 'E') && tokens[i + 1]?.kind === 'string') expects = true;
    else if (token.kind === 'word' && is(tokens[i + 1], '(') && kindOf(token) !== 'plain') expects = true;
    else if (breaksLine.test(token.text)) {
      pieces.push('\n');
      if (is(tokens[i + 1], '(')) i = closing(tokens, i + 1, to) - 1;
    } else {
      whole = false;
      pieces.push(hole);
      if (is(tokens[i + 1], '(')) i = closing(tokens, i + 1, to) - 1;
    }
  }
  return sees ? { sql: pieces.join(''), whole, from: used } : null;
}

/** Where the expression begins whose text a statement runs: behind EXECUTE IMMEDIATE, EXEC sp_executesql @stmt =, OPEN c FOR, PREPARE s FROM. */
export function textStart(tokens: readonly Token[], from: number, to: number): number {
  const until = isWord(tokens[from], 'OPEN') ? 'FOR' : isWord(tokens[from], 'PREPARE') ? 'FROM' : null;
  let at = from + 1;
  if (until !== null) {
    while (at < to && !isWord(tokens[at], until)) at++;
    return Math.min(at + 1, to);
  }
  while (isWord(tokens[at], 'IMMEDIATE', 'STATEMENT')) at++;
  for (let i = at; i < Math.min(to, at + 10); i++) {
    const { kind, text } = tokens[i]!;
    if ((kind === 'word' || kind === 'name') && /^sp_executesql$/i.test(text)) {
      at = i + 1;
      break;
    }
  }
  if (tokens[at]?.kind === 'variable' && is(tokens[at + 1], '=')) at += 2;
  return at;
}

export function variableName(token: Token): string {
  return token.text.toLowerCase();
}

function kindOf(before: Token | undefined): 'concat' | 'first' | 'plain' {
  if (before?.kind !== 'word') return 'plain';
  if (before.text === 'CONCAT' || before.text === 'CONCAT_WS') return 'concat';
  return passes.test(before.text) ? 'first' : 'plain';
}

/** To the bracket that closes the one around `i`. */
function closingFrom(tokens: readonly Token[], i: number, to: number): number {
  let depth = 0;
  for (let at = i; at < to; at++) {
    if (is(tokens[at], '(')) depth++;
    else if (is(tokens[at], ')') && --depth < 0) return at;
  }
  return to;
}

/** A variable that is given a text. */
export interface Assignment {
  readonly variable: string;
  /** The expression, `to` excluded. */
  readonly from: number;
  readonly to: number;
  /** `+=`: behind what it holds. */
  readonly appends: boolean;
}

/** What a fragment of a program gives to variables: `SET @v = …`, `SELECT @v = …, @w = …`, `DECLARE @v t = …`, `v := …`, `v = …`. */
export function assignmentsIn(tokens: readonly Token[], from: number, to: number): readonly Assignment[] {
  const found: Assignment[] = [];
  let depth = 0;
  let begins = true;
  let target: { readonly variable: string; readonly at: number; readonly appends: boolean } | null = null;
  const end = (at: number) => {
    if (target !== null && at > target.at)
      found.push({ variable: target.variable, from: target.at, to: at, appends: target.appends });
    target = null;
  };
  for (let i = from; i < to; i++) {
    const token = tokens[i]!;
    if (is(token, '(')) depth++;
    else if (is(token, ')')) depth--;
    else if (depth === 0 && is(token, ',')) {
      end(i);
      begins = true;
      continue;
    } else if (depth === 0 && isWord(token, 'FROM', 'WHERE')) {
      end(i);
      begins = false;
    }
    if (!begins || depth > 0) continue;
    if (isWord(token, 'SET', 'SELECT', 'DECLARE', 'VARIABLE', 'THEN', 'ELSE', 'LET')) continue;
    if (token.kind !== 'variable' && token.kind !== 'word') {
      begins = false;
      continue;
    }
    const value = valueAt(tokens, i, to);
    begins = false;
    if (value === null) continue;
    target = { variable: variableName(token), ...value };
    i = value.at - 1;
  }
  end(to);
  return found;
}

/** Where the value begins that the name at `i` is given; a declaration has its type between. */
function valueAt(
  tokens: readonly Token[],
  i: number,
  to: number,
): { readonly at: number; readonly appends: boolean } | null {
  const next = tokens[i + 1];
  if (is(next, '=')) return { at: i + 2, appends: false };
  if ((is(next, '+') || is(next, '|')) && is(tokens[i + 2], '=')) return { at: i + 3, appends: true };
  if (is(next, ':') && is(tokens[i + 2], '=')) return { at: i + 3, appends: false };
  for (let at = i + 1; at < Math.min(to, i + 12); at++) {
    const token = tokens[at]!;
    if (is(token, '=')) return { at: at + 1, appends: false };
    if (is(token, ':') && is(tokens[at + 1], '=')) return { at: at + 2, appends: false };
    if (isWord(token, 'DEFAULT')) return { at: at + 1, appends: false };
    if (is(token, '(')) at = closing(tokens, at, to) - 1;
    else if (token.kind !== 'word' && token.kind !== 'number') return null;
  }
  return null;
}
