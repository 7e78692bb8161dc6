import { addDays, type Night, type Weekday, weekdayOf } from './night.ts';

export interface DaysOff {
  readonly from: Night;
  readonly to: Night;
  readonly reason: string | null;
}

/** On which nights a comparison is expected. */
export interface Calendar {
  readonly weekdays: readonly Weekday[];
  readonly daysOff: readonly DaysOff[];
}

export function isExpected({ weekdays, daysOff }: Calendar, night: Night): boolean {
  return weekdays.includes(weekdayOf(night)) && !daysOff.some(({ from, to }) => from <= night && night <= to);
}

/** The first expected night at or behind `night`; null where the next ten years have none. */
export function nextExpected(calendar: Calendar, night: Night): Night | null {
  for (let days = 0; days < 3660; days++) {
    const candidate = addDays(night, days);
    if (isExpected(calendar, candidate)) return candidate;
  }
  return null;
}
