import { quoteName } from '../../delta/index.ts';
import type { Session } from '../../ports/index.ts';

const day = 86_400_000;

export function isNumeric(type: string): boolean {
  return !/^(DATE|TIMESTAMP)/.test(type);
}

/** In which numbers are reckoned, so that no lag leads out of their type. */
function wide(type: string): string {
  const scale = /^DECIMAL\(\d+,\s*(\d+)\)$/.exec(type)?.[1];
  return scale === undefined ? 'HUGEINT' : `DECIMAL(38,${scale})`;
}

const zoned = 'TIMESTAMP WITH TIME ZONE';

/** A value as text that says the same in every session: of a moment the engine prints the clock of the session's time zone, whose offset moves. */
function textOf(value: string, type: string): string {
  return type === zoned
    ? `CAST((${value}) AT TIME ZONE 'UTC' AS VARCHAR) || '+00'`
    : `CAST(${value} AS VARCHAR)`;
}

/** The value from which on is read again, as the engine prints it. `lag`: a number, or a length of time in words. */
export async function lagged(
  session: Session,
  type: string,
  value: string,
  lag: number | string,
): Promise<string> {
  const moved = isNumeric(type)
    ? `CAST('${value}' AS ${wide(type)}) - ${typeof lag === 'number' ? lag : 0}`
    : typeof lag === 'string'
      ? // A day of a lag has 24 hours, also in the night in which the clocks go on.
        type === zoned
        ? `(CAST('${value}' AS ${type}) AT TIME ZONE 'UTC' - INTERVAL '${lag}') AT TIME ZONE 'UTC'`
        : `CAST(CAST('${value}' AS ${type}) - INTERVAL '${lag}' AS ${type})`
      : `CAST('${value}' AS ${type})`;
  const [row] = await session.rows(`SELECT ${textOf(moved, type)} AS value`);
  return String(row!.value);
}

/**
 * The largest value of a column, or `before` where that is larger: a cursor that goes back does not take the position with it. A time later than a day after `now` (milliseconds; null: any
 * may be) is a placeholder or a mistake, and would hide every row that is to come: it does not count.
 */
export async function newest(
  session: Session,
  select: string,
  column: string,
  type: string,
  before: string | null,
  now: number | null,
): Promise<string | null> {
  const name = quoteName(column);
  const latest =
    now === null || isNumeric(type) ? null : new Date(now + day).toISOString().slice(0, 19).replace('T', ' ');
  const counted =
    latest === null
      ? ''
      : ` FILTER (${name} <= CAST(${type === zoned ? `'${latest}+00'` : `TIMESTAMP '${latest}'`} AS ${type}))`;
  const standing = before === null ? 'NULL' : `'${before}'`;
  const [row] = await session.rows(
    `SELECT ${textOf(`greatest(max(${name})${counted}, CAST(${standing} AS ${type}))`, type)} AS value FROM (${select})`,
  );
  return (row!.value as string | null) ?? null;
}
