/** The engine's functions that tell the time, by what they give of a moment. The engine's own list has no other (tests hold this against it). */
const clocks: Readonly<Record<string, (moment: string) => string>> = {
  now: (moment) => moment,
  current_timestamp: (moment) => moment,
  get_current_timestamp: (moment) => moment,
  transaction_timestamp: (moment) => moment,
  current_date: (moment) => `CAST(${moment} AS DATE)`,
  today: (moment) => `CAST(${moment} AS DATE)`,
  current_time: (moment) => `CAST(${moment} AS TIME WITH TIME ZONE)`,
  get_current_time: (moment) => `CAST(${moment} AS TIME WITH TIME ZONE)`,
  localtimestamp: (moment) => `CAST(${moment} AS TIMESTAMP)`,
  current_localtimestamp: (moment) => `CAST(${moment} AS TIMESTAMP)`,
  localtime: (moment) => `CAST(CAST(${moment} AS TIMESTAMP) AS TIME)`,
  current_localtime: (moment) => `CAST(CAST(${moment} AS TIMESTAMP) AS TIME)`,
};

/** Whether one of the functions tells the time. */
export function volatileNow(functions: readonly string[]): boolean {
  return functions.some((name) => Object.hasOwn(clocks, name) || name === 'age' || name === 'ago');
}

/**
 * Statements that stop the clock at `now` for whatever is bound after them: macros of the same names, which the engine finds before its own functions, in models, views and macros alike.
 * Undone with the transaction.
 */
export function stopClock(now: string): string[] {
  const moment = `CAST('${now.replaceAll("'", "''")}' AS TIMESTAMP WITH TIME ZONE)`;
  const day = `CAST(CAST(${moment} AS DATE) AS TIMESTAMP)`;
  return [
    // A moment that cannot be read would else be found only where a model asks for it.
    `SELECT ${moment}`,
    ...Object.entries(clocks).map(
      ([name, value]) => `CREATE OR REPLACE MACRO main.${name}() AS ${value(moment)}`,
    ),
    `CREATE OR REPLACE MACRO main.ago(span) AS ${moment} - CAST(span AS INTERVAL)`,
    `CREATE OR REPLACE MACRO main.age(later) AS system.main.age(${day}, later), (later, earlier) AS system.main.age(later, earlier)`,
  ];
}
