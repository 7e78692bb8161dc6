import { addDays, type Night, type NightMark, weekdayOf } from '../../compare/parity/index.ts';

/** The two lines above a chart of nights, a letter each: months, and the days of Mondays. */
export function ruler(nights: readonly Night[]): readonly [months: string, days: string] {
  return [
    placed(nights, (night, index) => (index === 0 || night.endsWith('-01') ? monthOf(night) : null)),
    placed(nights, (night, index) =>
      weekdayOf(night) === 'mon' || (index === 0 && nights.length < 7)
        ? String(Number(night.slice(8)))
        : null,
    ),
  ];
}

/** Labels at their nights; one that would run into the next gives way. */
function placed(nights: readonly Night[], labelOf: (night: Night, index: number) => string | null): string {
  let line = '';
  nights.forEach((night, index) => {
    const label = labelOf(night, index);
    if (label === null) return;
    // The first month gives way to the one that follows at once.
    if (line.length > index) line = index < 3 ? ''.padEnd(index) : line;
    if (line.length <= index) line = line.padEnd(index) + label;
  });
  return line;
}

function monthOf(night: Night): string {
  return new Intl.DateTimeFormat('en', { timeZone: 'UTC', month: 'short' }).format(
    Date.parse(`${night}T00:00:00Z`),
  );
}

/** The nights of a chart that has room for so many, the last ones first to stay. */
export function shownNights(from: Night, to: Night, room: number): readonly Night[] {
  const nights: Night[] = [];
  for (let night = to; night >= from && nights.length < Math.max(7, room); night = addDays(night, -1))
    nights.unshift(night);
  return nights;
}

export type MarkStyle = (mark: NightMark, text: string) => string;
