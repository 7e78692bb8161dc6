import { writtenText } from '../names.ts';
import { nodesOf } from '../tree.ts';
import { atom, type Written, whole } from '../work.ts';
import {
  aggregate,
  arg,
  argsOf,
  type Call,
  type FunctionRule,
  type FunctionRules,
  refuseCall,
  sameAggregate,
} from './call.ts';
import { average, sum } from './numbers.ts';
import { asText } from './texts.ts';

/** LISTAGG, STRING_AGG, GROUP_CONCAT, LIST: the pieces with what stands between them. */
export function joinedText(separator: string): FunctionRule {
  return (call) => {
    const value = arg(call, 0);
    const between = call.args[1] === undefined ? writtenText(separator) : arg(call, 1).sql;
    if (call.order === null)
      call.work.tell(
        'translate-meaning',
        { what: 'The pieces are joined in no order that is said: it may be another one in DuckDB' },
        call.at,
      );
    const text = asText(call, value);
    if (call.distinct) tellEqualText(call, [text]);
    if (call.work.dialect === 'mysql')
      call.work.tell(
        'translate-meaning',
        {
          what: 'GROUP_CONCAT cuts off what is longer than `group_concat_max_len`, 1,024 bytes by default; here it stays whole',
        },
        call.at,
      );
    const joined = aggregate(call, 'string_agg', [text.sql, between], 'text');
    // LISTAGG of nothing is NULL everywhere but in Snowflake, where it is empty.
    return call.work.dialect === 'snowflake' && call.over === ''
      ? whole(`coalesce(${joined.sql}, '')`, 'text')
      : joined;
  };
}

/** MIN and MAX: the order of text is the original's collation. */
function extremeOf(name: string): FunctionRule {
  return (call) => {
    const value = arg(call, 0);
    if (value.family === 'text' && call.work.dialect !== 'duckdb')
      call.work.tell('translate-text-order', { dialect: call.work.facts.title }, call.at);
    return aggregate(call, name, [value.sql], value.family);
  };
}

/** Tells that DISTINCT compares text as the original does. */
function tellEqualText(call: Call, values: readonly Written[]): void {
  const { facts } = call.work;
  if ((facts.caseless || facts.padded) && values.some((each) => each.family === 'text'))
    call.work.tell(
      'translate-text-comparison',
      { dialect: facts.title, caseless: facts.caseless, padded: facts.padded },
      call.at,
    );
}

const count: FunctionRule = (call) => {
  const [only] = call.args;
  if (only === undefined) return aggregate(call, 'count', ['*'], 'integer');
  if (only.kind === 'star')
    return (only.fields.table ?? null) === null
      ? aggregate(call, 'count', ['*'], 'integer')
      : refuseCall(call, 'It counts the rows of one table of a join.');
  // Only rows without NULL count among several values; PostgreSQL's one row value counts whatever is in it.
  const isList = only.kind === 'tuple' && ['mysql', 'snowflake', 'databricks'].includes(call.work.dialect);
  const values = argsOf(isList ? { ...call, args: nodesOf(only.fields.expressions) } : call);
  if (values.length > 1) {
    if (!call.distinct) return refuseCall(call, 'It counts several values at once.');
    const complete = values.map((each) => `${atom(each)} IS NOT NULL`).join(' AND ');
    tellEqualText(call, values);
    const counted = `(${values.map((each) => each.sql).join(', ')})`;
    const filter = call.filter === null ? complete : `${call.filter} AND ${complete}`;
    return aggregate({ ...call, filter }, 'count', [counted], 'integer');
  }
  if (call.distinct) tellEqualText(call, values);
  return aggregate(call, 'count', [values[0]!.sql], 'integer');
};

/** The standard's percentiles: the share first, the value in WITHIN GROUP; BigQuery gives both as arguments. */
function percentile(name: string): FunctionRule {
  return (call) => {
    if (call.args.length === 2) {
      const [value, share] = argsOf(call);
      return aggregate(
        call,
        name === 'percentile_cont' ? 'quantile_cont' : 'quantile_disc',
        [value!.sql, share!.sql],
        'float',
      );
    }
    const share = arg(call, 0);
    if (call.order === null) return refuseCall(call, 'It has no WITHIN GROUP.');
    if (/ (ASC|DESC) NULLS/.test(call.order) && / DESC /.test(call.order)) {
      return refuseCall(call, 'It counts from the largest value.');
    }
    const value = call.order.replace(/ ASC NULLS (FIRST|LAST)$/, '');
    return aggregate(
      { ...call, order: null },
      name === 'percentile_cont' ? 'quantile_cont' : 'quantile_disc',
      [value, share.sql],
      'float',
    );
  };
}

/** ARRAY_AGG: whether NULLs come in, and LIMIT. */
function arrayAgg(keepsNulls: boolean): FunctionRule {
  return (call) => {
    const value = arg(call, 0);
    const dropsNulls = call.ignoreNulls || !keepsNulls;
    const filters = [
      ...(call.filter === null ? [] : [call.filter]),
      ...(dropsNulls ? [`${atom(value)} IS NOT NULL`] : []),
    ];
    const list = aggregate(
      {
        ...call,
        ignoreNulls: false,
        limit: null,
        filter: filters.length === 0 ? null : filters.join(' AND '),
      },
      'array_agg',
      [value.sql],
      'list',
    );
    if (call.distinct) tellEqualText(call, [value]);
    if (call.order === null)
      call.work.tell(
        'translate-meaning',
        { what: 'The list is in no order that is said: it may be another one in DuckDB' },
        call.at,
      );
    return call.limit === null ? list : whole(`(${list.sql})[1:${call.limit}]`, 'list');
  };
}

const logical = (name: string): FunctionRule => sameAggregate(name, 'boolean');

function windowOnly(name: string, family: Written['family'] | number): FunctionRule {
  return (call: Call) => {
    if (call.over === '') return refuseCall(call, 'It stands without OVER.');
    const args = argsOf(call);
    return aggregate(
      call,
      name,
      args.map((each) => each.sql),
      typeof family === 'number' ? (args[family]?.family ?? 'unknown') : family,
    );
  };
}

const ratio: FunctionRule = (call) => {
  const value = arg(call, 0);
  return whole(`(${atom(value)} / ${aggregate(call, 'sum', [value.sql], 'float').sql})`, 'float');
};

const countIf: FunctionRule = (call) => {
  const condition = arg(call, 0);
  const filter = call.filter === null ? condition.sql : `(${call.filter}) AND (${condition.sql})`;
  return aggregate({ ...call, filter }, 'count', ['*'], 'integer');
};

/** Aggregates and window functions that dialects share. */
export const sharedAggregates: FunctionRules = {
  COUNT: count,
  SUM: sum,
  AVG: average,
  MIN: extremeOf('min'),
  MAX: extremeOf('max'),
  STDDEV: sameAggregate('stddev', 'float'),
  STDDEV_SAMP: sameAggregate('stddev_samp', 'float'),
  STDDEV_POP: sameAggregate('stddev_pop', 'float'),
  VARIANCE: sameAggregate('variance', 'float'),
  VAR_SAMP: sameAggregate('var_samp', 'float'),
  VAR_POP: sameAggregate('var_pop', 'float'),
  CORR: sameAggregate('corr', 'float'),
  COVAR_POP: sameAggregate('covar_pop', 'float'),
  COVAR_SAMP: sameAggregate('covar_samp', 'float'),
  REGR_SLOPE: sameAggregate('regr_slope', 'float'),
  REGR_INTERCEPT: sameAggregate('regr_intercept', 'float'),
  REGR_COUNT: sameAggregate('regr_count', 'integer'),
  MEDIAN: sameAggregate('median', 'float'),
  PERCENTILE_CONT: percentile('percentile_cont'),
  PERCENTILE_DISC: percentile('percentile_disc'),
  BOOL_OR: logical('bool_or'),
  BOOL_AND: logical('bool_and'),
  GROUPING: sameAggregate('grouping', 'integer'),
  ROW_NUMBER: windowOnly('row_number', 'integer'),
  RANK: windowOnly('rank', 'integer'),
  DENSE_RANK: windowOnly('dense_rank', 'integer'),
  PERCENT_RANK: windowOnly('percent_rank', 'float'),
  CUME_DIST: windowOnly('cume_dist', 'float'),
  NTILE: windowOnly('ntile', 'integer'),
  LEAD: windowOnly('lead', 0),
  LAG: windowOnly('lag', 0),
  FIRST_VALUE: windowOnly('first_value', 0),
  LAST_VALUE: windowOnly('last_value', 0),
  NTH_VALUE: windowOnly('nth_value', 0),
  RATIO_TO_REPORT: ratio,
  COUNT_IF: countIf,
  COUNTIF: countIf,
  ANY_VALUE: (call) => {
    call.work.tell(
      'translate-meaning',
      { what: 'Which of the values is given is not determined; DuckDB gives the first that is not NULL' },
      call.at,
    );
    return sameAggregate('any_value', 0)(call);
  },
  ARRAY_AGG: arrayAgg(true),
  ARRAY_AGG_NOT_NULL: arrayAgg(false),
  // The value of the row is given even where it is NULL.
  MAX_BY: sameAggregate('arg_max_null', 0),
  MIN_BY: sameAggregate('arg_min_null', 0),
  APPROX_COUNT_DISTINCT: (call) => {
    call.work.tell(
      'translate-meaning',
      { what: 'An approximate count is approximated by another method in DuckDB' },
      call.at,
    );
    return aggregate(
      call,
      'approx_count_distinct',
      argsOf(call).map((each) => each.sql),
      'integer',
    );
  },
};
