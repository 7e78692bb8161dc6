import { afterInterval, difference, moved } from '../expressions/moments.ts';
import { type TimeUnit, unitOf } from '../expressions/units.ts';
import { isMoment } from '../family.ts';
import { writtenText } from '../names.ts';
import { atom, refusedExpression, type Written, whole } from '../work.ts';
import { arg, type Call, type FunctionRule, literalOf, refuseCall, scalar, wordOf } from './call.ts';
import type { MaskUse } from './masks.ts';

/** A moment as DuckDB takes it: text is cast, with a word where that may go wrong. */
export function momentArg(call: Call, index: number): Written {
  const value = arg(call, index);
  if (value.family !== 'text') return value;
  if (!/^'\d{4}-\d{2}-\d{2}( \d{2}:\d{2}(:\d{2})?)?'$/.test(value.sql))
    call.work.tell(
      'translate-implicit-cast',
      { dialect: call.work.facts.title, from: 'text', to: 'a date' },
      call.at,
    );
  const isDate = /^'\d{4}-\d{2}-\d{2}'$/.test(value.sql) && call.work.dialect !== 'tsql';
  return whole(`CAST(${value.sql} AS ${isDate ? 'DATE' : 'TIMESTAMP'})`, isDate ? 'date' : 'timestamp');
}

function unitAt(call: Call, index: number): TimeUnit | null {
  const word = wordOf(call.args[index]);
  const unit = word === null ? null : unitOf(word);
  if (unit === null) refuseCall(call, `\`${word ?? '?'}\` is no unit of time that is known here.`);
  return unit;
}

/** DATEADD with unit, number and moment at these places. */
export function dateAdd(unit: number, count: number, moment: number, sign: '+' | '-' = '+'): FunctionRule {
  return (call) => {
    const found = unitAt(call, unit);
    if (found === null) return refusedExpression;
    return moved(call.work, momentArg(call, moment), arg(call, count), found, sign, call.at);
  };
}

/** DATEDIFF with unit and the two moments at these places. */
export function dateDiff(unit: number, from: number, to: number): FunctionRule {
  return (call) => {
    const found = unitAt(call, unit);
    if (found === null) return refusedExpression;
    return difference(call.work, found, momentArg(call, from), momentArg(call, to), call.at);
  };
}

/** DATE_ADD(d, INTERVAL …), or a number of days where the dialect takes one. */
export function addInterval(sign: '+' | '-'): FunctionRule {
  return (call) => {
    const moment = momentArg(call, 0);
    const [, step] = call.args;
    if (step?.kind === 'interval') {
      const interval = arg(call, 1);
      return afterInterval(call.work, moment, atom(interval), isDays(interval.sql), sign, call.at);
    }
    return moved(call.work, moment, arg(call, 1), 'day', sign, call.at);
  };
}

function isDays(interval: string): boolean {
  return !/HOUR|MINUTE|SECOND|MICROSECOND|microsecond|hour|minute|:/.test(interval);
}

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

type ReadMask = (call: Call, mask: string, use: MaskUse) => string | null;

/** The part of a date that a format leaves out, and that the original fills in otherwise than DuckDB, which takes the first of January 1900. */
function missingPart(call: Call, format: string): string | null {
  if (!/%[YyG]/.test(format)) return 'year';
  const takesCurrentMonth = ['oracle', 'db2', 'teradata'].includes(call.work.dialect);
  return takesCurrentMonth && !/%-?[mbBj]|%V/.test(format) ? 'month' : null;
}

/** A date as text by a mask that `read` understands, the mask at `mask`. */
export function formatted(value: number, mask: number, read: ReadMask): FunctionRule {
  return (call) => {
    const text = literalOf(call.args[mask]);
    if (text === null) return refuseCall(call, 'Its format is not a literal.');
    const format = read(call, text, 'writes');
    const moment = momentArg(call, value);
    if (format === null) return refusedExpression;
    if (!isMoment(moment.family) && moment.family !== 'unknown' && moment.family !== 'time')
      return refuseCall(call, 'It writes a number by a format.');
    if (moment.family === 'unknown')
      call.work.tell(
        'translate-date-format',
        { what: 'A value of unknown type is written as a date here' },
        call.at,
      );
    return whole(`strftime(${moment.sql}, ${writtenText(format)})`, 'text');
  };
}

/** Text as a date by a mask. */
export function parsedBy(
  value: number,
  mask: number,
  read: ReadMask,
  result: 'date' | 'timestamp',
  tries = false,
): FunctionRule {
  return (call) => {
    const text = literalOf(call.args[mask]);
    if (text === null) return refuseCall(call, 'Its format is not a literal.');
    const format = read(call, text, 'reads');
    if (format === null) return refusedExpression;
    const missing = missingPart(call, format);
    if (missing !== null)
      return refuseCall(
        call,
        `Its format has no ${missing}: what the original puts in its place, DuckDB does not.`,
      );
    if (/%y/.test(format))
      call.work.tell(
        'translate-date-format',
        { what: 'Which century a year of two digits is in may be decided otherwise' },
        call.at,
      );
    const source = arg(call, value);
    const string = source.family === 'text' ? source.sql : `CAST(${source.sql} AS VARCHAR)`;
    const parse = `${tries ? 'try_' : ''}strptime(${string}, ${writtenText(format)})`;
    return result === 'date' ? whole(`CAST(${parse} AS DATE)`, 'date') : whole(parse, 'timestamp');
  };
}

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

/** Now, as the server's clock on the wall; `family` as the original has it. */
export function now(family: 'timestamp' | 'timestamptz' | 'date' | 'time'): FunctionRule {
  return (call) => {
    if (call.work.dialect !== 'duckdb')
      call.work.tell('translate-current-moment', { name: call.name }, call.at);
    const sql = {
      timestamp: 'localtimestamp',
      timestamptz: 'current_timestamp',
      date: 'current_date',
      time: 'CAST(localtimestamp AS TIME)',
    }[family];
    return whole(sql, family);
  };
}
