import { isNested } from './types/common-type.ts';

/** Whether a column's values are text, an enumeration's too. */
export function isText(type: string): boolean {
  return /^(VARCHAR|JSON|ENUM)\b/i.test(type) && !isNested(type);
}

/** Whether a value of the type `from` can be read as `type` without losing anything: no digit, no part of a second, no zone. */
export function readable(raw: string, from: string, type: string): string {
  if (from === 'TIMESTAMP_NS') return `coalesce(epoch_ns(${raw}) % 1000 = 0, true)`;
  const read = `TRY_CAST(${raw} AS ${type})`;
  const lossless = isText(from) ? losslessText(raw, type, read) : [];
  return `(${[`${read} IS NOT NULL`, ...lossless].join(' AND ')})`;
}

function losslessText(raw: string, type: string, read: string): readonly string[] {
  const decimals = decimalsOf(type);
  if (decimals === null) return [];
  const noMore = `NOT regexp_matches(${raw}, '\\.\\d{${decimals}}\\d*[1-9]')`;
  if (type === 'TIMESTAMP' || type === 'TIMESTAMP_NS') return [noMore, `NOT ${hasZone(raw)}`];
  if (/^TIME/.test(type)) return [noMore];
  // The engine reads 1_000 as well, and rounds what an exponent moves beyond the last decimal.
  return [
    `regexp_full_match(${raw}, '\\s*[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d{1,3})?\\s*')`,
    noMore,
    `(NOT regexp_matches(${raw}, '[eE]') OR CAST(CAST(${read} AS VARCHAR) AS DOUBLE) = TRY_CAST(${raw} AS DOUBLE))`,
  ];
}

/** How many decimals, of the number or of the second, a type keeps; null where that is no question. */
function decimalsOf(type: string): number | null {
  if (type === 'TIMESTAMP_NS') return 9;
  if (/^TIME/.test(type)) return 6;
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type)) return 0;
  const scale = /^DECIMAL\(\d+,\s*(\d+)\)$/.exec(type)?.[1];
  return scale === undefined ? null : Number(scale);
}

/** Whether the text of a time names a zone. */
export function hasZone(raw: string): string {
  return `regexp_matches(${raw}, '\\d:\\d\\d(:\\d\\d(\\.\\d*)?)?\\s*(Z|z|UTC|[-+]\\d\\d(:?\\d\\d)?)\\s*$')`;
}
