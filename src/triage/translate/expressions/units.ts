/** Units of time by all the words that dialects have for them. */
const units: Readonly<Record<string, string>> = {
  year: 'year',
  years: 'year',
  yy: 'year',
  yyyy: 'year',
  y: 'year',
  sql_tsi_year: 'year',
  quarter: 'quarter',
  quarters: 'quarter',
  qq: 'quarter',
  q: 'quarter',
  sql_tsi_quarter: 'quarter',
  month: 'month',
  months: 'month',
  mm: 'month',
  mon: 'month',
  m: 'month',
  sql_tsi_month: 'month',
  week: 'week',
  weeks: 'week',
  wk: 'week',
  ww: 'week',
  w: 'week',
  sql_tsi_week: 'week',
  day: 'day',
  days: 'day',
  dd: 'day',
  d: 'day',
  dayofmonth: 'day',
  sql_tsi_day: 'day',
  hour: 'hour',
  hours: 'hour',
  hh: 'hour',
  h: 'hour',
  sql_tsi_hour: 'hour',
  minute: 'minute',
  minutes: 'minute',
  mi: 'minute',
  n: 'minute',
  min: 'minute',
  sql_tsi_minute: 'minute',
  second: 'second',
  seconds: 'second',
  ss: 'second',
  s: 'second',
  sec: 'second',
  sql_tsi_second: 'second',
  millisecond: 'millisecond',
  milliseconds: 'millisecond',
  ms: 'millisecond',
  microsecond: 'microsecond',
  microseconds: 'microsecond',
  mcs: 'microsecond',
  us: 'microsecond',
};

export type TimeUnit =
  | 'year'
  | 'quarter'
  | 'month'
  | 'week'
  | 'day'
  | 'hour'
  | 'minute'
  | 'second'
  | 'millisecond'
  | 'microsecond';

/** The unit of a word, in any case; null: none. */
export function unitOf(word: string): TimeUnit | null {
  return (units[word.toLowerCase()] as TimeUnit | undefined) ?? null;
}

/** Whether an interval of this unit leaves a date a date. */
export function isOfDays(unit: TimeUnit): boolean {
  return ['year', 'quarter', 'month', 'week', 'day'].includes(unit);
}

/** `count` of `unit` as an interval: a call, so that `count` may be any whole number. */
export function intervalOf(count: string, unit: TimeUnit): string {
  if (/^\d+$/.test(count)) return `INTERVAL ${count} ${unit.toUpperCase()}`;
  if (unit === 'quarter') return `to_months(3 * CAST(${count} AS INTEGER))`;
  return ['hour', 'minute'].includes(unit)
    ? `to_${unit}s(CAST(${count} AS BIGINT))`
    : unit === 'millisecond'
      ? `to_microseconds(1000 * CAST(${count} AS BIGINT))`
      : unit === 'microsecond'
        ? `to_microseconds(CAST(${count} AS BIGINT))`
        : unit === 'second'
          ? `to_microseconds(CAST(1000000 * (${count}) AS BIGINT))`
          : `to_${unit}s(CAST(${count} AS INTEGER))`;
}
