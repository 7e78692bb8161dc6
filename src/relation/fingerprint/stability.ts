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

/** Aggregates whose result depends on the order of their input, or that pick one of equals. */
export const orderDependentAggregates: ReadonlySet<string> = new Set([
  'any_value',
  'approx_quantile',
  'approx_top_k',
  'arbitrary',
  'arg_max',
  'arg_max_null',
  'arg_max_nulls_last',
  'arg_min',
  'arg_min_null',
  'arg_min_nulls_last',
  'argmax',
  'argmin',
  'array_agg',
  'first',
  'group_concat',
  'last',
  'list',
  'listagg',
  'max_by',
  'min_by',
  'mode',
  'reservoir_quantile',
  'string_agg',
  'histogram',
]);

/** Window functions whose result is the same however ties in the order fall. */
export const tieProofWindows: ReadonlySet<string> = new Set([
  'rank',
  'dense_rank',
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
