import type { SqlValue } from '../ports/index.ts';
import { identifier } from './sql-text.ts';

/** A column of a key that can be numbered from its smallest value on: whole numbers and dates. */
export interface KeyBounds {
  readonly column: string;
  readonly isDate: boolean;
  /** The smallest value, as a literal. */
  readonly min: string;
  /** Largest minus smallest. */
  readonly span: bigint;
}

const wholeNumbers = /^(TINYINT|SMALLINT|INTEGER|BIGINT|UTINYINT|USMALLINT|UINTEGER)$/i;

/** One bit for each possible key; more than this and grouping is cheaper. The engine itself refuses a billion. */
const mostBits = 1n << 29n;

/** The expressions that measure a column for `readBounds`: two of them, or none where it cannot be numbered. */
export function boundsExpressions(column: string, type: string): readonly string[] {
  const name = identifier(column);
  if (wholeNumbers.test(type))
    return [`min(${name})::VARCHAR`, `(max(${name})::HUGEINT - min(${name}))::VARCHAR`];
  if (/^DATE$/i.test(type))
    return [
      `min(${name})::VARCHAR`,
      `CASE WHEN isfinite(min(${name})) AND isfinite(max(${name})) THEN (max(${name}) - min(${name}))::VARCHAR END`,
    ];
  return [];
}

export function readBounds(column: string, type: string, min: SqlValue, span: SqlValue): KeyBounds | null {
  if (typeof min !== 'string' || typeof span !== 'string') return null;
  return { column, isDate: /^DATE$/i.test(type), min, span: BigInt(span) };
}

/** How long what stands before the number is, in characters, and whether it is the same length everywhere, of the first rows with the key. No value leaves the engine. */
export function prefixQuery(relation: string, column: string, present: string): string {
  const before = `length(regexp_replace(${identifier(column)}, '[0-9]{1,18}$', ''))`;
  return `SELECT min(n), max(n), count(*) FILTER (n = l) FROM (SELECT ${before} AS n, length(${identifier(column)}) AS l FROM (SELECT ${identifier(column)} FROM ${relation} WHERE ${present} LIMIT 1000))`;
}

/**
 * How many different numbers there are behind the first `prefix` characters, each modulo a power of two that is larger than the number of rows: as many as there are rows only if all texts differ,
 * whatever they look like, because equal texts have equal numbers. Numbers given one after the other (`F-2024-000123`) pass; fewer prove nothing. null where there are too many rows.
 */
export function distinctByNumber(
  column: string,
  prefix: number,
  rows: number,
  present: string,
): string | null {
  let size = 1n << 20n;
  while (size < BigInt(rows) * 2n) size *= 2n;
  if (size > mostBits) return null;
  const number = `(TRY_CAST(substr(${identifier(column)}, ${prefix + 1}) AS BIGINT) & ${size - 1n})`;
  return `bit_count(bitstring_agg(${number}, 0::BIGINT, ${size - 1n}::BIGINT) FILTER (${present}))`;
}

/**
 * How many different keys there are, counted by setting one bit for each; null where the keys are too scattered for that. Takes a quarter of the time of a
 * GROUP BY and proves as much. `rows` counts the rows without NULL in the key, `present` is the condition for them.
 */
export function distinctByBits(bounds: readonly KeyBounds[], rows: number, present: string): string | null {
  let size = 1n;
  for (const { span } of bounds) size *= span + 1n;
  const worthwhile = BigInt(rows) * 64n > 1n << 20n ? BigInt(rows) * 64n : 1n << 20n;
  if (bounds.length === 0 || size > mostBits || size > worthwhile) return null;
  let number = '';
  for (const { column, isDate, min, span } of bounds) {
    // The number as a text: `-9223372036854775808::BIGINT` would be read as the negation of a number that is none.
    const offset = isDate
      ? `(${identifier(column)} - DATE '${min}')`
      : `(${identifier(column)}::BIGINT - '${min}'::BIGINT)`;
    number = number === '' ? offset : `(${number} * ${span + 1n} + ${offset})`;
  }
  return `bit_count(bitstring_agg(${number}, 0::BIGINT, ${size - 1n}::BIGINT) FILTER (${present}))`;
}
