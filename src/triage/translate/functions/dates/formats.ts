import { isMoment } from '../../family.ts';
import { writtenText } from '../../names.ts';
import { refusedExpression, whole } from '../../work.ts';
import { arg, type Call, type FunctionRule, literalOf, refuseCall } from '../call.ts';
import type { MaskUse } from '../masks.ts';
import { momentArg } from './moment-arg.ts';

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
