import { Cron } from 'croner';

/** Cron's five fields; a step may be written `0/15`, since `*` and `/` together end a header. */
function parse(pattern: string, timeZone: string): Cron {
  return new Cron(pattern, { timezone: timeZone, paused: true, sloppyRanges: true, mode: '5-part' });
}

/** What is wrong with a pattern; null where it can be used. */
export function cronProblem(pattern: string): string | null {
  try {
    parse(pattern, 'UTC');
    return null;
  } catch (error) {
    return (error as Error).message.replace(/^CronPattern: /, '');
  }
}

/** The last moment at or before `now` at which the pattern says so, in milliseconds since 1970; null where there was none. */
export function lastTick(pattern: string, timeZone: string, now: number): number | null {
  const [last] = parse(pattern, timeZone).previousRuns(1, new Date(now + 1000));
  return last === undefined || last.getTime() > now ? null : last.getTime();
}
