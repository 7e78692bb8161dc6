import { part } from '../functions/dates/index.ts';
import { writtenText } from '../names.ts';
import type { Scope } from '../scope.ts';
import { type Fields, fieldsOf, isSet, nodeOf } from '../tree.ts';
import { refuse, type Work, type Written, whole } from '../work.ts';
import { difference } from './moments.ts';
import { intervalOf, unitOf } from './units.ts';

import { plainCall } from './write-call.ts';

/** INTERVAL '1' DAY, INTERVAL x DAY, INTERVAL '1 day'. */
export function interval(work: Work, scope: Scope, fields: Fields): Written {
  const unit = fieldsOf(fields.unit);
  const value = nodeOf(fields.this);
  const text = value.kind === 'literal' ? String(value.fields.value) : null;
  if (!isSet(fields.unit)) {
    if (text === null || !/^(\s*[+-]?\s*\d+(\.\d+)?\s*[a-z]+)+\s*$|^\s*[+-]?\d+:\d+(:\d+)?\s*$/i.test(text))
      return refuse(work, 'This interval', fields);
    return whole(`INTERVAL ${writtenText(text.replace(/([+-])\s+/g, '$1'))}`, 'interval');
  }
  if (unit.type !== 'simple') return refuse(work, 'An interval of several units', fields);
  const name = unitOf(String(unit.unit));
  if (name === null) return refuse(work, `An interval in ${String(unit.unit)}`, fields);
  if (text !== null) {
    if (/^\s*\d+\s*$/.test(text)) return whole(`INTERVAL ${text.trim()} ${name.toUpperCase()}`, 'interval');
    if (/^\s*-\s*\d+\s*$/.test(text))
      return whole(`INTERVAL '${text.replaceAll(/\s/g, '')} ${name}'`, 'interval');
    return refuse(work, `The interval '${text}'`, fields);
  }
  return whole(intervalOf(work.expression(scope, value).sql, name), 'interval');
}

/** EXTRACT(part FROM moment). */
export function extract(work: Work, scope: Scope, fields: Fields): Written {
  const { field } = fields;
  const name =
    typeof field === 'string'
      ? field
      : String(fieldsOf(field).Custom ?? fieldsOf(field).WeekWithModifier ?? '?');
  const value = work.expression(scope, nodeOf(fields.this));
  return part(
    plainCall(work, scope, 'EXTRACT', fields),
    typeof field === 'string' || isSet(fieldsOf(field).Custom) ? name : `WEEK(${name})`,
    value,
  );
}

/** DATEDIFF, where the parser has a kind of its own for it. */
export function dateDiff(work: Work, scope: Scope, fields: Fields): Written {
  const unit = unitOf(String(fields.unit ?? 'day'));
  const [later, earlier] = [fields.this, fields.expression].map((each) =>
    work.expression(scope, nodeOf(each)),
  );
  if (unit === null) return refuse(work, `A difference in ${String(fields.unit)}`, fields);
  return difference(work, unit, earlier!, later!, fields);
}
