import { unitOf } from '../../expressions/units.ts';
import { isMoment } from '../../family.ts';
import { atom, type Written, whole } from '../../work.ts';
import { type Call, type FunctionRule, refuseCall, wordOf } from '../call.ts';
import { momentArg } from './moment-arg.ts';

/** DATE_TRUNC with its unit at `unit`; the family that comes out. */
export function truncated(unit: number, moment: number): FunctionRule {
  return (call) => {
    const written = wordOf(call.args[unit])?.toLowerCase() ?? '';
    const value = momentArg(call, moment);
    const name =
      { isoweek: 'week', month: 'month', mm: 'month', mon: 'month' }[written] ??
      // DuckDB’s centuries begin with their year 0, the standard’s with their year 1.
      (written === 'decade' ? written : unitOf(written));
    if (name === null || name === undefined)
      return refuseCall(call, `\`${written}\` is no unit of time that is known here.`);
    if (written === 'week' && (call.work.dialect === 'bigquery' || call.work.dialect === 'tsql')) {
      // BigQuery's and T-SQL's weeks begin on Sunday.
      return finishTruncation(
        call,
        value,
        `date_trunc('week', ${atom(value)} + INTERVAL 1 DAY) - INTERVAL 1 DAY`,
      );
    }
    return finishTruncation(call, value, `date_trunc('${name}', ${value.sql})`);
  };
}

function finishTruncation(call: Call, value: Written, sql: string): Written {
  const { dialect } = call.work;
  if (value.family === 'date')
    return dialect === 'postgres'
      ? whole(`CAST(${sql} AS TIMESTAMP WITH TIME ZONE)`, 'timestamptz')
      : dialect === 'databricks'
        ? whole(sql, 'timestamp')
        : whole(`CAST(${sql} AS DATE)`, 'date');
  if (!isMoment(value.family) && dialect !== 'postgres')
    call.work.tell(
      'translate-date-arithmetic',
      {
        what: 'The beginning of a month is a date or a moment, as its argument is; its type is not known here',
      },
      call.at,
    );
  return whole(sql, value.family === 'unknown' ? 'timestamp' : value.family);
}
