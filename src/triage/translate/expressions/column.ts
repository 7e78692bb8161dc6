import { writtenName } from '../names.ts';
import { familyInScope, type Scope } from '../scope.ts';
import { type Fields, identifierOf, isSet, unreadFields } from '../tree.ts';
import { refuse, type Work, type Written, whole } from '../work.ts';

import { callExpression } from './write-call.ts';

/** A column, or one of the words that stand as one: the moment, the user, the place of a row. */
export function column(work: Work, scope: Scope, fields: Fields): Written {
  if (fields.join_mark === true) return refuse(work, 'An outer join by (+) at this place', fields);
  const name = identifierOf(fields.name);
  const table = identifierOf(fields.table);
  if (name === null) return refuse(work, 'A column without a name', fields);
  const bare = name.name;
  if (!name.quoted && table === null) {
    const upper = bare.toUpperCase();
    const isColumn = familyInScope(scope, null, bare) !== 'unknown';
    if (!isColumn && (bare.startsWith('@') || bare.startsWith(':')))
      return refuse(work, `A parameter or variable (${bare})`, fields);
    if (!isColumn && ['ROWID', 'RDB$DB_KEY', 'CTID'].includes(upper))
      return refuse(work, `${upper}, the place of a row,`, fields);
    if (
      !isColumn &&
      [
        'CURRENT_DATE',
        'CURRENT_TIME',
        'CURRENT_TIMESTAMP',
        'SYSDATE',
        'SYSTIMESTAMP',
        'GETDATE',
        'LOCALTIMESTAMP',
      ].includes(upper)
    )
      return callExpression(
        work,
        scope,
        { kind: 'function', fields: { ...fields, name: upper, args: [] } },
        {},
      );
    if (
      !isColumn &&
      ['USER', 'CURRENT_USER', 'SESSION_USER', 'CURRENT_ROLE'].includes(upper) &&
      work.dialect !== 'mysql'
    )
      return refuse(work, `${upper}, which is another user here,`, fields);
    if (!isColumn && upper === 'DATE' && work.dialect === 'teradata')
      return callExpression(
        work,
        scope,
        { kind: 'function', fields: { ...fields, name: 'CURRENT_DATE', args: [] } },
        {},
      );
  }
  if (table !== null && ['NEXTVAL', 'CURRVAL'].includes(bare.toUpperCase()) && work.dialect !== 'postgres')
    return refuse(work, 'A number from a sequence', fields);
  const unread = unreadFields(fields, ['name', 'table']);
  if (unread.length > 0) return refuse(work, `A column with ${unread.join(', ')}`, fields);
  const sql = `${table === null ? '' : `${writtenName(table.name)}.`}${writtenName(bare)}`;
  return whole(sql, familyInScope(scope, table?.name ?? null, bare));
}

/** A star as an argument. */
export function star(work: Work, fields: Fields): Written {
  if (isSet(fields.except) || isSet(fields.replace) || isSet(fields.rename))
    return refuse(work, 'A star with exceptions at this place', fields);
  const table = identifierOf(fields.table);
  return whole(table === null ? '*' : `${writtenName(table.name)}.*`, 'unknown');
}

/** ROWNUM and its kin. */
export function pseudocolumn(work: Work, fields: Fields): Written {
  const kind = String(fields.kind);
  if (kind === 'Rownum') {
    work.tell('translate-limit-without-order', {}, fields);
    return whole('row_number() OVER ()', 'integer');
  }
  if (kind === 'Sysdate') return refuse(work, 'SYSDATE', fields);
  return refuse(work, `${kind.toUpperCase()}, a pseudo column,`, fields);
}
