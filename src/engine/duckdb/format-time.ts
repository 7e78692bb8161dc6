/**
 * Dates and timestamps as DuckDB prints them. The client's own printing knows neither infinite dates nor the year before year 1, and prints
 * zoned timestamps with the offset that this machine has today.
 */

const infiniteDays = 2_147_483_647;
const infiniteTicks = 9_223_372_036_854_775_807n;

/** A DATE from days since 1970-01-01. */
export function dateText(days: number): string {
  if (days === infiniteDays) return 'infinity';
  if (days === -infiniteDays) return '-infinity';
  const { year, month, day } = civilFromDays(days);
  const shown = year > 0 ? year : 1 - year;
  return `${digits(shown, 4)}-${digits(month, 2)}-${digits(day, 2)}${year > 0 ? '' : ' (BC)'}`;
}

/** A timestamp from ticks since 1970-01-01 00:00:00, `perSecond` of them a second, a power of ten. */
export function timestampText(ticks: bigint, perSecond: bigint): string {
  if (ticks === infiniteTicks) return 'infinity';
  if (ticks === -infiniteTicks) return '-infinity';
  const perDay = perSecond * 86_400n;
  let days = ticks / perDay;
  let rest = ticks % perDay;
  if (rest < 0n) {
    days -= 1n;
    rest += perDay;
  }
  const seconds = Number(rest / perSecond);
  const fraction = rest % perSecond;
  const time = `${digits(Math.floor(seconds / 3600), 2)}:${digits(Math.floor(seconds / 60) % 60, 2)}:${digits(seconds % 60, 2)}`;
  const places = String(perSecond).length - 1;
  const decimals = fraction === 0n ? '' : `.${String(fraction).padStart(places, '0').replace(/0+$/, '')}`;
  return `${dateText(Number(days))} ${time}${decimals}`;
}

/**
 * A TIMESTAMP WITH TIME ZONE from microseconds since 1970, UTC, in a zone given by its offset from UTC at an instant, both in seconds.
 * An offset's seconds (local mean times before about 1920) are shown, where DuckDB leaves them out and so prints another instant.
 */
export function zonedTimestampText(micros: bigint, offsetAt: (epochSeconds: number) => number): string {
  if (micros === infiniteTicks || micros === -infiniteTicks) return timestampText(micros, 1_000_000n);
  const offset = offsetAt(Math.floor(Number(micros) / 1_000_000));
  const local = timestampText(micros + BigInt(offset) * 1_000_000n, 1_000_000n);
  const size = Math.abs(offset);
  const minutes = Math.floor(size / 60) % 60;
  const seconds = size % 60;
  const hours = digits(Math.floor(size / 3600), 2);
  const tail = minutes === 0 && seconds === 0 ? '' : `:${digits(minutes, 2)}`;
  return `${local}${offset < 0 ? '-' : '+'}${hours}${tail}${seconds === 0 ? '' : `:${digits(seconds, 2)}`}`;
}

function digits(value: number, count: number): string {
  return String(value).padStart(count, '0');
}

/** Proleptic Gregorian; Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms". Year 0 is 1 BC. */
function civilFromDays(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}
