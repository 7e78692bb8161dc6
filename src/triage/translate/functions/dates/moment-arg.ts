import { type TimeUnit, unitOf } from '../../expressions/units.ts';
import { type Written, whole } from '../../work.ts';
import { arg, type Call, refuseCall, wordOf } from '../call.ts';

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

export function unitAt(call: Call, index: number): TimeUnit | null {
  const word = wordOf(call.args[index]);
  const unit = word === null ? null : unitOf(word);
  if (unit === null) refuseCall(call, `\`${word ?? '?'}\` is no unit of time that is known here.`);
  return unit;
}
