import type { SqlText } from './sql-text.ts';

/** A stretch of the SQL in UTF-16 offsets: one item of the SELECT list. */
export interface OutputExpression {
  readonly start: number;
  readonly end: number;
  /** Whether it stands for several columns: `*`, `t.*`, `COLUMNS(…)`. */
  readonly isStar: boolean;
}

const endsOfList = new Set([
  'FROM',
  'WHERE',
  'GROUP',
  'HAVING',
  'WINDOW',
  'QUALIFY',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'UNION',
  'EXCEPT',
  'INTERSECT',
  'USING',
  'INTO',
]);

/**
 * The items of the outermost SELECT's list, in order; that of the first arm of a set operation, which names the columns. Empty where there is
 * none (`FROM t`, `VALUES`). Found by counting brackets: the engine's tree has the beginnings of expressions only.
 */
export function outputExpressions(text: SqlText): OutputExpression[] {
  const { tokens, sql } = text;
  const word = (index: number): string => {
    const token = tokens[index];
    return token?.kind === 'word' ? sql.slice(token.start, token.end).toUpperCase() : '';
  };
  const symbol = (index: number): string => {
    const token = tokens[index];
    return token?.kind === 'symbol' ? sql[token.start]! : '';
  };
  let depth = 0;
  let at = 0;
  for (; at < tokens.length; at++) {
    if ('([{'.includes(symbol(at) || ' ')) depth++;
    else if (')]}'.includes(symbol(at) || ' ')) depth--;
    else if (depth === 0 && word(at) === 'SELECT') break;
  }
  at++;
  if (word(at) === 'ALL') at++;
  else if (word(at) === 'DISTINCT') {
    at++;
    if (word(at) === 'ON') at = skipBrackets(at + 1, symbol, tokens.length);
  }
  const items: OutputExpression[] = [];
  let first = at;
  const close = (last: number): void => {
    if (last > first) items.push(item(first, last));
  };
  const item = (from: number, past: number): OutputExpression => {
    const { start } = tokens[from]!;
    const { end } = tokens[past - 1]!;
    const isStar =
      symbol(from) === '*' ||
      word(from) === 'COLUMNS' ||
      /\.\s*\*/.test(sql.slice(start, end)) ||
      hasColumns(from, past);
    return { start, end, isStar };
  };
  const hasColumns = (from: number, past: number): boolean => {
    for (let index = from; index < past; index++)
      if (word(index) === 'COLUMNS' && symbol(index + 1) === '(') return true;
    return false;
  };
  depth = 0;
  for (; at < tokens.length; at++) {
    const sign = symbol(at);
    if (sign !== '' && '([{'.includes(sign)) depth++;
    else if (sign !== '' && ')]}'.includes(sign)) {
      depth--;
      if (depth < 0) break;
    } else if (depth === 0 && sign === ',') {
      close(at);
      first = at + 1;
    } else if (depth === 0 && endsOfList.has(word(at)) && word(at - 1) !== 'DISTINCT') break;
  }
  close(at);
  return items;
}

function skipBrackets(from: number, symbol: (index: number) => string, length: number): number {
  let depth = 0;
  for (let at = from; at < length; at++) {
    if (symbol(at) === '(') depth++;
    else if (symbol(at) === ')' && --depth === 0) return at + 1;
  }
  return length;
}

/** For each of `count` columns the expression that gives it; null for those of a star. */
export function expressionOfColumns(
  expressions: readonly OutputExpression[],
  count: number,
): readonly (OutputExpression | null)[] {
  const stars = expressions.filter((expression) => expression.isStar).length;
  if (stars === 0)
    return expressions.length === count ? expressions : Array.from({ length: count }, () => null);
  if (stars > 1) return Array.from({ length: count }, () => null);
  const star = expressions.findIndex((expression) => expression.isStar);
  const after = expressions.length - star - 1;
  return Array.from({ length: count }, (_, index) => {
    if (index < star) return expressions[index]!;
    return index >= count - after ? expressions[expressions.length - (count - index)]! : null;
  });
}
