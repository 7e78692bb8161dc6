/** Which kinds of difference (as `queries/kinds.ts` calls them) an operation on the way to a value can make. */
interface StepRule {
  /** Over what `traceSteps` calls an operation. */
  readonly operation: RegExp;
  readonly kinds: readonly string[];
}

const number = ['rounding', 'cut', 'float-noise', 'number-form'];
const text = ['padding', 'blanks', 'case', 'writing', 'unicode', 'accents', 'encoding', 'cut-off'];
const nulls = ['null-to-value', 'value-to-null', 'null-empty'];

const rules: readonly StepRule[] = [
  { operation: /^(round|round_even|roundbankers|trunc|ceil|ceiling|floor|fdiv)$/, kinds: number },
  {
    operation: /^(try_)?cast to (DECIMAL|U?(TINY|SMALL|BIG|HUGE)?INT|U?INTEGER|FLOAT|DOUBLE)/,
    kinds: number,
  },
  {
    operation: /^(\*|\/|\/\/|%|multiply|divide)$/,
    kinds: ['factor', 'rounding', 'cut', 'float-noise', 'other'],
  },
  { operation: /^(-|abs|negate)$/, kinds: ['sign', 'day-shift', 'other'] },
  { operation: /^(\+|date_add|date_sub|add|subtract)$/, kinds: ['day-shift', 'zone-shift', 'other'] },
  { operation: /^timezone$/, kinds: ['zone-shift', 'day-shift', 'time-lost'] },
  { operation: /^(try_)?cast to TIMESTAMP/, kinds: ['zone-shift', 'fraction', 'time-lost', 'day-shift'] },
  { operation: /^(try_)?cast to DATE$/, kinds: ['time-lost', 'day-shift', 'zone-shift'] },
  { operation: /^(date_trunc|time_bucket|last_day)$/, kinds: ['time-lost', 'fraction', 'day-shift'] },
  {
    operation: /^(try_)?strptime$|^(make|to)_(date|timestamp|timestamptz)$|^epoch_(ms|us|ns)$/,
    kinds: ['zone-shift', 'fraction', 'day-shift', 'time-lost', ...nulls],
  },
  { operation: /^(trim|rtrim|ltrim)$/, kinds: ['padding', 'blanks', 'writing'] },
  { operation: /^(rpad|lpad)$/, kinds: ['padding', 'blanks', 'cut-off', 'number-form'] },
  { operation: /^(upper|lower|ucase|lcase|initcap)$/, kinds: ['case', 'writing'] },
  { operation: /^nfc_normalize$/, kinds: ['unicode', 'writing'] },
  { operation: /^strip_accents$/, kinds: ['accents', 'unicode', 'encoding'] },
  {
    operation: /^(left|right|substr|substring|array_slice|split_part|string_split)$/,
    kinds: ['cut-off', 'blanks', 'other'],
  },
  { operation: /^(replace|regexp_replace|translate)$/, kinds: [...text, 'other'] },
  {
    operation: /^(\|\||concat|concat_ws|format|printf|strftime)$/,
    kinds: ['blanks', 'number-form', 'other'],
  },
  { operation: /^coalesce$/, kinds: nulls },
  { operation: /^try_cast to /, kinds: nulls },
  { operation: /^case$/, kinds: [...nulls, 'opposite', 'sign', 'other'] },
  { operation: /^not$/, kinds: ['opposite'] },
  {
    operation: /^(sum|sum_no_overflow|fsum|kahan_sum)$/,
    kinds: ['other', 'float-noise'],
  },
  {
    operation: /^(avg|favg|mean|stddev.*|var.*|median|quantile.*)$/,
    kinds: ['other', 'float-noise', 'rounding', 'cut'],
  },
  {
    operation:
      /^(count|count_star|min|max|first|last|any_value|arg_min|arg_max|mode|string_agg|list|row_number|rank|dense_rank|lag|lead)$/,
    kinds: ['other', ...nulls],
  },
];

/** The kinds that an operation can make; none for one that is not known to make any. */
export function kindsOfStep(operation: string): readonly string[] {
  return [...new Set(rules.flatMap((rule) => (rule.operation.test(operation) ? rule.kinds : [])))];
}

/** How an operation is called to a reader, where its name in the engine is not what people write. */
export function stepWords(operation: string): string {
  switch (operation) {
    case 'timezone':
      return 'converts between time zones';
    case 'case':
      return 'chooses by CASE';
    case 'count_star':
      return 'counts rows';
    default:
      if (/^(try_)?cast to /.test(operation)) return operation.replace(/^(try_)?cast to/, 'is cast to');
      return /^[a-z_]+$/.test(operation) ? `goes through ${operation}()` : `is computed with ${operation}`;
  }
}
