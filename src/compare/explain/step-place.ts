import type { Definition } from '../../environment/index.ts';
import { type SqlToken, sqlTokens } from '../../text/index.ts';
import { placeAt } from './explained-side.ts';
import type { Place } from './explanation.ts';

/** Names under which an operation can stand in a query. */
const writtenAs: Readonly<Record<string, readonly string[]>> = {
  timezone: ['TIMEZONE', 'ZONE'],
  coalesce: ['COALESCE', 'IFNULL', 'NVL'],
  count_star: ['COUNT'],
  ceil: ['CEIL', 'CEILING'],
  ceiling: ['CEIL', 'CEILING'],
  avg: ['AVG', 'MEAN'],
  substring: ['SUBSTRING', 'SUBSTR'],
  substr: ['SUBSTRING', 'SUBSTR'],
  upper: ['UPPER', 'UCASE'],
  lower: ['LOWER', 'LCASE'],
  not: ['NOT'],
  case: ['CASE', 'IF', 'IIF', 'NULLIF'],
  list: ['LIST', 'ARRAY_AGG'],
  sum_no_overflow: ['SUM'],
};

/**
 * Where an operation on the way to a column stands: in the column's own expression, else in the rest of the query, else in a macro. null where nothing there is written so, as of a cast that
 * the engine adds by itself.
 */
export function stepPlace(definition: Definition, column: string, operation: string): Place | null {
  const header = /^\s*\/\*\s*---[\s\S]*?---\s*\*\//.exec(definition.source)?.[0].length ?? 0;
  const own = definition.columns.find((each) => each.name.toLowerCase() === column.toLowerCase());
  const span = own?.expression ?? null;
  const found = occurrences(definition.source, operation).filter((start) => start >= header);
  const inside = span === null ? undefined : found.find((start) => start >= span.start && start < span.end);
  if (inside !== undefined && span !== null) {
    const whole = placeAt(definition, span)!;
    return { ...placeAt(definition, { start: inside, end: inside })!, text: whole.text };
  }
  // A sign stands in every query; only in the expression itself does it mean anything.
  if (!/^\w/.test(operation)) return null;
  const [first] = found;
  if (first !== undefined) return linePlace(definition, first);
  for (const macro of definition.macros) {
    const [start] = occurrences(macro.text, operation);
    if (start !== undefined) return linePlace({ ...definition, file: macro.file, source: macro.text }, start);
  }
  return null;
}

function linePlace(definition: Definition, start: number): Place {
  const { source } = definition;
  const from = source.lastIndexOf('\n', start - 1) + 1;
  const to = source.indexOf('\n', start);
  return placeAt(definition, { start: from, end: to < 0 ? source.length : to })!;
}

/** Offsets at which the operation is written. */
function occurrences(source: string, operation: string): number[] {
  const tokens = sqlTokens(source).filter(({ kind }) => kind !== 'comment');
  const word = (token: SqlToken | undefined) =>
    token === undefined ? '' : source.slice(token.start, token.end).toUpperCase();
  const cast = /^(?:try_)?cast to (.+)$/.exec(operation);
  const names = writtenAs[operation] ?? [operation.toUpperCase()];
  const isSign = /^\W+$/.test(operation);
  return tokens.flatMap((token, index) => {
    if (cast !== null) return isCast(tokens, index, word, cast[1]!) ? [token.start] : [];
    if (isSign) return source.startsWith(operation, token.start) ? [token.start] : [];
    const text = word(token);
    if (!names.includes(text)) return [];
    const isCall = word(tokens[index + 1]) === '(';
    const isKeyword =
      text === 'CASE' || text === 'NOT' || (text === 'ZONE' && word(tokens[index - 1]) === 'TIME');
    return isCall || isKeyword ? [token.start] : [];
  });
}

/** `CAST(… AS TYPE)`, `TRY_CAST(…)`, `…::TYPE`, `TYPE '…'`. */
function isCast(
  tokens: readonly SqlToken[],
  index: number,
  word: (token: SqlToken | undefined) => string,
  type: string,
): boolean {
  const is = (at: number) => sameType(word(tokens[at]), parametersAt(at), type);
  const parametersAt = (at: number): string => {
    if (word(tokens[at + 1]) !== '(') return '';
    const end = tokens.findIndex((each, place) => place > at && word(each) === ')');
    return tokens
      .slice(at + 1, end + 1)
      .map(word)
      .join('');
  };
  if (word(tokens[index]) === ':' && word(tokens[index + 1]) === ':') return is(index + 2);
  if (!['CAST', 'TRY_CAST'].includes(word(tokens[index])) || word(tokens[index + 1]) !== '(') return false;
  let depth = 0;
  for (let at = index + 1; at < tokens.length; at++) {
    const text = word(tokens[at]);
    if (text === '(') depth++;
    if (text === ')' && --depth === 0) return false;
    if (text === 'AS' && depth === 1) return is(at + 1);
  }
  return false;
}

const typeNames: Readonly<Record<string, readonly string[]>> = {
  DECIMAL: ['NUMERIC', 'DEC'],
  INTEGER: ['INT', 'INT4', 'SIGNED'],
  BIGINT: ['INT8', 'LONG'],
  SMALLINT: ['INT2', 'SHORT'],
  DOUBLE: ['FLOAT8'],
  FLOAT: ['REAL', 'FLOAT4'],
  TIMESTAMP: ['DATETIME', 'TIMESTAMPTZ', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS'],
};

/** `parameters`: `(12,2)`, empty for none; a DECIMAL without has three decimals. */
function sameType(written: string, parameters: string, type: string): boolean {
  const [, name = '', wanted = ''] = /^([A-Z]+)[^(]*(\([\d,]+\))?/.exec(type) ?? [];
  if (written !== name && !(typeNames[name] ?? []).includes(written)) return false;
  if (name !== 'DECIMAL') return true;
  return (parameters === '' ? '(18,3)' : parameters) === wanted || `${parameters.slice(0, -1)},0)` === wanted;
}
