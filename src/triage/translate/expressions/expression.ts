import type { Scope } from '../scope.ts';
import {
  type Fields,
  identifierOf,
  isSet,
  listOf,
  type Node,
  nodeOf,
  nodesOf,
  unreadFields,
} from '../tree.ts';
import { atom, ranks, refuse, type Work, type Written, whole, within } from '../work.ts';
import { writeCast } from './casts.ts';
import { column, pseudocolumn, star } from './column.ts';
import { dot, subscript } from './elements.ts';
import { writeLiteral } from './literals.ts';
import { dateDiff, extract, interval } from './moment-parts.ts';
import { writeBinary } from './operators.ts';
import {
  writeBetween,
  writeCase,
  writeExists,
  writeIn,
  writeIsNull,
  writeLike,
  writeNot,
  writeQuantified,
} from './predicates.ts';
import { callExpression, formattedCast, windowFunction } from './write-call.ts';

/** Any expression of the original in DuckDB's words. What is not named here is refused. */
export function writeExpression(work: Work, scope: Scope, node: Node): Written {
  const { kind, fields } = node;
  switch (kind) {
    case 'literal':
      return writeLiteral(work, fields);
    case 'boolean':
      return whole(fields.value === true ? 'TRUE' : 'FALSE', 'boolean');
    case 'null':
      return whole('NULL', 'null');
    case 'column':
      return column(work, scope, fields);
    case 'identifier':
      return column(work, scope, { name: fields });
    case 'paren': {
      const inner = work.expression(scope, nodeOf(fields.this));
      return inner.rank === ranks.whole ? inner : whole(`(${inner.sql})`, inner.family);
    }
    case 'star':
      return star(work, fields);
    case 'alias':
      // A name that would be lost.
      return refuse(work, 'A name inside of an expression', fields);
    case 'cast':
    case 'try_cast':
    case 'safe_cast':
      if (isSet(fields.format)) return formattedCast(work, scope, node);
      return writeCast(work, scope, node);
    case 'like':
    case 'i_like':
      return writeLike(work, scope, node);
    case 'in':
      return writeIn(work, scope, node);
    case 'between':
      return writeBetween(work, scope, node);
    case 'is_null':
    case 'is_true':
    case 'is_false':
      return writeIsNull(work, scope, node);
    case 'exists':
      return writeExists(work, scope, node);
    case 'any':
    case 'all':
      return writeQuantified(work, scope, node);
    case 'not':
      return writeNot(work, scope, node);
    case 'neg': {
      const value = work.expression(scope, nodeOf(fields.this));
      return { sql: `-${within(value, ranks.whole)}`, family: value.family, rank: ranks.sign };
    }
    case 'xor': {
      const [left, right] = [fields.this, fields.expression].map((each) =>
        atom(work.expression(scope, nodeOf(each))),
      );
      return whole(`((${left} OR ${right}) AND NOT (${left} AND ${right}))`, 'boolean');
    }
    case 'case':
      return writeCase(work, scope, node);
    case 'subquery':
      return scalarQuery(work, scope, fields);
    case 'select':
    case 'union':
      return whole(`(${work.query(scope, node).sql})`, 'unknown');
    case 'tuple':
      return whole(
        `(${nodesOf(fields.expressions)
          .map((each) => work.expression(scope, each).sql)
          .join(', ')})`,
        'other',
      );
    case 'array':
    case 'array_func':
      return whole(
        `[${nodesOf(fields.expressions)
          .map((each) => work.expression(scope, each).sql)
          .join(', ')}]`,
        'list',
      );
    case 'unnest': {
      const unread = unreadFields(fields, ['this']);
      if (unread.length > 0) return refuse(work, 'UNNEST of several lists', fields);
      return whole(`unnest(${work.expression(scope, nodeOf(fields.this)).sql})`, 'unknown');
    }
    case 'interval':
      return interval(work, scope, fields);
    case 'extract':
      return extract(work, scope, fields);
    case 'date_diff':
      return dateDiff(work, scope, fields);
    case 'collation':
      work.tell('translate-collation', { collation: String(fields.collation) }, fields);
      return work.expression(scope, nodeOf(fields.this));
    case 'at_time_zone': {
      // Elsewhere the result is of another type, and Windows has names of its own for the zones.
      if (work.dialect !== 'postgres' && work.dialect !== 'duckdb')
        return refuse(work, 'AT TIME ZONE', fields);
      const value = work.expression(scope, nodeOf(fields.this));
      const family =
        value.family === 'timestamptz'
          ? 'timestamp'
          : value.family === 'timestamp'
            ? 'timestamptz'
            : 'unknown';
      return whole(
        `(${atom(value)} AT TIME ZONE ${work.expression(scope, nodeOf(fields.zone)).sql})`,
        family,
      );
    }
    case 'subscript':
      return subscript(work, scope, fields);
    case 'dot':
      return dot(work, scope, fields);
    case 'pseudocolumn':
      return pseudocolumn(work, fields);
    case 'parameter':
      return refuse(work, `A parameter or variable (${String(fields.name ?? '?')})`, fields);
    case 'method_call':
      work.tell(
        'translate-function-refused',
        {
          dialect: work.facts.title,
          name: identifierOf(fields.method)?.name ?? '?',
          reason: 'It is a function of the old database itself.',
        },
        fields,
      );
      return whole('NULL', 'unknown');
    case 'window_function':
      return windowFunction(work, scope, fields);
    case 'within_group': {
      const inner = nodeOf(fields.this);
      return callExpression(work, scope, inner, { order: listOf(fields.order_by) });
    }
    case 'filter': {
      const inner = nodeOf(fields.this);
      const where = nodeOf(fields.expression);
      return callExpression(work, scope, inner, {
        filter: where.kind === 'where' ? nodeOf(where.fields.this) : where,
      });
    }
    case 'similar_to': {
      const value = work.expression(scope, nodeOf(fields.this));
      const pattern = work.expression(scope, nodeOf(fields.pattern));
      if (isSet(fields.escape) || !/^'[A-Za-z0-9 ()|[\]+*%_-]*'$/.test(pattern.sql))
        return refuse(work, 'SIMILAR TO', fields);
      const expression = pattern.sql.replaceAll('%', '.*').replaceAll('_', '.');
      return whole(
        `${fields.not === true ? 'NOT ' : ''}regexp_full_match(${value.sql}, ${expression})`,
        'boolean',
      );
    }
    default: {
      const binary = writeBinary(work, scope, node);
      if (binary !== null) return binary;
      return callExpression(work, scope, node, {});
    }
  }
}

function scalarQuery(work: Work, scope: Scope, fields: Fields): Written {
  const unread = unreadFields(fields, ['this']);
  if (unread.length > 0) return refuse(work, `A subquery with ${unread.join(', ')}`, fields);
  const query = work.query(scope, nodeOf(fields.this));
  return whole(`(${query.sql})`, query.columns?.[0]?.family ?? 'unknown');
}
