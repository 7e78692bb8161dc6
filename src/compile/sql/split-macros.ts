import { type Diagnostic, diagnose, type Outcome } from '../../diagnostics/index.ts';
import { type SourceFile, type Span, type SqlToken, spanOf, sqlTokens } from '../../text/index.ts';

/** One `CREATE MACRO` statement of `macros/*.sql`. */
export interface SqlMacro {
  /** Lower case, as the parser folds calls. */
  readonly name: string;
  readonly file: SourceFile;
  /** UTF-16 offsets of the statement in the file. */
  readonly start: number;
  readonly end: number;
  /** The statement, with OR REPLACE. */
  readonly statement: string;
  /** How many characters of `statement` behind its first word are not in the file. */
  readonly inserted: number;
  readonly span: Span;
  /** One for each overload. */
  readonly bodies: readonly MacroBody[];
}

/** A macro's body as a query, for what it reads. */
export interface MacroBody {
  readonly query: string;
  /** UTF-16 offset in the file at which `query`, past its first `inserted` characters, stands. */
  readonly start: number;
  readonly inserted: number;
}

/** The macros of one file. What is no CREATE MACRO is refused: these files make nothing else. */
export function splitMacros(file: SourceFile): Outcome<readonly SqlMacro[]> {
  const macros: SqlMacro[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const tokens of statementsOf(file.text)) {
    const read = readMacro(file, tokens);
    if (read === null) {
      const { start } = tokens[0]!;
      const { end } = tokens[Math.min(3, tokens.length) - 1]!;
      diagnostics.push(diagnose('macro-not-create', {}, { subject: spanOf(file, start, end) }));
    } else if (read === 'qualified') {
      diagnostics.push(
        diagnose('macro-qualified', {}, { subject: spanOf(file, tokens[0]!.start, tokens.at(-1)!.end) }),
      );
    } else macros.push(read);
  }
  return { value: macros, diagnostics };
}

function statementsOf(text: string): SqlToken[][] {
  const statements: SqlToken[][] = [[]];
  for (const token of sqlTokens(text)) {
    if (token.kind === 'comment') continue;
    if (token.kind === 'symbol' && text[token.start] === ';') statements.push([]);
    else statements.at(-1)!.push(token);
  }
  return statements.filter((tokens) => tokens.length > 0);
}

function readMacro(file: SourceFile, tokens: readonly SqlToken[]): SqlMacro | 'qualified' | null {
  const textOf = (index: number): string => {
    const token = tokens[index];
    return token === undefined ? '' : file.text.slice(token.start, token.end);
  };
  const word = (index: number): string => (tokens[index]?.kind === 'word' ? textOf(index).toUpperCase() : '');
  let at = 0;
  if (word(at++) !== 'CREATE') return null;
  const replaces = word(at) === 'OR' && word(at + 1) === 'REPLACE';
  if (replaces) at += 2;
  if (word(at) === 'TEMP' || word(at) === 'TEMPORARY') at++;
  if (word(at) !== 'MACRO' && word(at) !== 'FUNCTION') return null;
  at++;
  const nameToken = tokens[at];
  if (nameToken === undefined || (nameToken.kind !== 'word' && nameToken.kind !== 'quoted')) return null;
  const written = textOf(at);
  const name = nameToken.kind === 'quoted' ? written.slice(1, -1).replaceAll('""', '"') : written;
  at++;
  if (textOf(at) === '.') return 'qualified';
  const bodies = bodiesOf(file.text, tokens, at);
  const { start } = tokens[0]!;
  const { end } = tokens.at(-1)!;
  const created = file.text.slice(start, tokens[0]!.end);
  const rest = file.text.slice(tokens[0]!.end, end);
  const inserted = replaces ? 0 : ' OR REPLACE'.length;
  return {
    name: name.toLowerCase(),
    file,
    start,
    end,
    statement: replaces ? created + rest : `${created} OR REPLACE${rest}`,
    inserted,
    span: spanOf(file, nameToken.start, nameToken.end),
    bodies,
  };
}

/** `(…) AS body` or `(…) AS TABLE query`, several with commas between. */
function bodiesOf(text: string, tokens: readonly SqlToken[], from: number): MacroBody[] {
  const bodies: MacroBody[] = [];
  const is = (index: number, wanted: string): boolean => {
    const token = tokens[index];
    return token !== undefined && text.slice(token.start, token.end).toUpperCase() === wanted;
  };
  let at = from;
  while (at < tokens.length && is(at, '(')) {
    at = afterBrackets(tokens, text, at);
    if (!is(at, 'AS')) return bodies;
    at++;
    const isTable = is(at, 'TABLE');
    if (isTable) at++;
    const first = at;
    let depth = 0;
    for (; at < tokens.length; at++) {
      if (is(at, '(') || is(at, '[') || is(at, '{')) depth++;
      else if (is(at, ')') || is(at, ']') || is(at, '}')) depth--;
      else if (depth === 0 && is(at, ',') && startsOverload(tokens, text, at + 1)) break;
    }
    if (at > first) {
      const { start } = tokens[first]!;
      const body = text.slice(start, tokens[at - 1]!.end);
      bodies.push(
        isTable
          ? { query: body, start, inserted: 0 }
          : { query: `SELECT ${body}`, start, inserted: 'SELECT '.length },
      );
    }
    at++;
  }
  return bodies;
}

/** After a comma: `(…) AS` begins another overload, anything else goes on with the body. */
function startsOverload(tokens: readonly SqlToken[], text: string, at: number): boolean {
  const token = tokens[at];
  if (token === undefined || text[token.start] !== '(') return false;
  const after = tokens[afterBrackets(tokens, text, at)];
  return after !== undefined && text.slice(after.start, after.end).toUpperCase() === 'AS';
}

function afterBrackets(tokens: readonly SqlToken[], text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at++) {
    const sign = tokens[at]!.kind === 'symbol' ? text[tokens[at]!.start] : '';
    if (sign === '(') depth++;
    else if (sign === ')' && --depth === 0) return at + 1;
  }
  return tokens.length;
}
