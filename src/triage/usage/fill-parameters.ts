import type { Dialect } from '../estate/dialect.ts';
import { type Token, tokenize } from '../sql/text/tokenize.ts';

/** What may stand for a parameter, the likeliest first: as text it takes the type of what it is compared with. */
export const stands = ["'1'", '1', "'2000-01-01'"] as const;

/**
 * A statement with values in the place of its parameters (`$1`, `?`, `:name`, `@name`), so that it can be bound: which columns it reads does not depend on them. Null: it has none.
 */
export function fillParameters(sql: string, dialect: Dialect, value: string): string | null {
  if (!/[$?:@]/.test(sql)) return null;
  const tokens = tokenize(sql, dialect);
  let made = '';
  let from = 0;
  let inLimit = false;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'word') inLimit = inLimit ? !clauses.has(token.text) : limits.has(token.text);
    if (token.kind !== 'variable' || token.text.startsWith('@@')) continue;
    const before = wordBefore(tokens, index);
    if (names.has(before)) continue;
    const next = tokens[index + 1];
    const put = inLimit ? '1' : (literalAfter(before, next) ?? value);
    made += `${sql.slice(from, token.start)}${put}`;
    from = token.end;
  }
  return from === 0 ? null : made + sql.slice(from);
}

const limits: ReadonlySet<string> = new Set(['LIMIT', 'OFFSET', 'TOP', 'FETCH', 'FIRST', 'SKIP']);
/** Behind these another part of the statement begins. */
const clauses: ReadonlySet<string> = new Set([
  'SELECT',
  'FROM',
  'WHERE',
  'UNION',
  'EXCEPT',
  'INTERSECT',
  'FOR',
]);
/** Behind these a variable is a table or a procedure, not a value. */
const names: ReadonlySet<string> = new Set([
  'FROM',
  'JOIN',
  'INTO',
  'UPDATE',
  'TABLE',
  'EXEC',
  'EXECUTE',
  'DECLARE',
  'SET',
]);

function wordBefore(tokens: readonly Token[], index: number): string {
  const before = tokens[index - 1];
  return before?.kind === 'word' ? before.text : '';
}

/** `date $1`, and `interval ? day`: what stands there has to be a literal of its kind. */
function literalAfter(before: string, next: Token | undefined): string | null {
  switch (before) {
    case 'DATE':
      return "'2000-01-01'";
    case 'TIMESTAMP':
    case 'DATETIME':
      return "'2000-01-01 00:00:00'";
    case 'TIME':
      return "'00:00:00'";
    case 'INTERVAL':
      return next?.kind === 'word' &&
        /^(?:MICROSECOND|SECOND|MINUTE|HOUR|DAY|WEEK|MONTH|QUARTER|YEAR)S?$/.test(next.text)
        ? '1'
        : "'1 day'";
    default:
      return null;
  }
}
