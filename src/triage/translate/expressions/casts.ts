import { writtenType } from '../data-types.ts';
import { familyOf, isMoment } from '../family.ts';
import type { Scope } from '../scope.ts';
import { fieldsOf, type Node, nodeOf, unreadFields } from '../tree.ts';
import { atom, refuse, type Work, type Written, whole } from '../work.ts';

/** CAST, TRY_CAST, SAFE_CAST and `::` as the original casts: cut, padded, truncated or rounded. */
export function writeCast(work: Work, scope: Scope, node: Node): Written {
  const { fields } = node;
  const unread = unreadFields(fields, ['this', 'to']);
  if (unread.length > 0) return refuse(work, `A cast with ${unread.join(', ')}`, fields);
  return castTo(
    work,
    work.expression(scope, nodeOf(fields.this)),
    fieldsOf(fields.to),
    fields,
    node.kind !== 'cast',
  );
}

/** `value` cast to the type of the original. `tries`: what cannot be cast is NULL. */
export function castTo(
  work: Work,
  value: Written,
  to: Readonly<Record<string, unknown>>,
  at: unknown,
  tries: boolean,
): Written {
  const type = writtenType(work.dialect, to);
  if (type === null) return refuse(work, `The type ${String(to.name ?? to.data_type)}`, at);
  if (type.remark !== null) work.tell('translate-result-type', { what: `${type.remark}.` }, at);
  const cast = tries ? 'TRY_CAST' : 'CAST';
  const family = familyOf(type.sql);
  if (family === 'text') return toText(work, value, type, cast, at);
  if (family === 'integer') return toInteger(work, value, type.sql, cast, at);
  if (
    family === 'boolean' &&
    work.dialect === 'tsql' &&
    (value.family === 'unknown' || value.family === 'text')
  )
    work.tell(
      'translate-implicit-cast',
      { dialect: work.facts.title, from: 'text or a number', to: 'a truth value' },
      at,
    );
  if (family === 'decimal' && (work.dialect === 'db2' || work.dialect === 'teradata'))
    work.tell(
      'translate-rounding',
      {
        what: 'A cast to DECIMAL drops or half-even rounds digits in the original; DuckDB rounds halves up.',
      },
      at,
    );
  const german = work.dialect === 'firebird' ? /^'(\d{1,2})\.(\d{1,2})\.(\d{4})'$/.exec(value.sql) : null;
  if (family === 'date' && german !== null)
    return whole(`DATE '${german[3]}-${german[2]!.padStart(2, '0')}-${german[1]!.padStart(2, '0')}'`, 'date');
  if (isMoment(family) && (value.family === 'text' || value.family === 'unknown') && !isIsoMoment(value.sql))
    work.tell(
      'translate-date-format',
      {
        what: 'Text is read as a date here: DuckDB reads `2024-12-31`, the original what its session is set to',
      },
      at,
    );
  if (isMoment(family) && value.family === 'integer') return refuse(work, 'A number cast to a date', at);
  return whole(`${cast}(${value.sql} AS ${type.sql})`, family);
}

function toText(
  work: Work,
  value: Written,
  type: { readonly length: number | null; readonly padded: boolean },
  cast: string,
  at: unknown,
): Written {
  const { family } = value;
  if (
    family === 'float' ||
    family === 'decimal' ||
    isMoment(family) ||
    family === 'boolean' ||
    family === 'time'
  )
    work.tell('translate-text-form', { dialect: work.facts.title, of: wordsOf(family) }, at);
  else if (family === 'unknown')
    work.tell('translate-text-form', { dialect: work.facts.title, of: 'value of unknown type' }, at);
  const text = family === 'text' ? value : whole(`${cast}(${value.sql} AS VARCHAR)`, 'text');
  if (type.length === null || type.length < 1) return text;
  if (work.dialect === 'tsql' && family === 'integer' && !type.padded)
    return whole(`CASE WHEN length(${text.sql}) > ${type.length} THEN '*' ELSE ${text.sql} END`, 'text');
  if (type.padded && work.dialect !== 'postgres')
    return whole(`rpad(${text.sql}, ${type.length}, ' ')`, 'text');
  // PostgreSQL takes the blanks at the end for filling, whatever they were.
  if (type.padded && work.dialect === 'postgres')
    return whole(`rtrim(left(${text.sql}, ${type.length}), ' ')`, 'text');
  const isShort = /^'[^']*'$/.test(text.sql) && text.sql.length - 2 <= type.length;
  if (work.dialect === 'snowflake' && family === 'text' && !isShort)
    work.tell(
      'translate-result-type',
      { what: `Text of more than ${type.length} letters does not stay whole in Snowflake; here it does.` },
      at,
    );
  return work.facts.cutsText ? whole(`left(${text.sql}, ${type.length})`, 'text') : text;
}

function toInteger(work: Work, value: Written, type: string, cast: string, at: unknown): Written {
  const { family } = value;
  const plain = whole(`${cast}(${value.sql} AS ${type})`, 'integer');
  if (family === 'integer' || family === 'boolean' || family === 'null') return plain;
  if (isMoment(family)) return refuse(work, 'A date cast to a number', at);
  if (family === 'float' && work.dialect === 'mysql') {
    work.tell(
      'translate-rounding',
      { what: 'MySQL rounds a DOUBLE that is cast to an integer, MariaDB cuts it off; here it is rounded.' },
      at,
    );
    return whole(`${cast}(round(${value.sql}) AS ${type})`, 'integer');
  }
  if (family === 'decimal' || family === 'float') {
    if (work.facts.toInteger === 'truncates')
      return whole(`${cast}(trunc(${value.sql}) AS ${type})`, 'integer');
    // A double is rounded to the even neighbour in DuckDB, as in PostgreSQL.
    return family === 'float' && work.dialect !== 'postgres'
      ? whole(`${cast}(round(${value.sql}) AS ${type})`, 'integer')
      : plain;
  }
  work.tell(
    'translate-rounding',
    {
      what: `A number with a fraction that is cast to an integer is ${work.facts.toInteger === 'truncates' ? 'cut off' : 'rounded'} in the original; DuckDB rounds, and text such as ' 12 ' may be read otherwise.`,
    },
    at,
  );
  return plain;
}

function wordsOf(family: string): string {
  if (family === 'float' || family === 'decimal') return 'number';
  if (family === 'boolean') return 'truth value';
  return family === 'time' ? 'time' : 'date';
}

function isIsoMoment(sql: string): boolean {
  return /^'\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?)?'$/.test(sql);
}

/** `written` cast to a type of DuckDB's. */
export function castOf(written: Written, type: string): Written {
  return whole(`CAST(${written.sql} AS ${type})`, familyOf(type));
}

/** `written` as text, where it is not. */
export function textOf(written: Written): string {
  return written.family === 'text' ? atom(written) : `CAST(${written.sql} AS VARCHAR)`;
}
