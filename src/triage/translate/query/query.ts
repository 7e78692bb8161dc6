import type { Scope } from '../scope.ts';
import { fieldsOf, isSet, listOf, type Node, nodeOf, nodesOf, unreadFields } from '../tree.ts';
import { refuse, type Work, type WrittenQuery } from '../work.ts';
import { scopeColumns } from './named-table.ts';
import { select } from './select.ts';
import { intersectFirst, setOperation } from './set-operation.ts';
import { tail } from './tail.ts';

/** A query: SELECT, a set operation, VALUES, or one in brackets. */
export function writeQuery(work: Work, scope: Scope, node: Node): WrittenQuery {
  const { kind, fields } = node;
  switch (kind) {
    case 'select':
      return select(work, scope, fields);
    case 'union':
    case 'except':
    case 'intersect': {
      const operation = work.dialect === 'oracle' ? node : intersectFirst(node);
      return setOperation(work, scope, operation.kind as typeof kind, operation.fields);
    }
    case 'paren':
      return writeQuery(work, scope, nodeOf(fields.this));
    case 'subquery': {
      const unread = unreadFields(fields, ['this', 'order_by', 'limit', 'offset']);
      if (unread.length > 0) refuse(work, `A query in brackets with ${unread.join(', ')}`, fields);
      const inner = writeQuery(work, scope, nodeOf(fields.this));
      if (!isSet(fields.order_by) && !isSet(fields.limit) && !isSet(fields.offset)) return inner;
      return {
        ...inner,
        sql: `(${inner.sql})${tail(work, { ...scope, relations: [{ alias: '', columns: scopeColumns(inner.columns) }] }, fields, null)}`,
      };
    }
    case 'values': {
      const rows = listOf(fields.expressions).map((row) =>
        nodesOf(fieldsOf(row).expressions).map((each) => work.expression(scope, each)),
      );
      return {
        sql: `VALUES ${rows.map((row) => `(${row.map((each) => each.sql).join(', ')})`).join(', ')}`,
        columns: (rows[0] ?? []).map((each) => ({ name: null, family: each.family })),
      };
    }
    default:
      refuse(work, `\`${kind.replaceAll('_', ' ')}\``, fields);
      return { sql: 'SELECT NULL', columns: null };
  }
}
