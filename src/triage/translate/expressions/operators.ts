import { commonFamily, isMoment, isNumber } from '../family.ts';
import type { Scope } from '../scope.ts';
import { type Node, nodeOf, unreadFields } from '../tree.ts';
import { atom, ranks, refuse, type Work, type Written, whole, within } from '../work.ts';
import { compare, compareRows, rowOf } from './comparisons.ts';
import { afterDays, afterInterval, between } from './moments.ts';

const comparisons: Readonly<Record<string, string>> = {
  eq: '=',
  neq: '<>',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
};
const nullSafe: Readonly<Record<string, string>> = {
  null_safe_eq: 'IS NOT DISTINCT FROM',
  null_safe_neq: 'IS DISTINCT FROM',
};
const bitwise: Readonly<Record<string, string>> = { bitwise_and: '&', bitwise_or: '|' };

/** An operator of two sides; null: not one of these. */
export function writeBinary(work: Work, scope: Scope, { kind, fields }: Node): Written | null {
  if (!('left' in fields) || !('right' in fields)) return null;
  const unread = unreadFields(fields, ['left', 'right', 'escape', 'quantifier']);
  if (unread.length > 0) return refuse(work, `An operator (${kind} with ${unread.join(', ')})`, fields);
  const left = (): Written => work.expression(scope, nodeOf(fields.left));
  const right = (): Written => work.expression(scope, nodeOf(fields.right));
  const comparison = comparisons[kind] ?? nullSafe[kind];
  if (comparison !== undefined) {
    const rows = [fields.left, fields.right].map((each) => rowOf(nodeOf(each)));
    if (rows[0] !== null && rows[1] !== null)
      return compareRows(work, scope, rows[0]!, rows[1]!, comparison, fields);
    return compare(work, left(), right(), comparison, fields);
  }
  switch (kind) {
    case 'and':
      return joined(left(), right(), 'AND', ranks.and);
    case 'or':
      return joined(left(), right(), 'OR', ranks.or);
    case 'array_overlaps':
      if (work.dialect === 'mysql') return joined(left(), right(), 'AND', ranks.and);
      return refuse(work, 'The operator &&', fields);
    case 'concat':
      if (work.dialect === 'mysql') return joined(left(), right(), 'OR', ranks.or);
      return concatenated(work, [left(), right()], fields);
    case 'add':
      return plus(work, left(), right(), fields);
    case 'sub':
      return minus(work, left(), right(), fields);
    case 'mul':
      return arithmetic(work, left(), right(), '*', ranks.product, fields);
    case 'div':
      return divided(work, left(), right(), fields);
    case 'mod':
      return remainder(work, left(), right(), fields);
    case 'bitwise_xor':
      return whole(`xor(${left().sql}, ${right().sql})`, 'integer');
    default: {
      const sign = bitwise[kind];
      if (sign === undefined) return null;
      return { sql: `${atom(left())} ${sign} ${atom(right())}`, family: 'integer', rank: ranks.other };
    }
  }
}

function joined(left: Written, right: Written, word: string, rank: number): Written {
  return { sql: `${within(left, rank)} ${word} ${within(right, rank)}`, family: 'boolean', rank };
}

/** Pieces of text after one another; NULL as the original takes it. */
export function concatenated(work: Work, parts: readonly Written[], at: unknown): Written {
  for (const { family } of parts)
    if (
      family === 'float' ||
      family === 'decimal' ||
      isMoment(family) ||
      family === 'boolean' ||
      // Its whole numbers have blanks before them, as many as their type has digits.
      (family === 'integer' && work.dialect === 'teradata')
    )
      work.tell(
        'translate-text-form',
        { dialect: work.facts.title, of: isMoment(family) ? 'date' : 'value' },
        at,
      );
  if (work.facts.emptyIsNull)
    return whole(`nullif(concat(${parts.map((each) => each.sql).join(', ')}), '')`, 'text');
  return {
    sql: parts
      .map((each, index) => within(each, index > 0 && !each.sql.includes(' || ') ? ranks.sum : ranks.other))
      .join(' || '),
    family: 'text',
    rank: ranks.other,
  };
}

function plus(work: Work, left: Written, right: Written, at: unknown): Written {
  if (work.facts.plusJoins && (left.family === 'text' || right.family === 'text')) {
    if (isNumber(left.family) || isNumber(right.family)) {
      work.tell('translate-implicit-cast', { dialect: work.facts.title, from: 'text', to: 'a number' }, at);
      return arithmetic(work, left, right, '+', ranks.sum, at);
    }
    return concatenated(work, [left, right], at);
  }
  if (right.family === 'interval' && isMoment(left.family))
    return afterInterval(work, left, atom(right), ofDays(right.sql), '+', at);
  if (left.family === 'interval' && isMoment(right.family))
    return afterInterval(work, right, atom(left), ofDays(left.sql), '+', at);
  if (right.family === 'interval' && left.family === 'unknown')
    return afterInterval(work, left, atom(right), ofDays(right.sql), '+', at);
  if (isMoment(left.family) && isNumber(right.family)) return momentAndNumber(work, left, right, '+', at);
  if (isNumber(left.family) && isMoment(right.family)) return momentAndNumber(work, right, left, '+', at);
  if (
    (left.family === 'unknown' || right.family === 'unknown') &&
    (work.facts.plusJoins || (work.facts.addsDays && work.dialect === 'oracle'))
  )
    work.tell(
      'translate-date-arithmetic',
      {
        what: work.facts.plusJoins
          ? '`+` joins text in the original and only adds in DuckDB; the types are not known here'
          : '`+` may add days to a date in the original; the types are not known here',
      },
      at,
    );
  return arithmetic(work, left, right, '+', ranks.sum, at);
}

function momentAndNumber(
  work: Work,
  moment: Written,
  number: Written,
  sign: '+' | '-',
  at: unknown,
): Written {
  if (!work.facts.addsDays) return refuse(work, 'A date and a number', at);
  return afterDays(work, moment, number, sign, at);
}

function minus(work: Work, left: Written, right: Written, at: unknown): Written {
  if (right.family === 'interval' && (isMoment(left.family) || left.family === 'unknown'))
    return afterInterval(work, left, atom(right), ofDays(right.sql), '-', at);
  if (isMoment(left.family) && isMoment(right.family)) return between(work, left, right, at);
  if (isMoment(left.family) && isNumber(right.family)) return momentAndNumber(work, left, right, '-', at);
  if (left.family === 'unknown' && right.family === 'unknown' && work.facts.dateDifference !== 'interval')
    work.tell(
      'translate-date-arithmetic',
      { what: 'The difference of two dates is another thing in DuckDB; the types are not known here' },
      at,
    );
  else if (
    isMoment(left.family) !== isMoment(right.family) &&
    (left.family === 'unknown' || right.family === 'unknown')
  )
    work.tell(
      'translate-date-arithmetic',
      { what: 'A date and a value of unknown type are subtracted here' },
      at,
    );
  return arithmetic(work, left, right, '-', ranks.sum, at);
}

function arithmetic(
  work: Work,
  left: Written,
  right: Written,
  sign: string,
  rank: number,
  at: unknown,
): Written {
  if (left.family === 'text' || right.family === 'text')
    work.tell('translate-implicit-cast', { dialect: work.facts.title, from: 'text', to: 'a number' }, at);
  const [first, second] = [left, right].map((each) =>
    each.family === 'text'
      ? whole(`CAST(${each.sql} AS DOUBLE)`, 'float')
      : each.family === 'boolean' && work.dialect === 'mysql'
        ? whole(`CAST(${each.sql} AS INTEGER)`, 'integer')
        : each,
  );
  return {
    sql: `${within(first!, rank)} ${sign} ${within(second!, rank + 1)}`,
    family: commonFamily([first!.family, second!.family]),
    rank,
  };
}

function divided(work: Work, left: Written, right: Written, at: unknown): Written {
  const { facts } = work;
  const dialect = facts.title;
  const isSure = (/^\d+(\.\d+)?$/.test(right.sql) && Number(right.sql) !== 0) || /^nullif\(/i.test(right.sql);
  const divisor = facts.zero === 'null' && !isSure ? whole(`nullif(${right.sql}, 0)`, right.family) : right;
  if (facts.zero === 'error' && !isSure && work.dialect !== 'duckdb')
    work.tell('translate-division-by-zero', { dialect }, at);
  if (left.family === 'interval')
    return {
      sql: `${within(left, ranks.product)} / ${within(right, ranks.sign)}`,
      family: 'interval',
      rank: ranks.product,
    };
  const families = [left.family, right.family];
  if (families.every((family) => family === 'integer') && facts.division === 'integer')
    return {
      sql: `${within(left, ranks.product)} // ${within(divisor, ranks.sign)}`,
      family: 'integer',
      rank: ranks.product,
    };
  const isExactOriginal =
    families.every((family) => family === 'integer' || family === 'decimal') &&
    !(work.dialect === 'bigquery' && families.every((family) => family === 'integer'));
  if (
    facts.division === 'integer' &&
    families.includes('unknown') &&
    !families.includes('decimal') &&
    !families.includes('float')
  )
    work.tell('translate-integer-division', { dialect }, at);
  else if (isExactOriginal && work.dialect !== 'duckdb')
    work.tell('translate-decimal-division', { dialect }, at);
  else if (
    families.includes('unknown') &&
    !families.includes('float') &&
    !['bigquery', 'duckdb'].includes(work.dialect)
  )
    work.tell('translate-decimal-division', { dialect }, at);
  if (families.includes('text'))
    work.tell('translate-implicit-cast', { dialect, from: 'text', to: 'a number' }, at);
  const family = families.includes('unknown') && facts.division === 'integer' ? 'unknown' : 'float';
  return {
    sql: `${within(left, ranks.product)} / ${within(divisor, ranks.sign)}`,
    family,
    rank: ranks.product,
  };
}

/** The remainder, with the sign of the dividend everywhere. */
export function remainder(work: Work, left: Written, right: Written, at: unknown): Written {
  if (work.dialect === 'firebird' && (left.family !== 'integer' || right.family !== 'integer')) {
    // Firebird rounds both sides to whole numbers first.
    const [first, second] = [left, right].map((each) =>
      each.family === 'integer' ? each : whole(`CAST(round(${each.sql}) AS BIGINT)`, 'integer'),
    );
    return remainder(work, first!, second!, at);
  }
  const isSure = /^\d+(\.\d+)?$/.test(right.sql) && Number(right.sql) !== 0;
  if (!isSure) {
    if (work.dialect === 'oracle') {
      // Oracle: MOD(x, 0) is x.
      return whole(
        `CASE WHEN ${within(right, ranks.other)} = 0 THEN ${left.sql} ELSE ${within(left, ranks.product)} % ${within(right, ranks.sign)} END`,
        commonFamily([left.family, right.family]),
      );
    }
    if (work.facts.zero === 'error')
      work.tell('translate-division-by-zero', { dialect: work.facts.title }, at);
  }
  return {
    sql: `${within(left, ranks.product)} % ${within(right, ranks.sign)}`,
    family: commonFamily([left.family, right.family]),
    rank: ranks.product,
  };
}

function ofDays(interval: string): boolean {
  return /DAY|WEEK|MONTH|YEAR|QUARTER/i.test(interval) && !/HOUR|MINUTE|SECOND|:/i.test(interval);
}
