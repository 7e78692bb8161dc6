import { microseconds } from '../canonical.ts';
import type { ColumnPair } from '../column-pairs.ts';

/** What a kind of difference is called in reports. `detail` says more of some: `2 decimals`, `+02:00`. */
export const kindWords: Readonly<Record<string, string>> = {
  'null-to-value': 'NULL on the left, a value on the right',
  'value-to-null': 'a value on the left, NULL on the right',
  'null-empty': 'NULL against empty text',
  sign: 'the sign',
  'float-noise': 'the last digits of a floating-point number',
  rounding: 'rounding',
  cut: 'digits cut off',
  factor: 'a factor',
  nan: 'NaN against a number',
  'zero-sign': '-0 against 0',
  'number-form': 'the same number, written otherwise',
  case: 'capitals',
  padding: 'blanks at the end',
  blanks: 'blanks',
  unicode: 'Unicode form',
  accents: 'accents',
  encoding: 'letters beyond ASCII',
  writing: 'capitals, blanks and Unicode form together',
  'cut-off': 'text cut off',
  opposite: 'the opposite',
  'zone-shift': 'a shift as between time zones',
  'day-shift': 'a shift by whole days',
  fraction: 'fractions of a second',
  'time-lost': 'the time of day',
  other: 'another value',
};

/**
 * An expression that names the kind of a difference, with its detail behind a bar: `rounding|2 decimals`. Only for canonical values that differ. The first that
 * fits counts.
 */
export function kindExpression(pair: ColumnPair, left: string, right: string, asText: boolean): string {
  const common = [
    ...(pair.left.type === 'VARCHAR' || pair.right.type === 'VARCHAR'
      ? [
          when(`${left} IS NULL AND CAST(${right} AS VARCHAR) = ''`, 'null-empty'),
          when(`${right} IS NULL AND CAST(${left} AS VARCHAR) = ''`, 'null-empty'),
        ]
      : []),
    when(`${left} IS NULL`, 'null-to-value'),
    when(`${right} IS NULL`, 'value-to-null'),
  ];
  return `CASE ${[...common, ...kindsOf(pair, left, right, asText)].join(' ')} ELSE 'other' END`;
}

function kindsOf(pair: ColumnPair, left: string, right: string, asText: boolean): readonly string[] {
  switch (asText ? 'text' : pair.common.family) {
    case 'integer':
    case 'decimal':
      return numberKinds(
        left,
        right,
        pair.common.family === 'integer' ? -1 : scaleOf(pair.common.type),
        false,
      );
    case 'float':
      return numberKinds(left, right, 6, true);
    case 'text':
      return textKinds(left, right);
    case 'boolean':
      return [when('true', 'opposite')];
    case 'date':
    case 'timestamp':
      return timeKinds(pair, left, right);
    case 'time':
      return [
        when(
          `date_trunc('second', DATE '2000-01-01' + ${left}) = date_trunc('second', DATE '2000-01-01' + ${right})`,
          'fraction',
        ),
      ];
    case 'nested':
    case 'other':
      return [];
  }
}

function when(condition: string, kind: string): string {
  return `WHEN ${condition} THEN '${kind}'`;
}

function scaleOf(type: string): number {
  return Number(/,\s*(\d+)\)$/.exec(type)?.[1] ?? 0);
}

/** Factors that come from units: percent, cents, minutes, hours, thousands, millions. */
const factors = [10, 60, 100, 1000, 3600, 10_000, 86_400, 1_000_000];

/** `try`: a rounded decimal has fewer decimals and may have more digits before them than the other's type. */
function numberKinds(left: string, right: string, decimals: number, float: boolean): string[] {
  const [l, r] = [left, right].map((value) => `CAST(${value} AS DOUBLE)`) as [string, string];
  const larger = `greatest(abs(${l}), abs(${r}))`;
  const places = Array.from(
    { length: Math.max(0, Math.min(6, decimals) + 1) },
    (_, index) => Math.min(6, decimals) - index,
  );
  const word = (place: number) => `${place} decimal${place === 1 ? '' : 's'}`;
  return [
    ...(float
      ? [
          when(`isnan(${left}) OR isnan(${right})`, 'nan'),
          when(`${left} = 0 AND ${right} = 0`, 'zero-sign'),
          when(
            `isfinite(${left}) AND isfinite(${right}) AND abs(${l} - ${r}) <= 1e-9 * ${larger}`,
            'float-noise',
          ),
        ]
      : []),
    when(`${l} = -${r} AND ${left} <> 0`, 'sign'),
    ...places.flatMap((place) => [
      when(
        `try(round(${left}, ${place}) = ${right} OR round(${right}, ${place}) = ${left})`,
        `rounding|${word(place)}`,
      ),
      when(
        `try(trunc(${left}, ${place}) = ${right} OR trunc(${right}, ${place}) = ${left})`,
        `cut|${word(place)}`,
      ),
    ]),
    ...factors.flatMap((factor) => [
      when(`${l} <> 0 AND abs(${l} * ${factor} - ${r}) <= 1e-12 * abs(${r})`, `factor|× ${factor}`),
      when(`${r} <> 0 AND abs(${r} * ${factor} - ${l}) <= 1e-12 * abs(${l})`, `factor|÷ ${factor}`),
    ]),
  ];
}

function textKinds(left: string, right: string): string[] {
  const alike = (form: (value: string) => string) => `${form(left)} = ${form(right)}`;
  const ascii = (value: string) => `regexp_replace(${value}, '[^\\x00-\\x7F]+|\\?+', '?', 'g')`;
  return [
    when(
      alike((value) => `rtrim(${value}, ' ')`),
      'padding',
    ),
    when(
      alike((value) => `trim(${value}, E' \\t\\r\\n')`),
      'blanks',
    ),
    when(
      alike((value) => `lower(${value})`),
      'case',
    ),
    when(
      alike((value) => `nfc_normalize(${value})`),
      'unicode',
    ),
    when(
      alike((value) => `lower(nfc_normalize(regexp_replace(trim(${value}), '\\s+', ' ', 'g')))`),
      'writing',
    ),
    when(`TRY_CAST(${left} AS DECIMAL(38,10)) = TRY_CAST(${right} AS DECIMAL(38,10))`, 'number-form'),
    when(
      alike((value) => `strip_accents(${value})`),
      'accents',
    ),
    when(alike(ascii), 'encoding'),
    when(
      `${left} <> '' AND ${right} <> '' AND (starts_with(${left}, ${right}) OR starts_with(${right}, ${left}))`,
      'cut-off',
    ),
  ];
}

function timeKinds(pair: ColumnPair, left: string, right: string): string[] {
  const shift = `(${microseconds(right, pair)} - ${microseconds(left, pair)})`;
  const day = 86_400_000_000;
  const days = `'day-shift|' || printf('%+d days', ${shift} // ${day})`;
  const minutes = `(abs(${shift}) // 60000000)`;
  const zone = `'zone-shift|' || (CASE WHEN ${shift} < 0 THEN '-' ELSE '+' END) || printf('%02d:%02d', ${minutes} // 60, ${minutes} % 60)`;
  if (pair.common.family === 'date')
    return [`WHEN ${shift} IS NOT NULL AND abs(${shift}) <= ${31 * day} THEN ${days}`];
  return [
    when(
      `abs(${shift}) < 1000000 AND (date_trunc('second', ${left}) = ${right} OR date_trunc('second', ${right}) = ${left})`,
      'fraction',
    ),
    when(`date_trunc('day', ${left}) = ${right} OR date_trunc('day', ${right}) = ${left}`, 'time-lost'),
    `WHEN ${shift} % 900000000 = 0 AND abs(${shift}) <= ${14 * 3600_000_000} THEN ${zone}`,
    `WHEN ${shift} % ${day} = 0 AND abs(${shift}) <= ${31 * day} THEN ${days}`,
  ];
}
