import { decimalText, instantText } from '../arrow/engine-text.ts';

/**
 * A filter as a server applies it. Where a server compares otherwise than the engine (collations, trailing spaces, NaN) the condition is one of bytes, or it only holds
 * for all rows that pass and perhaps for others; then it is not `exact` and the rows have to be looked at again.
 */
export interface Condition {
  readonly sql: string;
  readonly exact: boolean;
}

/** A value on a scale of whole units: it is `floor`, or where it is not exact something between that and the next. */
export interface Bound {
  readonly floor: bigint;
  readonly exact: boolean;
}

/** A number in units of 10^-scale; null where the text is none. */
export function scaledBound(text: string, scale: number): Bound | null {
  const value = decimalText(text);
  if (value === null) return null;
  const up = value.digits * 10n ** BigInt(Math.max(0, scale - value.scale));
  return floorBound(up, 10n ** BigInt(Math.max(0, value.scale - scale)));
}

/** A moment since 1970 in units of so many nanoseconds; null where the text is none. */
export function instantBound(text: string, unit: bigint): Bound | null {
  const nanoseconds = instantText(text);
  return nanoseconds === null ? null : floorBound(nanoseconds, unit);
}

function floorBound(numerator: bigint, denominator: bigint): Bound {
  const quotient = numerator / denominator;
  const exact = quotient * denominator === numerator;
  return { floor: numerator < 0n && !exact ? quotient - 1n : quotient, exact };
}

/** Whether the text has bytes in UTF-8: half of a surrogate pair has none. */
export function wellFormed(text: string): boolean {
  return !/[\ud800-\udfff]/u.test(text);
}
