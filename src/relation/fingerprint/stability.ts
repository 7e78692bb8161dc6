/** Functions of the engine that give another value each time they are called; `now()` and its kind take the run's clock and are not among them. */
export const volatileFunctions: ReadonlySet<string> = new Set([
  'current_connection_id',
  'current_query',
  'current_query_id',
  'current_transaction_id',
  'currval',
  'gen_random_uuid',
  'nextval',
  'random',
  'setseed',
  'sleep_ms',
  'stats',
  'txid_current',
  'uuid',
  'uuidv4',
  'uuidv7',
  'write_log',
]);

/** Functions that give the run's clock, as bound plans name them: the same within a run, another value in the next. */
const clockFunctions: ReadonlySet<string> = new Set([
  'current_date',
  'current_localtime',
  'current_localtimestamp',
  'get_current_time',
  'get_current_timestamp',
  'now',
  'today',
  'transaction_timestamp',
]);

/** Whether a call's result depends on when the run is. `age(t)` counts from today, `age(t, u)` does not. */
export function readsClock(name: string, arity: number): boolean {
  return clockFunctions.has(name) || (name === 'age' && arity === 1);
}

/** Aggregates whose result is the same in any order of their input, floats up to their last bits. What is neither here nor known to take its order into account is not stable. */
export const orderFreeAggregates: ReadonlySet<string> = new Set([
  'approx_count_distinct',
  'avg',
  'bit_and',
  'bit_or',
  'bit_xor',
  'bitstring_agg',
  'bool_and',
  'bool_or',
  'corr',
  'count',
  'count_if',
  'count_star',
  'countif',
  'covar_pop',
  'covar_samp',
  'entropy',
  'favg',
  'fsum',
  'kahan_sum',
  'kurtosis',
  'kurtosis_pop',
  'mad',
  'max',
  'mean',
  'median',
  'min',
  'product',
  'quantile',
  'quantile_cont',
  'quantile_disc',
  'regr_avgx',
  'regr_avgy',
  'regr_count',
  'regr_intercept',
  'regr_r2',
  'regr_slope',
  'regr_sxx',
  'regr_sxy',
  'regr_syy',
  'sem',
  'skewness',
  'stddev',
  'stddev_pop',
  'stddev_samp',
  'sum',
  'sum_no_overflow',
  'sumkahan',
  'var_pop',
  'var_samp',
  'variance',
]);

/** Of these, those that give one of the values that they take in: of two that are equal and not the same, whichever comes first. */
export const pickingAggregates: ReadonlySet<string> = new Set([
  'mad',
  'max',
  'median',
  'min',
  'quantile',
  'quantile_cont',
  'quantile_disc',
]);

/** Aggregates that take their input in the order that ORDER BY gives it: the same for the same order. */
export const orderedAggregates: ReadonlySet<string> = new Set([
  'any_value',
  'arbitrary',
  'array_agg',
  'first',
  'group_concat',
  'last',
  'list',
  'listagg',
  'string_agg',
]);

/** Of `arg_min(x, y)` and its kind the order is by `y`. */
export const extremeAggregates: ReadonlySet<string> = new Set([
  'arg_max',
  'arg_min',
  'argmax',
  'argmin',
  'max_by',
  'min_by',
]);

/** Aggregates that are never stable: samples, sketches, and those that pick one of equals. */
export const unstableAggregates: ReadonlySet<string> = new Set([
  'approx_quantile',
  'approx_top_k',
  'arg_max_null',
  'arg_max_nulls_last',
  'arg_min_null',
  'arg_min_nulls_last',
  'histogram',
  'histogram_exact',
  'mode',
  'reservoir_quantile',
]);

/** Window functions whose result is the same however ties in the order fall. */
export const tieProofWindows: ReadonlySet<string> = new Set([
  'rank',
  'dense_rank',
  'rank_dense',
  'percent_rank',
  'cume_dist',
]);

/** Window functions that count or pick rows, so that ties decide. */
export const positionalWindows: ReadonlySet<string> = new Set([
  'row_number',
  'ntile',
  'lag',
  'lead',
  'first_value',
  'last_value',
  'nth_value',
  'fill',
]);
