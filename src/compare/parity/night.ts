/** A calendar day such as `2026-03-01`: the one on which the comparison is made, in the time zone of the parallel run. Texts of this form sort as days do. */
export type Night = string;

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

const day = 86_400_000;

/** Whether a text is a day of the calendar. */
export function isNight(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const milliseconds = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(text);
}

/** The day that a moment (milliseconds since 1970) falls on in a time zone. */
export function nightOf(moment: number, timeZone: string): Night {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    calendar: 'iso8601',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(new Date(moment));
  const part = (type: string) => parts.find((each) => each.type === type)!.value;
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
}

/** Days are counted in the calendar, so that days of 23 and 25 hours are days like others. */
export function addDays(night: Night, days: number): Night {
  return new Date(Date.parse(`${night}T00:00:00Z`) + days * day).toISOString().slice(0, 10);
}

/** How many days `to` is behind `from`. */
export function daysBetween(from: Night, to: Night): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / day);
}

export function weekdayOf(night: Night): Weekday {
  return weekdays[(new Date(`${night}T00:00:00Z`).getUTCDay() + 6) % 7]!;
}

/** The moment at which the day is over, in milliseconds since 1970. Searched for: on some days of some zones there is no midnight. */
export function endOfNight(night: Night, timeZone: string): number {
  const midnight = Date.parse(`${night}T00:00:00Z`) + day;
  let [before, after] = [midnight - 2 * day, midnight + 2 * day];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (nightOf(middle, timeZone) > night) after = middle;
    else before = middle;
  }
  return after;
}

/** `Sun 1 March 2026` */
export function nightText(night: Night): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    weekday: 'short',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  })
    .format(Date.parse(`${night}T00:00:00Z`))
    .replace(',', '');
}
