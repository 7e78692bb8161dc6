import { writtenName } from '../names.ts';
import type { Scope } from '../scope.ts';
import { type Fields, identifierOf, type Node, nodeOf } from '../tree.ts';
import { atom, refuse, type Work, type Written, whole } from '../work.ts';
import { callOf } from './call-of.ts';

/** `a[i]`: BigQuery says from where it counts, PostgreSQL counts from 1. */
export function subscript(work: Work, scope: Scope, fields: Fields): Written {
  const index = nodeOf(fields.index);
  const list = nodeOf(fields.this);
  const call = callOf(index);
  if (work.dialect === 'bigquery') {
    const [argument] = call?.args ?? [];
    if (
      call === null ||
      argument === undefined ||
      !['OFFSET', 'ORDINAL', 'SAFE_OFFSET', 'SAFE_ORDINAL'].includes(call.name)
    )
      return refuse(work, 'A subscript', fields);
    const at = work.expression(scope, argument);
    const parsed = callOf(list);
    if (parsed?.name === 'APPROX_QUANTILES') return quantile(work, scope, parsed.args, at, fields);
    const place = call.name.endsWith('OFFSET')
      ? /^\d+$/.test(at.sql)
        ? String(Number(at.sql) + 1)
        : `${atom(at)} + 1`
      : at.sql;
    if (!call.name.startsWith('SAFE'))
      work.tell(
        'translate-meaning',
        { what: 'A place behind the end of a list is an error in the original, and NULL in DuckDB' },
        fields,
      );
    return whole(`${atom(work.expression(scope, list))}[${place}]`, 'unknown');
  }
  if (work.dialect !== 'postgres' && work.dialect !== 'duckdb') return refuse(work, 'A subscript', fields);
  return whole(`(${work.expression(scope, list).sql})[${work.expression(scope, index).sql}]`, 'unknown');
}

function quantile(work: Work, scope: Scope, args: readonly Node[], at: Written, fields: Fields): Written {
  const count = args[1]?.kind === 'literal' ? Number(args[1].fields.value) : Number.NaN;
  if (!Number.isInteger(count) || !/^\d+$/.test(at.sql)) return refuse(work, 'APPROX_QUANTILES', fields);
  work.tell('translate-meaning', { what: 'Approximate quantiles are exact here' }, fields);
  const value = work.expression(scope, args[0]!);
  return whole(`quantile_disc(${value.sql}, ${Number(at.sql)} / ${count}.0)`, value.family);
}

/** A field of a structure. */
export function dot(work: Work, scope: Scope, fields: Fields): Written {
  const field = identifierOf(fields.field);
  if (field === null) return refuse(work, 'A dot', fields);
  const inner = nodeOf(fields.this);
  const value = work.expression(scope, inner);
  return whole(
    `${inner.kind === 'column' || inner.kind === 'dot' ? value.sql : `(${value.sql})`}.${writtenName(field.name)}`,
    'unknown',
  );
}
