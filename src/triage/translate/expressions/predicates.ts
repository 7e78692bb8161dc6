import { commonFamily } from '../family.ts';
import type { Scope } from '../scope.ts';
import { type Node, nodeOf, nodesOf, unreadFields } from '../tree.ts';
import { atom, ranks, refuse, type Work, type Written, whole, within } from '../work.ts';
import { compareRows, rowOf, tellComparison, unified } from './comparisons.ts';

/** LIKE and ILIKE. Firebird's CONTAINING comes as ILIKE without signs, see `prepare/firebird.ts`. */
export function writeLike(work: Work, scope: Scope, { kind, fields }: Node): Written {
  const left = work.expression(scope, nodeOf(fields.left));
  if (fields.quantifier !== null && fields.quantifier !== undefined) {
    const items = nodesOf(nodeOf(fields.right).fields.expressions);
    const word = String(fields.quantifier).toUpperCase();
    if (items.length === 0 || !['ANY', 'SOME', 'ALL'].includes(word))
      return refuse(work, `LIKE ${word}`, fields);
    const rank = word === 'ALL' ? ranks.and : ranks.or;
    const parts = items.map((item) => like(work, kind, left, work.expression(scope, item), null, fields).sql);
    return { sql: parts.join(word === 'ALL' ? ' AND ' : ' OR '), family: 'boolean', rank };
  }
  const escapeSign =
    fields.escape === null || fields.escape === undefined
      ? null
      : work.expression(scope, nodeOf(fields.escape)).sql;
  return like(work, kind, left, work.expression(scope, nodeOf(fields.right)), escapeSign, fields);
}

function like(
  work: Work,
  kind: string,
  left: Written,
  right: Written,
  escapeSign: string | null,
  at: unknown,
): Written {
  if (work.dialect === 'firebird' && kind === 'i_like') {
    // CONTAINING: case never counts.
    return whole(`contains(upper(${left.sql}), upper(${right.sql}))`, 'boolean');
  }
  if (work.dialect === 'tsql' && right.sql.includes('['))
    return refuse(work, 'LIKE with a class of letters ([…])', at);
  if (work.dialect === 'tsql' && !right.sql.startsWith("'"))
    work.tell(
      'translate-meaning',
      { what: '`[` in the pattern of LIKE means a class of letters in T-SQL, and itself here' },
      at,
    );
  if (kind === 'like' && work.facts.caseless)
    work.tell('translate-text-comparison', { dialect: work.facts.title, caseless: true, padded: false }, at);
  const value =
    left.family === 'text' || left.family === 'unknown' || left.family === 'null'
      ? left
      : whole(`CAST(${left.sql} AS VARCHAR)`, 'text');
  if (value !== left) work.tell('translate-text-form', { dialect: work.facts.title, of: 'value' }, at);
  const ending =
    escapeSign !== null
      ? ` ESCAPE ${escapeSign}`
      : work.facts.likeEscape && (right.sql.includes('\\') || !/^'[^']*'$/.test(right.sql))
        ? " ESCAPE '\\'"
        : '';
  return {
    sql: `${within(value, ranks.other)} ${kind === 'like' ? 'LIKE' : 'ILIKE'} ${within(right, ranks.other)}${ending}`,
    family: 'boolean',
    rank: ranks.comparison,
  };
}

/** IN with values or a query. */
export function writeIn(work: Work, scope: Scope, { fields }: Node): Written {
  const unread = unreadFields(fields, ['this', 'expressions', 'query', 'not', 'unnest']);
  if (unread.length > 0) return refuse(work, `IN with ${unread.join(', ')}`, fields);
  const left = work.expression(scope, nodeOf(fields.this));
  const word = fields.not === true ? 'NOT IN' : 'IN';
  const finish = (list: string): Written => ({
    sql: `${within(left, ranks.other)} ${word} (${list})`,
    family: 'boolean',
    rank: ranks.comparison,
  });
  if (fields.query !== null && fields.query !== undefined) {
    const query = work.query(scope, nodeOf(fields.query));
    tellComparison(
      work,
      [left, { sql: '', family: query.columns?.[0]?.family ?? 'unknown', rank: ranks.whole }],
      false,
      fields,
    );
    return finish(query.sql);
  }
  if (fields.unnest !== null && fields.unnest !== undefined)
    return finish(`SELECT unnest(${work.expression(scope, nodeOf(fields.unnest)).sql})`);
  const row = rowOf(nodeOf(fields.this));
  const rows = nodesOf(fields.expressions).map(rowOf);
  if (row !== null && rows.length > 0 && rows.every((each) => each !== null)) {
    const equal = rows.map((each) => compareRows(work, scope, row, each!, '=', fields).sql).join(' OR ');
    return whole(fields.not === true ? `(NOT (${equal}))` : `(${equal})`, 'boolean');
  }
  const items = nodesOf(fields.expressions).map((item) => work.expression(scope, item));
  if (items.length === 0) return refuse(work, 'IN without values', fields);
  tellComparison(work, [left, ...items], false, fields);
  return finish(items.map((item) => item.sql).join(', '));
}

export function writeBetween(work: Work, scope: Scope, { fields }: Node): Written {
  const unread = unreadFields(fields, ['this', 'low', 'high', 'not']);
  if (unread.length > 0) return refuse(work, `BETWEEN with ${unread.join(', ')}`, fields);
  const [value, low, high] = [fields.this, fields.low, fields.high].map((each) =>
    work.expression(scope, nodeOf(each)),
  );
  tellComparison(work, [value!, low!, high!], true, fields);
  return {
    sql: `${within(value!, ranks.other)} ${fields.not === true ? 'NOT BETWEEN' : 'BETWEEN'} ${within(low!, ranks.other)} AND ${within(high!, ranks.other)}`,
    family: 'boolean',
    rank: ranks.comparison,
  };
}

export function writeIsNull(work: Work, scope: Scope, { kind, fields }: Node): Written {
  const what = kind === 'is_null' ? 'NULL' : kind === 'is_true' ? 'TRUE' : 'FALSE';
  const value = work.expression(scope, nodeOf(fields.this));
  return {
    sql: `${within(value, ranks.other)} IS ${fields.not === true ? 'NOT ' : ''}${what}`,
    family: 'boolean',
    rank: ranks.comparison,
  };
}

export function writeExists(work: Work, scope: Scope, { fields }: Node): Written {
  const query = work.query(scope, nodeOf(fields.this));
  return whole(`${fields.not === true ? 'NOT ' : ''}EXISTS (${query.sql})`, 'boolean');
}

/** `x = ANY (…)` and `x > ALL (…)`. */
export function writeQuantified(work: Work, scope: Scope, { kind, fields }: Node): Written {
  const signs: Readonly<Record<string, string>> = {
    Eq: '=',
    Neq: '<>',
    Lt: '<',
    Lte: '<=',
    Gt: '>',
    Gte: '>=',
  };
  const sign = signs[String(fields.op)];
  if (sign === undefined) return refuse(work, `${kind.toUpperCase()} without a comparison`, fields);
  const left = work.expression(scope, nodeOf(fields.this));
  const inner = nodeOf(fields.subquery);
  const right = ['select', 'union', 'except', 'intersect'].includes(inner.kind)
    ? work.query(scope, inner).sql
    : inner.kind === 'subquery'
      ? work.query(scope, nodeOf(inner.fields.this)).sql
      : work.expression(scope, inner).sql;
  tellComparison(work, [left, { sql: '', family: 'unknown', rank: ranks.whole }], sign !== '=', fields);
  return {
    sql: `${within(left, ranks.other)} ${sign} ${kind === 'all' ? 'ALL' : 'ANY'} (${right})`,
    family: 'boolean',
    rank: ranks.comparison,
  };
}

export function writeNot(work: Work, scope: Scope, { fields }: Node): Written {
  const value = work.expression(scope, nodeOf(fields.this));
  return { sql: `NOT ${within(value, ranks.comparison)}`, family: 'boolean', rank: ranks.not };
}

export function writeCase(work: Work, scope: Scope, { fields }: Node): Written {
  const unread = unreadFields(fields, ['operand', 'whens', 'else_']);
  if (unread.length > 0) return refuse(work, `CASE with ${unread.join(', ')}`, fields);
  const has = (value: unknown): boolean => value !== null && value !== undefined;
  const operand = has(fields.operand) ? work.expression(scope, nodeOf(fields.operand)) : null;
  const pairs = (Array.isArray(fields.whens) ? fields.whens : []).map((pair) => nodesOf(pair));
  const conditions = pairs.map(([when]) => {
    const condition = work.expression(scope, when!);
    if (operand !== null) tellComparison(work, [operand, condition], false, fields);
    return condition.sql;
  });
  const values = pairs.map(([, then]) => work.expression(scope, then!));
  if (has(fields.else_)) values.push(work.expression(scope, nodeOf(fields.else_)));
  const results = unified(work, values, fields);
  const arms = conditions.map((condition, at) => `WHEN ${condition} THEN ${results[at]!.sql}`);
  const ending = has(fields.else_) ? ` ELSE ${results.at(-1)!.sql}` : '';
  return whole(
    `CASE${operand === null ? '' : ` ${atom(operand)}`} ${arms.join(' ')}${ending} END`,
    commonFamily(results.map((each) => each.family)),
  );
}
