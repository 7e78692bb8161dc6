import { plainText, textOf, type Value } from './value.ts';

const units = ['weeks', 'days', 'hours', 'minutes', 'seconds'];

/** What `timedelta(…)` is: a stretch of time, which a schedule may be every how long. */
export function stretch(words: ReadonlyMap<string | number, string>, line: number): Value {
  const parts: string[] = [];
  for (const unit of units) {
    const count = words.get(unit) ?? (unit === 'days' ? words.get(0) : undefined);
    if (count !== undefined) parts.push(count === '1' ? `1 ${unit.slice(0, -1)}` : `${count} ${unit}`);
  }
  return {
    kind: 'object',
    fields: new Map([['every', textOf(`every ${parts.join(' ') || '?'}`, line)]]),
  };
}

/** A schedule as a script gives it, in words; null: it says that there is none. */
export function scheduleWords(value: Value | undefined, written: string): string | null {
  if (value === undefined || /^(?:None|"None"|'None')$/.test(written)) return null;
  const plain = plainText(value);
  if (plain !== null) return plain.trim() === '' ? null : plain.trim();
  const every = value.kind === 'object' ? plainText(value.fields.get('every')) : null;
  if (every !== null) return every;
  // A timetable: the time stands in it.
  const cron = /\bCron\w*\(\s*(?:cron\s*=\s*)?['"]([^'"]+)['"]/.exec(written)?.[1];
  return cron ?? `{${written.replaceAll(/\s+/g, ' ').slice(0, 120)}}`;
}

/** `schedule.every().day.at("02:00")`, as the module of that name writes it, in words: `every day at 02:00`. */
export function chainWords(written: string): string | null {
  const chain = /^\w+\s*\.\s*(every\b[\s\S]*)$/.exec(written)?.[1];
  if (chain === undefined) return null;
  return chain
    .replaceAll(/\s+/g, '')
    .replaceAll(/\(['"]?([^'")]*)['"]?[^)]*\)/g, ' $1 ')
    .replaceAll('.', ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
