import { type Call, refuseCall } from '../functions/call.ts';
import { part } from '../functions/dates.ts';
import { functionRule } from '../functions/rules.ts';
import { tellPattern } from '../functions/texts.ts';
import { writtenName, writtenText } from '../names.ts';
import { familyInScope, type Scope } from '../scope.ts';
import {
  type Fields,
  fieldsOf,
  identifierOf,
  isSet,
  listOf,
  type Node,
  nodeOf,
  nodesOf,
  unreadFields,
} from '../tree.ts';
import { atom, ranks, refuse, type Work, type Written, whole, within } from '../work.ts';
import { callOf } from './call-of.ts';
import { castTo, writeCast } from './casts.ts';
import { writeLiteral } from './literals.ts';
import { difference } from './moments.ts';
import { writeBinary } from './operators.ts';
import { writeOrder } from './order.ts';
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
import { intervalOf, unitOf } from './units.ts';
import { writeOver } from './windows.ts';

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

/** What stands around a call, in the tree above it. */
interface Around {
  readonly order?: readonly unknown[];
  readonly filter?: Node;
  readonly over?: string;
  readonly ignoreNulls?: boolean;
}

function callExpression(work: Work, scope: Scope, node: Node, around: Around): Written {
  if (node.kind === 'within_group')
    return callExpression(work, scope, nodeOf(node.fields.this), {
      ...around,
      order: listOf(node.fields.order_by),
    });
  if (node.kind === 'filter') {
    const where = nodeOf(node.fields.expression);
    return callExpression(work, scope, nodeOf(node.fields.this), {
      ...around,
      filter: where.kind === 'where' ? nodeOf(where.fields.this) : where,
    });
  }
  if (node.kind === 'ignore_nulls')
    return callExpression(work, scope, nodeOf(node.fields.this), { ...around, ignoreNulls: true });
  if (node.kind === 'respect_nulls') return callExpression(work, scope, nodeOf(node.fields.this), around);
  const parsed = callOf(node);
  if (parsed === null) return refuse(work, wordsOfKind(node.kind), node.fields);
  const filter = around.filter ?? parsed.filter;
  const order = around.order ?? parsed.order;
  const call: Call = {
    name: parsed.name,
    args: parsed.args,
    work,
    scope,
    at: node.fields,
    distinct: parsed.distinct,
    filter: filter === null ? null : work.expression(scope, filter).sql,
    order: order.length === 0 ? null : writeOrder(work, scope, order),
    ignoreNulls: parsed.ignoreNulls || around.ignoreNulls === true,
    limit: parsed.limit === null ? null : work.expression(scope, parsed.limit).sql,
    over: around.over ?? '',
    word: parsed.word,
  };
  if (parsed.unread.length > 0) return refuseCall(call, `It has ${parsed.unread.join(', ')} here.`);
  const rule = functionRule(work.dialect, parsed.name);
  if (rule !== undefined) return rule(call);
  if (parsed.name === 'REGEXP_I_LIKE') {
    const [value, pattern] = parsed.args.map((each) => work.expression(scope, each));
    tellPattern(call, pattern!.sql);
    return whole(`regexp_matches(${value!.sql}, ${pattern!.sql}, 'i')`, 'boolean');
  }
  if (parsed.name === 'REGEXP_LIKE') {
    const [value, pattern] = parsed.args.map((each) => work.expression(scope, each));
    tellPattern(call, pattern!.sql);
    return whole(`regexp_matches(${value!.sql}, ${pattern!.sql})`, 'boolean');
  }
  return unknownFunction(call);
}

/** A function in no table: passed on where DuckDB has one of that name, with a word; else refused. */
function unknownFunction(call: Call): Written {
  const name = call.name.toLowerCase();
  const isPlain = /^[a-z_][a-z0-9_]*$/.test(name) && call.limit === null;
  if (!isPlain || call.work.options.functions?.has(name) !== true) return refuseCall(call, null);
  call.work.tell(
    'translate-function-unchecked',
    { dialect: call.work.facts.title, name: call.name },
    call.at,
  );
  const args = call.args.map((each) => call.work.expression(call.scope, each).sql);
  const order = call.order === null ? '' : ` ORDER BY ${call.order}`;
  const filter = call.filter === null ? '' : ` FILTER (WHERE ${call.filter})`;
  return whole(
    `${name}(${call.distinct ? 'DISTINCT ' : ''}${args.join(', ')}${order})${filter}${call.over}`,
    'unknown',
  );
}

function column(work: Work, scope: Scope, fields: Fields): Written {
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

function star(work: Work, fields: Fields): Written {
  if (isSet(fields.except) || isSet(fields.replace) || isSet(fields.rename))
    return refuse(work, 'A star with exceptions at this place', fields);
  const table = identifierOf(fields.table);
  return whole(table === null ? '*' : `${writtenName(table.name)}.*`, 'unknown');
}

function scalarQuery(work: Work, scope: Scope, fields: Fields): Written {
  const unread = unreadFields(fields, ['this']);
  if (unread.length > 0) return refuse(work, `A subquery with ${unread.join(', ')}`, fields);
  const query = work.query(scope, nodeOf(fields.this));
  return whole(`(${query.sql})`, query.columns?.[0]?.family ?? 'unknown');
}

/** INTERVAL '1' DAY, INTERVAL x DAY, INTERVAL '1 day'. */
function interval(work: Work, scope: Scope, fields: Fields): Written {
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

function extract(work: Work, scope: Scope, fields: Fields): Written {
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

function dateDiff(work: Work, scope: Scope, fields: Fields): Written {
  const unit = unitOf(String(fields.unit ?? 'day'));
  const [later, earlier] = [fields.this, fields.expression].map((each) =>
    work.expression(scope, nodeOf(each)),
  );
  if (unit === null) return refuse(work, `A difference in ${String(fields.unit)}`, fields);
  return difference(work, unit, earlier!, later!, fields);
}

function plainCall(work: Work, scope: Scope, name: string, at: unknown): Call {
  return {
    name,
    args: [],
    work,
    scope,
    at,
    distinct: false,
    filter: null,
    order: null,
    ignoreNulls: false,
    limit: null,
    over: '',
    word: null,
  };
}

/** CAST(x AS DATE FORMAT 'YYYY-MM-DD'), Teradata's and BigQuery's. */
function formattedCast(work: Work, scope: Scope, { fields }: Node): Written {
  const value = work.expression(scope, nodeOf(fields.this));
  const to = fieldsOf(fields.to);
  const isText = /char|string|text/i.test(String(to.data_type));
  const rule = functionRule('oracle', isText ? 'TO_CHAR' : 'TO_DATE');
  if (rule === undefined) return castTo(work, value, to, fields, false);
  const call = {
    ...plainCall(work, scope, 'CAST', fields),
    args: [nodeOf(fields.this), nodeOf(fields.format)],
  };
  const found = rule(call);
  return !isText && to.data_type === 'date' ? whole(`CAST(${found.sql} AS DATE)`, 'date') : found;
}

function windowFunction(work: Work, scope: Scope, fields: Fields): Written {
  const inner = nodeOf(fields.this);
  if (isSet(fields.keep)) return keep(work, scope, fields, inner);
  const unread = unreadFields(fields, ['this', 'over']);
  if (unread.length > 0) return refuse(work, `A window function with ${unread.join(', ')}`, fields);
  return callExpression(work, scope, inner, {
    over: writeOver(work, scope, fieldsOf(fields.over), calledName(inner)),
  });
}

/** The function that stands before OVER, in small letters. */
function calledName(node: Node): string {
  if (['within_group', 'filter', 'ignore_nulls', 'respect_nulls'].includes(node.kind))
    return calledName(nodeOf(node.fields.this));
  return (callOf(node)?.name ?? node.kind).toLowerCase();
}

/** MAX(x) KEEP (DENSE_RANK LAST ORDER BY y): of ties the aggregate decides, which DuckDB's arg_max does not. */
function keep(work: Work, _scope: Scope, fields: Fields, _inner: Node): Written {
  return refuse(work, 'KEEP (DENSE_RANK …)', fields);
}

/** `a[i]`: BigQuery says from where it counts, PostgreSQL counts from 1. */
function subscript(work: Work, scope: Scope, fields: Fields): Written {
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

function dot(work: Work, scope: Scope, fields: Fields): Written {
  const field = identifierOf(fields.field);
  if (field === null) return refuse(work, 'A dot', fields);
  const inner = nodeOf(fields.this);
  const value = work.expression(scope, inner);
  return whole(
    `${inner.kind === 'column' || inner.kind === 'dot' ? value.sql : `(${value.sql})`}.${writtenName(field.name)}`,
    'unknown',
  );
}

function pseudocolumn(work: Work, fields: Fields): Written {
  const kind = String(fields.kind);
  if (kind === 'Rownum') {
    work.tell('translate-limit-without-order', {}, fields);
    return whole('row_number() OVER ()', 'integer');
  }
  if (kind === 'Sysdate') return refuse(work, 'SYSDATE', fields);
  return refuse(work, `${kind.toUpperCase()}, a pseudo column,`, fields);
}

function wordsOfKind(kind: string): string {
  return `\`${kind.replaceAll('_', ' ')}\``;
}
