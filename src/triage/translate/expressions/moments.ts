import { isMoment } from '../family.ts';
import { atom, ranks, refuse, type Work, type Written, whole, within } from '../work.ts';
import { intervalOf, isOfDays, type TimeUnit } from './units.ts';

/** `moment` moved by `count` units, backwards for `sign` -; a date stays a date where it does so in the original. */
export function moved(
  work: Work,
  moment: Written,
  count: Written,
  unit: TimeUnit,
  sign: '+' | '-',
  at: unknown,
): Written {
  const step = intervalOf(count.sql, unit);
  if (
    work.dialect === 'firebird' &&
    moment.family !== 'date' &&
    (unit === 'month' || unit === 'year' || unit === 'quarter')
  )
    work.tell(
      'translate-date-arithmetic',
      { what: 'Firebird 3 drops the fraction of a second where it moves a moment by months or years' },
      at,
    );
  if (count.family === 'decimal' || count.family === 'float')
    work.tell(
      'translate-rounding',
      {
        what: 'A number with a fraction counts units of time here: DuckDB rounds it, the original may cut it off.',
      },
      at,
    );
  return afterInterval(work, moment, step, isOfDays(unit), sign, at);
}

/** `moment` and an interval in DuckDB's words. */
export function afterInterval(
  work: Work,
  moment: Written,
  interval: string,
  ofDays: boolean,
  sign: '+' | '-',
  at: unknown,
): Written {
  const sum: Written = {
    sql: `${within(moment, ranks.sum)} ${sign} ${interval}`,
    family: moment.family === 'date' ? 'timestamp' : moment.family,
    rank: ranks.sum,
  };
  if (!ofDays || !work.facts.dateStays) return sum;
  if (moment.family === 'date') return whole(`CAST(${sum.sql} AS DATE)`, 'date');
  if (moment.family === 'text') {
    work.tell('translate-implicit-cast', { dialect: work.facts.title, from: 'text', to: 'a date' }, at);
    return { ...sum, sql: `CAST(${moment.sql} AS TIMESTAMP) ${sign} ${interval}`, family: 'timestamp' };
  }
  if (!isMoment(moment.family) && moment.family !== 'null')
    work.tell(
      'translate-date-arithmetic',
      {
        what: 'A date moved by days is a date in the original and a timestamp in DuckDB; the type is not known here',
      },
      at,
    );
  return sum;
}

/** `moment` and a number of days. */
export function afterDays(work: Work, moment: Written, days: Written, sign: '+' | '-', at: unknown): Written {
  if (days.family === 'integer') {
    if (moment.family === 'date')
      return {
        // A date takes an INTEGER alone, and the number may be a BIGINT.
        sql: `${within(moment, ranks.sum)} ${sign} ${/^\d+$/.test(days.sql) ? days.sql : `CAST(${days.sql} AS INTEGER)`}`,
        family: 'date',
        rank: ranks.sum,
      };
    return {
      sql: `${within(moment, ranks.sum)} ${sign} ${intervalOf(days.sql, 'day')}`,
      family: moment.family,
      rank: ranks.sum,
    };
  }
  if (moment.family === 'date') {
    work.tell('translate-rounding', { what: 'A date is moved by a number with a fraction.' }, at);
    return {
      sql: `${within(moment, ranks.sum)} ${sign} CAST(${days.sql} AS INTEGER)`,
      family: 'date',
      rank: ranks.sum,
    };
  }
  // Firebird's moments are counted in tenths of a millisecond.
  const microseconds =
    work.dialect === 'firebird'
      ? `round((${days.sql}) * 864000000) * 100`
      : `round((${days.sql}) * 86400000000)`;
  return {
    sql: `${within(moment, ranks.sum)} ${sign} to_microseconds(CAST(${microseconds} AS BIGINT))`,
    family: moment.family,
    rank: ranks.sum,
  };
}

/** The difference of two moments. */
export function between(work: Work, left: Written, right: Written, at: unknown): Written {
  const bothDates = left.family === 'date' && right.family === 'date';
  switch (work.facts.dateDifference) {
    case 'interval':
      if (bothDates)
        return whole(`to_days(CAST(${within(left, ranks.sum)} - ${atom(right)} AS INTEGER))`, 'interval');
      return { sql: `${within(left, ranks.sum)} - ${atom(right)}`, family: 'interval', rank: ranks.sum };
    case 'days':
      if (bothDates)
        return { sql: `${within(left, ranks.sum)} - ${atom(right)}`, family: 'integer', rank: ranks.sum };
      if (work.dialect === 'oracle' || work.dialect === 'firebird') {
        const days = `date_diff('microsecond', CAST(${right.sql} AS TIMESTAMP), CAST(${left.sql} AS TIMESTAMP)) / 86400000000`;
        if (work.dialect === 'firebird') return whole(`CAST(${days} AS DECIMAL(18, 9))`, 'decimal');
        return { sql: days, family: 'float', rank: ranks.product };
      }
      return { sql: `${within(left, ranks.sum)} - ${atom(right)}`, family: 'interval', rank: ranks.sum };
    case 'other':
      return refuse(work, 'A date minus a date', at);
  }
}

/** How many whole units lie between two moments, toward zero: of months the day and the time of day decide, whatever the month's last day is. */
export function wholeUnits(unit: TimeUnit, from: string, to: string): Written {
  const months = { month: 1, quarter: 3, year: 12 }[unit as 'month'];
  if (months === undefined) return whole(`date_sub('${unit}', ${from}, ${to})`, 'integer');
  const inMonth = (moment: string): string => `(${moment} - date_trunc('month', ${moment}))`;
  const short = `CASE WHEN ${to} >= ${from} AND ${inMonth(to)} < ${inMonth(from)} THEN 1 WHEN ${to} < ${from} AND ${inMonth(to)} > ${inMonth(from)} THEN -1 ELSE 0 END`;
  const count = `(date_diff('month', ${from}, ${to}) - ${short})`;
  return whole(months === 1 ? count : `(${count} // ${months})`, 'integer');
}

/** How many borders of `unit` lie between two moments, as DATEDIFF counts. */
export function difference(work: Work, unit: TimeUnit, from: Written, to: Written, at: unknown): Written {
  const [start, end] = [from, to].map((each) => {
    if (each.family === 'text' || each.family === 'unknown') {
      if (each.family === 'unknown' || !/^'\d{4}-\d{2}-\d{2}/.test(each.sql))
        work.tell(
          'translate-date-arithmetic',
          { what: 'Values of unknown type, or text, are taken as moments here' },
          at,
        );
      return `CAST(${each.sql} AS TIMESTAMP)`;
    }
    return each.family === 'date' && !isOfDays(unit) ? `CAST(${each.sql} AS TIMESTAMP)` : each.sql;
  });
  if (unit === 'week') return weeks(work, start!, end!, at);
  return whole(`date_diff('${unit}', ${start}, ${end})`, 'integer');
}

/** DuckDB counts seven days. So does Firebird; others count the borders of weeks: before Monday, in T-SQL before Sunday whatever DATEFIRST is set to, and in BigQuery, whose moments come moved by a day, too. */
function weeks(work: Work, start: string, end: string, at: unknown): Written {
  if (work.dialect === 'firebird' || work.dialect === 'duckdb')
    return whole(`(date_diff('day', ${start}, ${end}) // 7)`, 'integer');
  if (!['tsql', 'snowflake', 'bigquery'].includes(work.dialect))
    work.tell(
      'translate-date-arithmetic',
      { what: 'Borders of weeks are counted, before Monday; the original may count Sundays, or seven days' },
      at,
    );
  const shift = work.dialect === 'tsql' ? ' + INTERVAL 1 DAY' : '';
  const [from, to] = [start, end].map((each) => `date_trunc('week', ${each}${shift})`);
  return whole(`(date_diff('day', ${from}, ${to}) // 7)`, 'integer');
}
