import { unitOf } from '../../expressions/units.ts';
import { type Written, whole } from '../../work.ts';
import { type Call, type FunctionRule, refuseCall, wordOf } from '../call.ts';
import { momentArg } from './moment-arg.ts';

/** EXTRACT and its kin as DuckDB counts, put right where the original counts otherwise. */
export function part(call: Call, field: string, value: Written): Written {
  const name = field.toLowerCase().replaceAll('_', '');
  const { facts, dialect } = call.work;
  const of = (part: string): string => `extract(${part} FROM ${value.sql})`;
  if (value.family === 'timestamptz' && name !== 'epoch' && dialect !== 'duckdb')
    call.work.tell(
      'translate-date-arithmetic',
      {
        what: `The parts of a moment are those in the project’s time zone here, and ${dialect === 'bigquery' ? 'in UTC' : 'in the time zone of the session or of the value'} in the original`,
      },
      call.at,
    );
  switch (name) {
    case 'year':
    case 'month':
    case 'day':
    case 'quarter':
    case 'hour':
    case 'minute':
      return whole(of(name), 'integer');
    case 'second':
      if (['postgres', 'firebird', 'oracle', 'teradata'].includes(dialect))
        return whole(`(CAST(extract(microsecond FROM ${value.sql}) AS DECIMAL(18, 6)) / 1000000)`, 'float');
      return whole(of('second'), 'integer');
    case 'millisecond':
    case 'milliseconds':
      if (dialect === 'firebird')
        return whole(`(extract(microsecond FROM ${value.sql}) % 1000000 / 1000)`, 'float');
      return dialect === 'postgres'
        ? whole(`(extract(microsecond FROM ${value.sql}) / 1000)`, 'float')
        : whole(`(${of('millisecond')} % 1000)`, 'integer');
    case 'microsecond':
    case 'microseconds':
      return whole(
        dialect === 'postgres' ? of('microsecond') : `(${of('microsecond')} % 1000000)`,
        'integer',
      );
    case 'epoch':
      return whole(`epoch(${value.sql})`, 'float');
    case 'isoyear':
      return whole(of('isoyear'), 'integer');
    case 'isodow':
    case 'dayofweekiso':
      return whole(of('isodow'), 'integer');
    case 'week':
    case 'weekofyear':
    case 'isoweek':
    case 'weekiso':
      if (
        (name === 'week' && ['bigquery', 'mysql', 'tsql', 'snowflake'].includes(dialect)) ||
        (dialect === 'db2' && name === 'week')
      )
        if (dialect !== 'snowflake')
          return refuseCall(
            call,
            'Its weeks begin on Sunday and are numbered otherwise than DuckDB’s, which are ISO’s.',
          );
      return whole(of('week'), 'integer');
    case 'doy':
    case 'dayofyear':
      return whole(of('doy'), 'integer');
    case 'yearday':
      return whole(`(${of('doy')} - 1)`, 'integer');
    case 'dow':
    case 'dayofweek':
    case 'weekday':
      if (dialect === 'tsql')
        call.work.tell(
          'translate-date-arithmetic',
          { what: 'Days of the week are counted from Sunday = 1 here, as @@DATEFIRST = 7 does' },
          call.at,
        );
      return whole(facts.sundayIs === 1 ? `(${of('dow')} + 1)` : of('dow'), 'integer');
    case 'century':
    case 'decade':
    case 'millennium':
    case 'era':
      if (dialect === 'postgres') return whole(of(name), 'integer');
      break;
    case 'date':
      if (dialect === 'bigquery') return whole(`CAST(${value.sql} AS DATE)`, 'date');
      break;
    case 'time':
      if (dialect === 'bigquery') return whole(`CAST(${value.sql} AS TIME)`, 'time');
      break;
  }
  return refuseCall(call, `The part ${field} is not known here.`);
}

/** `YEAR(d)` and its kin. */
export function partOf(field: string): FunctionRule {
  return (call) =>
    call.args.length === 1
      ? part(call, field, momentArg(call, 0))
      : refuseCall(call, 'It has several arguments.');
}

/** DATEPART(unit, d). */
export const datePart: FunctionRule = (call) => {
  const word = wordOf(call.args[0]);
  if (word === null) return refuseCall(call, 'Its unit is not a word.');
  const lower = word.toLowerCase();
  const unit =
    lower === 'dw' || lower === 'weekday'
      ? 'dow'
      : lower === 'dy' || lower === 'y'
        ? 'doy'
        : (unitOf(lower) ?? lower);
  return part(call, unit, momentArg(call, 1));
};
