import type { Dialect } from '../../estate/dialect.ts';
import { lexicalRules } from './lexical-rules.ts';
import { placeholderAt } from './placeholder.ts';

/** `line`: a command to a client program, such as `\i` or `REM`, to the end of its line. `variable`: `@x`, `:x`, `$1`, `?`. */
export type TokenKind = 'word' | 'name' | 'string' | 'number' | 'symbol' | 'variable' | 'line';

export interface Token {
  readonly kind: TokenKind;
  /** Words in upper case; names and strings without their quotes; else as written. */
  readonly text: string;
  /** Offsets in UTF-16 units in the file. */
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly line: number;
}

const wordStart = /[\p{L}_#]/u;
const wordPart = /[\p{L}\p{N}\p{M}_#$]/u;
/** Where an at sign stands within names, or between a table and its database link. */
const atInWords: readonly Dialect[] = ['tsql', 'oracle'];
const clientCommands: Readonly<Partial<Record<Dialect, RegExp>>> = {
  // A command of SQL*Plus goes on where its line ends in a hyphen; remarks are underlined with hyphens.
  oracle:
    /(?:prompt|rem|remark)(?![\w$#])[^\n]*|(?:set(?!\s+(?:role|transaction|constraints?)\b)|accept|define|undefine|whenever|column|host|pause|ttitle|btitle|clear)(?=[ \t\r\n])(?:[^\n]*-[ \t\r]*\n)*[^\n]*/iy,
  mysql: /(?:source[ \t]|\\\.)[^\n]*/iy,
  postgres: /\\[^\n]*/y,
  snowflake: /![a-z][^\n]*|(?:put|get)\s+'?(?:file:|@)[^;]*/iy,
  tsql: /:(?:r|setvar|on|connect|out|error|listvar|quit|exit)\b[^\n]*/iy,
  // Those of the load utilities end with a semicolon, those of BTEQ with their line.
  teradata:
    /\.(?:begin|end|dml|layout|field|filler|logtable|import\s+(?:infile|mload))\b[^;]{0,4000};|\.[a-z][^\n]*/iy,
  db2: /(?:connect\s+(?:to|reset)|terminate|echo)(?!\w)[^\n]*/iy,
};

/** Commands of SQL*Plus that name files, scripts or routines, or that are SQL as well in other places. */
const plusWords =
  /^(SPOOL|SHOW|EXEC|EXECUTE|START|CONNECT|CONN|EXIT|QUIT|VARIABLE|PRINT|DESC|DESCRIBE|TIMING|COL)$/;

/**
 * The words of an SQL text without its comments. Never fails: what is not closed runs to the end of the text. Symbols are single characters. `from` and `to` bound the part that is
 * read, `line` is that of `from`.
 */
export function tokenize(
  text: string,
  dialect: Dialect,
  from = 0,
  to = text.length,
  firstLine = 1,
): readonly Token[] {
  const rules = lexicalRules(dialect);
  const client = clientCommands[dialect];
  const withAt = atInWords.includes(dialect);
  const tokens: Token[] = [];
  let at = from;
  let line = firstLine;
  let lineStart = true;
  // The next line end, looked for once: a line may be millions of letters long.
  let lineEnd = text.indexOf('\n', from);
  const countLines = (end: number) => {
    for (; lineEnd >= 0 && lineEnd < end; lineEnd = text.indexOf('\n', lineEnd + 1)) line++;
  };
  /** The line of the last command of SQL*Plus that is read as words: it ends with it. */
  let commandLine = 0;
  const isBetweenStatements = () =>
    isBetween(tokens) || (line > commandLine && tokens.at(-1)?.line === commandLine);
  const push = (kind: TokenKind, value: string, end: number) => {
    if (
      kind === 'word' &&
      dialect === 'oracle' &&
      lineStart &&
      plusWords.test(value) &&
      isBetweenStatements()
    )
      commandLine = line;
    tokens.push({ kind, text: value, start: at, end, line });
    countLines(end);
    at = end;
    lineStart = false;
  };
  const skip = (end: number) => {
    countLines(end);
    at = end;
  };
  const find = (what: string, start: number) => {
    const found = text.indexOf(what, start);
    return found < 0 || found >= to ? to : found;
  };
  /** A name with parts that are filled in: `{env}_stage`. */
  const pushName = (
    before: string,
    from: number,
    first: { readonly name: string | null; readonly end: number },
  ) => {
    let name = before;
    let end = from;
    for (let part: typeof first | null = first; part !== null; part = placeholderAt(text, end, to, dialect)) {
      const behind = wordEnd(text, part.end, to, withAt);
      name += `${part.name ?? ''}${text.slice(part.end, behind)}`;
      end = behind;
    }
    push('name', name, end);
  };
  while (at < to) {
    const c = text[at]!;
    if (c === '\n') {
      at++;
      countLines(at);
      lineStart = true;
      continue;
    }
    if (c <= ' ' || c === '\u00a0' || c === '\ufeff') {
      at++;
      continue;
    }
    if (lineStart && client !== undefined && isBetweenStatements()) {
      client.lastIndex = at;
      const command = client.exec(text)?.[0];
      if (command !== undefined && at + command.length <= to) {
        push('line', command.trimEnd(), at + command.length);
        continue;
      }
    }
    const next = text[at + 1];
    if (c === '-' && next === '-') {
      skip(find('\n', at));
      continue;
    }
    if ((c === '#' && rules.hashComment) || (c === '/' && next === '/' && rules.slashComment)) {
      skip(find('\n', at));
      continue;
    }
    if (c === '/' && next === '*') {
      skip(commentEnd(text, at, to, rules.nestedComments));
      continue;
    }
    const filled = c === '{' || c === '&' || c === '$' ? placeholderAt(text, at, to, dialect) : null;
    if (filled !== null) {
      if (filled.name === null) skip(filled.end);
      else pushName('', at, filled);
      continue;
    }
    const raw = rules.quoteOperator ? quoteOperatorEnd(text, at, to) : null;
    if (raw !== null) {
      push('string', text.slice(text.indexOf("'", at) + 2, Math.max(at, raw - 2)), raw);
      continue;
    }
    const dollar = rules.dollar && c === '$' ? /\$[\p{L}_]?[\p{L}\p{N}_]*\$/uy : null;
    if (dollar !== null) {
      dollar.lastIndex = at;
      const tag = dollar.exec(text)?.[0];
      if (tag !== undefined) {
        const close = find(tag, at + tag.length);
        push('string', text.slice(at + tag.length, close), Math.min(close + tag.length, to));
        continue;
      }
    }
    if (rules.strings.includes(c) || (c === "'" && !rules.names.includes(c))) {
      const escaping = rules.backslash || (dialect === 'postgres' && /^[eE]$/.test(text[at - 1] ?? ''));
      const end = quotedEnd(text, at, to, c, escaping);
      push('string', text.slice(at + 1, Math.max(at + 1, end - 1)).replaceAll(c + c, c), end);
      continue;
    }
    if (rules.names.includes(c)) {
      const close = c === '[' ? ']' : c;
      // PostgreSQL and others write arrays with brackets; T-SQL alone names.
      const end = quotedEnd(text, at, to, close, false);
      push('name', text.slice(at + 1, Math.max(at + 1, end - 1)).replaceAll(close + close, close), end);
      continue;
    }
    if ((c >= '0' && c <= '9') || (c === '.' && next !== undefined && next >= '0' && next <= '9')) {
      const number = /(?:0x[\da-f]*|\d*\.?\d*(?:e[+-]?\d+)?)/iy;
      number.lastIndex = at;
      const found = number.exec(text)![0];
      push('number', found, Math.min(at + Math.max(found.length, 1), to));
      continue;
    }
    if (dialect === 'postgres') {
      // psql ends a statement with a command as well: SELECT … \gset.
      if (c === '\\' && next !== undefined && /[a-z!?]/i.test(next)) {
        push('line', text.slice(at, find('\n', at)).trimEnd(), find('\n', at));
        continue;
      }
      // Its variables, as a text and as a name.
      if (c === ':' && text[at - 1] !== ':' && (next === "'" || next === '"') && isVariable(text, at + 1)) {
        const end = quotedEnd(text, at + 1, to, next, false);
        if (next === "'") push('variable', text.slice(at, end), end);
        else push('name', `{${text.slice(at + 2, end - 1).toLowerCase()}}`, end);
        continue;
      }
    }
    const schema = c === '@' ? filledSchema(text, at, tokens.at(-1)) : null;
    if (schema !== null) {
      push('name', `{${schema.toLowerCase()}}`, at + schema.length + 1);
      continue;
    }
    if (c === '@' || (c === ':' && isWordStart(next) && text[at - 1] !== ':') || c === '$') {
      const end = wordEnd(text, c === '@' && next === '@' ? at + 2 : at + 1, to, withAt);
      if (end > at + 1) {
        push('variable', text.slice(at, end), end);
        continue;
      }
    }
    if (isWordStart(c)) {
      const end = wordEnd(text, at + 1, to, withAt);
      const more =
        text[end] === '{' || text[end] === '&' || text[end] === '$'
          ? placeholderAt(text, end, to, dialect)
          : null;
      if (more?.name != null) pushName(text.slice(at, end), end, more);
      else push('word', text.slice(at, end).toUpperCase(), end);
      continue;
    }
    push(c === '?' ? 'variable' : 'symbol', c, at + 1);
    // The rows that psql reads from the script itself are no SQL.
    if (c === ';' && dialect === 'postgres' && endsCopy(tokens)) skip(find('\n\\.', at - 1));
  }
  return tokens;
}

/** Not the end of a slice of an array: `:'name'`. */
function isVariable(text: string, at: number): boolean {
  return /^(['"])\w+\1/.test(text.slice(at, at + 64));
}

const beforeTable =
  /^(FROM|JOIN|INTO|UPDATE|TABLE|EXISTS|USING|VIEW|TRUNCATE|REFERENCES|INSERT|DELETE|MERGE|CLUSTER|ONLY)$/;

/** A schema that SqlRender and its like fill in, where a table must stand: `FROM @schema.t`. What has brackets behind it is a method of a variable. */
function filledSchema(text: string, at: number, before: Token | undefined): string | null {
  if (before?.kind !== 'word' || !beforeTable.test(before.text)) return null;
  const found = /^@(\w+)\.(?:\w+|"[^"]+"|\[[^\]]+\]|`[^`]+`)/.exec(text.slice(at, at + 200));
  if (found === null) return null;
  const isMethod =
    /^(FROM|JOIN|USING)$/.test(before.text) &&
    /^\s*\(/.test(text.slice(at + found[0].length, at + found[0].length + 8));
  return isMethod ? null : found[1]!;
}

function isWordStart(c: string | undefined): boolean {
  return c !== undefined && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || wordStart.test(c));
}

function wordEnd(text: string, from: number, to: number, withAt: boolean): number {
  let end = from;
  while (end < to) {
    const c = text[end]!;
    // `orders_${year}`: a name may hold a dollar, but what is filled in begins with one.
    if (c === '$' && text[end + 1] === '{') break;
    if (
      !(
        (c >= 'a' && c <= 'z') ||
        (c >= 'A' && c <= 'Z') ||
        c === '_' ||
        (c === '@' && withAt) ||
        wordPart.test(c)
      )
    )
      break;
    end++;
  }
  return end;
}

function isBetween(tokens: readonly Token[]): boolean {
  const last = tokens.at(-1);
  return (
    last === undefined || last.kind === 'line' || last.text === ';' || last.text === '/' || last.text === 'GO'
  );
}

function quotedEnd(text: string, at: number, to: number, close: string, backslash: boolean): number {
  for (let i = at + 1; i < to; i++) {
    const c = text[i];
    if (backslash && c === '\\') i++;
    else if (c === close) {
      if (text[i + 1] !== close) return i + 1;
      i++;
    }
  }
  return to;
}

/** Behind a comment between slash and star that begins at `at`; `to` where it stays open. */
export function commentEnd(text: string, at: number, to: number, nested: boolean): number {
  if (!nested) {
    const end = text.indexOf('*/', at + 2);
    return end < 0 || end + 2 > to ? to : end + 2;
  }
  let depth = 0;
  for (let i = at; i < to - 1; i++) {
    if (text[i] === '/' && text[i + 1] === '*') {
      depth++;
      i++;
    } else if (text[i] === '*' && text[i + 1] === '/') {
      depth--;
      i++;
      if (depth === 0) return i + 1;
    }
  }
  return to;
}

const brackets: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}', '<': '>' };

function quoteOperatorEnd(text: string, at: number, to: number): number | null {
  const c = text[at];
  if ((c !== 'q' && c !== 'Q') || text[at + 1] !== "'" || at + 2 >= to) return null;
  const open = text[at + 2]!;
  const end = text.indexOf(`${brackets[open] ?? open}'`, at + 3);
  return end < 0 || end + 2 > to ? to : end + 2;
}

function endsCopy(tokens: readonly Token[]): boolean {
  let sees = false;
  for (let i = tokens.length - 2; i >= 0; i--) {
    const { text, kind } = tokens[i]!;
    if (text === ';' && kind === 'symbol') return false;
    if (text === 'STDIN') sees = true;
    if (text === 'COPY') return sees;
  }
  return false;
}
