import { moved } from '../../expressions/moments.ts';
import { atom, whole } from '../../work.ts';
import { arg, type FunctionRule, refuseCall, scalar } from '../call.ts';
import { momentArg } from './moment-arg.ts';

/** ADD_MONTHS: from the last day of a month to the last day of another. */
export const addMonths: FunctionRule = (call) => {
  const moment = momentArg(call, 0);
  const count = arg(call, 1);
  const step = moved(
    { ...call.work, facts: { ...call.work.facts, dateStays: false } },
    moment,
    count,
    'month',
    '+',
    call.at,
  );
  const isDate = moment.family === 'date';
  if (call.work.dialect === 'databricks') return whole(`CAST(${step.sql} AS DATE)`, 'date');
  if (
    call.work.dialect === 'oracle' ||
    call.work.dialect === 'db2' ||
    call.work.dialect === 'snowflake' ||
    call.work.dialect === 'teradata'
  ) {
    const last = `CASE WHEN day(${moment.sql}) = day(last_day(${moment.sql})) THEN CAST(last_day(${step.sql}) AS TIMESTAMP) + (CAST(${moment.sql} AS TIMESTAMP) - date_trunc('day', CAST(${moment.sql} AS TIMESTAMP))) ELSE ${step.sql} END`;
    // Teradata keeps the day of the month where it is there.
    const sql = call.work.dialect === 'teradata' ? step.sql : last;
    return isDate ? whole(`CAST(${sql} AS DATE)`, 'date') : whole(sql, 'timestamp');
  }
  return isDate ? whole(`CAST(${step.sql} AS DATE)`, 'date') : step;
};

/** MONTHS_BETWEEN: whole months where both are the same day or both the last, else 31sts. */
export const monthsBetween: FunctionRule = (call) => {
  const [later, earlier] = [momentArg(call, 0), momentArg(call, 1)].map(
    (each) => `CAST(${each.sql} AS TIMESTAMP)`,
  );
  if (call.work.dialect === 'db2') return refuseCall(call, 'Its fractions depend on the version.');
  const seconds = (moment: string): string => `epoch(${moment} - date_trunc('month', ${moment}))`;
  const months = whole(
    `(date_diff('month', ${earlier}, ${later}) + CASE WHEN day(${later}) = day(${earlier}) OR (day(${later}) = day(last_day(${later})) AND day(${earlier}) = day(last_day(${earlier}))) THEN 0 ELSE (${seconds(later!)} - ${seconds(earlier!)}) / 2678400.0 END)`,
    'float',
  );
  // Databricks rounds to eight digits.
  return call.work.dialect === 'databricks' ? whole(`round(${months.sql}, 8)`, 'float') : months;
};

/** LAST_DAY, EOMONTH with an offset of months. */
export const lastDay: FunctionRule = (call) => {
  const moment = momentArg(call, 0);
  if (call.args.length === 1) {
    const last = scalar(call, 'last_day', [moment], 'date');
    // Oracle keeps the time of day.
    return call.work.dialect === 'oracle'
      ? whole(
          `CAST(last_day(${moment.sql}) AS TIMESTAMP) + (${moment.sql} - date_trunc('day', ${moment.sql}))`,
          'timestamp',
        )
      : last;
  }
  if (call.work.dialect !== 'tsql') return refuseCall(call, 'It has a unit.');
  return whole(`last_day(${atom(moment)} + to_months(CAST(${arg(call, 1).sql} AS INTEGER)))`, 'date');
};
