import { isSet, listOf, type Node, nodeOf, nodesOf, unreadFields } from '../tree.ts';

/** A function call as it was written, out of the many kinds that the parser has for well-known functions. */
export interface ParsedCall {
  readonly name: string;
  readonly args: readonly Node[];
  readonly distinct: boolean;
  readonly filter: Node | null;
  readonly order: readonly unknown[];
  readonly ignoreNulls: boolean;
  readonly limit: Node | null;
  readonly word: string | null;
  /** Fields that nobody reads: they would be lost. */
  readonly unread: readonly string[];
}

/** By kind: the name, then the fields that hold the arguments. A field with a star holds several. */
const kinds: Readonly<Record<string, readonly [string, ...string[]]>> = {
  upper: ['UPPER', 'this'],
  lower: ['LOWER', 'this'],
  length: ['LENGTH', 'this'],
  l_trim: ['LTRIM', 'this'],
  r_trim: ['RTRIM', 'this'],
  reverse: ['REVERSE', 'this'],
  initcap: ['INITCAP', 'this'],
  ascii: ['ASCII', 'this'],
  chr: ['CHR', 'this'],
  unicode: ['UNICODE', 'this'],
  abs: ['ABS', 'this'],
  sqrt: ['SQRT', 'this'],
  cbrt: ['CBRT', 'this'],
  ln: ['LN', 'this'],
  exp: ['EXP', 'this'],
  sign: ['SIGN', 'this'],
  sin: ['SIN', 'this'],
  cos: ['COS', 'this'],
  tan: ['TAN', 'this'],
  asin: ['ASIN', 'this'],
  acos: ['ACOS', 'this'],
  atan: ['ATAN', 'this'],
  degrees: ['DEGREES', 'this'],
  radians: ['RADIANS', 'this'],
  pi: ['PI'],
  atan2: ['ATAN2', 'this', 'expression'],
  year: ['YEAR', 'this'],
  month: ['MONTH', 'this'],
  day: ['DAY', 'this'],
  hour: ['HOUR', 'this'],
  minute: ['MINUTE', 'this'],
  second: ['SECOND', 'this'],
  quarter: ['QUARTER', 'this'],
  day_of_week: ['DAYOFWEEK', 'this'],
  day_of_week_iso: ['DAYOFWEEKISO', 'this'],
  day_of_month: ['DAYOFMONTH', 'this'],
  day_of_year: ['DAYOFYEAR', 'this'],
  week_of_year: ['WEEKOFYEAR', 'this'],
  date: ['DATE', 'this'],
  time: ['TIME', 'this'],
  timestamp: ['TIMESTAMP', 'this'],
  array_length: ['ARRAY_LENGTH', 'this'],
  array_size: ['ARRAY_SIZE', 'this'],
  explode: ['EXPLODE', 'this'],
  parse_json: ['PARSE_JSON', 'this'],
  unix_seconds: ['UNIX_SECONDS', 'this'],
  power: ['POWER', 'this', 'expression'],
  null_if: ['NULLIF', 'this', 'expression'],
  if_null: ['NVL', 'this', 'expression'],
  nvl: ['NVL', 'this', 'expression'],
  contains: ['CONTAINS', 'this', 'expression'],
  starts_with: ['STARTS_WITH', 'this', 'expression'],
  ends_with: ['ENDS_WITH', 'this', 'expression'],
  mod_func: ['MOD', 'this', 'expression'],
  int_div: ['DIV', 'this', 'expression'],
  add_months: ['ADD_MONTHS', 'this', 'expression'],
  months_between: ['MONTHS_BETWEEN', 'this', 'expression'],
  next_day: ['NEXT_DAY', 'this', 'expression'],
  array_contains: ['ARRAY_CONTAINS', 'this', 'expression'],
  element_at: ['ELEMENT_AT', 'this', 'expression'],
  safe_divide: ['SAFE_DIVIDE', 'this', 'expression'],
  nvl2: ['NVL2', 'this', 'true_value', 'false_value'],
  greatest: ['GREATEST', 'expressions*'],
  least: ['LEAST', 'expressions*'],
  coalesce: ['COALESCE', 'expressions*'],
  concat_ws: ['CONCAT_WS', 'separator', 'expressions*'],
  substring: ['SUBSTRING', 'this', 'start', 'length'],
  trim: ['TRIM', 'this', 'characters'],
  replace: ['REPLACE', 'this', 'old', 'new'],
  left: ['LEFT', 'this', 'length'],
  right: ['RIGHT', 'this', 'length'],
  repeat: ['REPEAT', 'this', 'times'],
  lpad: ['LPAD', 'this', 'length', 'fill'],
  rpad: ['RPAD', 'this', 'length', 'fill'],
  split: ['SPLIT', 'this', 'delimiter'],
  cardinality: ['CARDINALITY', 'this'],
  regexp_like: ['REGEXP_LIKE', 'this', 'pattern', 'flags'],
  regexp_i_like: ['REGEXP_I_LIKE', 'this', 'expression', 'flag'],
  regexp_replace: ['REGEXP_REPLACE', 'this', 'pattern', 'replacement', 'flags'],
  regexp_extract: ['REGEXP_EXTRACT', 'this', 'pattern', 'group'],
  round: ['ROUND', 'this', 'decimals'],
  floor: ['FLOOR', 'this', 'scale'],
  ceil: ['CEIL', 'this', 'decimals'],
  trunc_func: ['TRUNC', 'this', 'decimals'],
  log: ['LOG', 'base', 'this'],
  rand: ['RAND', 'seed', 'lower', 'upper'],
  random: ['RANDOM'],
  if_func: ['IF', 'condition', 'true_value', 'false_value'],
  last_day: ['LAST_DAY', 'this', 'unit'],
  to_number: ['TO_NUMBER', 'this', 'format', 'precision', 'scale'],
  str_position: ['STRPOS', 'this', 'substr', 'position', 'occurrence'],
  current_date: ['CURRENT_DATE'],
  current_time: ['CURRENT_TIME'],
  current_timestamp: ['CURRENT_TIMESTAMP'],
  overlay: ['OVERLAY', 'this', 'replacement', 'from', 'length'],
  char_func: ['CHAR', 'args*'],
  json_extract: ['JSON_EXTRACT', 'this', 'path'],
  json_extract_scalar: ['JSON_EXTRACT_SCALAR', 'this', 'path'],
  date_trunc: ['DATE_TRUNC', 'unit', 'this'],
  to_date: ['TO_DATE', 'this', 'format'],
  to_timestamp: ['TO_TIMESTAMP', 'this', 'format'],
  count: ['COUNT', 'this'],
  sum: ['SUM', 'this'],
  avg: ['AVG', 'this'],
  min: ['MIN', 'this'],
  max: ['MAX', 'this'],
  array_agg: ['ARRAY_AGG', 'this'],
  count_if: ['COUNT_IF', 'this'],
  stddev: ['STDDEV', 'this'],
  stddev_pop: ['STDDEV_POP', 'this'],
  stddev_samp: ['STDDEV_SAMP', 'this'],
  variance: ['VARIANCE', 'this'],
  var_pop: ['VAR_POP', 'this'],
  var_samp: ['VAR_SAMP', 'this'],
  median: ['MEDIAN', 'this'],
  first: ['FIRST', 'this'],
  any_value: ['ANY_VALUE', 'this'],
  approx_count_distinct: ['APPROX_COUNT_DISTINCT', 'this'],
  logical_or: ['BOOL_OR', 'this'],
  logical_and: ['BOOL_AND', 'this'],
  bitwise_and_agg: ['BIT_AND', 'this'],
  bitwise_or_agg: ['BIT_OR', 'this'],
  group_concat: ['GROUP_CONCAT', 'this', 'separator'],
  string_agg: ['STRING_AGG', 'this', 'separator'],
  list_agg: ['LISTAGG', 'this', 'separator'],
  percentile_cont: ['PERCENTILE_CONT', 'this', 'percentile'],
  percentile_disc: ['PERCENTILE_DISC', 'this', 'percentile'],
  row_number: ['ROW_NUMBER'],
  rank: ['RANK', 'args*'],
  dense_rank: ['DENSE_RANK', 'args*'],
  percent_rank: ['PERCENT_RANK', 'args*'],
  cume_dist: ['CUME_DIST', 'args*'],
  n_tile: ['NTILE', 'num_buckets'],
  lead: ['LEAD', 'this', 'offset', 'default'],
  lag: ['LAG', 'this', 'offset', 'default'],
  first_value: ['FIRST_VALUE', 'this'],
  last_value: ['LAST_VALUE', 'this'],
  nth_value: ['NTH_VALUE', 'this', 'offset'],
};

const beside = [
  'distinct',
  'filter',
  'order_by',
  'ignore_nulls',
  'limit',
  'star',
  'position',
  'unit',
  'name',
  'safe',
  'with_tz',
];

/** `node` as a call; null: it is none. */
export function callOf(node: Node): ParsedCall | null {
  const { kind, fields } = node;
  if (kind === 'function' || kind === 'aggregate_function')
    return modified(
      fields,
      String(fields.name ?? '').toUpperCase(),
      nodesOf(fields.args),
      unreadFields(fields, ['args', ...beside]),
    );
  const known = kinds[kind];
  if (known === undefined) return null;
  const [name, ...places] = known;
  const args = places.flatMap((place) => {
    if (place.endsWith('*')) return nodesOf(fields[place.slice(0, -1)]);
    const value = fields[place];
    if (value === null || value === undefined) return [];
    return typeof value === 'string' ? [{ kind: 'var', fields: { this: value } }] : [nodeOf(value)];
  });
  const read = [
    ...places.map((place) => place.replace('*', '')),
    ...beside.filter((each) => each !== 'position' || kind === 'trim'),
  ];
  return modified(
    fields,
    name,
    fields.star === true ? [{ kind: 'star', fields: {} }] : args,
    unreadFields(fields, read),
  );
}

function modified(
  fields: Readonly<Record<string, unknown>>,
  name: string,
  args: readonly Node[],
  unread: readonly string[],
): ParsedCall {
  return {
    name,
    args,
    distinct: fields.distinct === true,
    filter: isSet(fields.filter) ? nodeOf(fields.filter) : null,
    order: listOf(fields.order_by),
    ignoreNulls: fields.ignore_nulls === true,
    limit: isSet(fields.limit) ? nodeOf(fields.limit) : null,
    word: typeof fields.position === 'string' ? fields.position : isSet(fields.safe) ? 'try' : null,
    unread,
  };
}
