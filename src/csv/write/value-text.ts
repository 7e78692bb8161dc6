import type { CsvDialect } from '../dialect.ts';
import { timePieces } from '../time-format.ts';
import { sqlText } from './field-sql.ts';

/** How the values of one column are written, beyond the dialect. */
export interface ValueFormat {
  /** Digits after the decimal separator; null: as many as there are. */
  readonly digits: number | null;
  /** Python's `%.2f` for floating point numbers; null: the shortest text that gives the number again. */
  readonly floatFormat: string | null;
  /** In strftime's words, for dates and times; null: as the dialect says. */
  readonly format: string | null;
  /** The fraction of `iso` timestamps: as many digits as the column as a whole needs, or none at all where all times are midnight; null: as each value needs. */
  readonly resolution: TimeResolution | null;
  /** Numbers with a decimal comma or a float format are text where text is quoted, as pandas has it. */
  readonly formattedIsText: boolean;
  /** Integers as floating point numbers: what pandas makes of a column with NULL in it. */
  readonly asFloat: boolean;
  /** Filled up to so many letters. */
  readonly pad: { readonly width: number; readonly with: string; readonly side: 'left' | 'right' } | null;
}

export const timeResolutions = ['day', 'second', 'millisecond', 'microsecond'] as const;
export type TimeResolution = (typeof timeResolutions)[number];

export const plainFormat: ValueFormat = {
  digits: null,
  floatFormat: null,
  format: null,
  resolution: null,
  formattedIsText: false,
  asFloat: false,
  pad: null,
};

export interface ValueText {
  readonly sql: string;
  readonly kind: 'text' | 'number';
  readonly alphabet: string | null;
}

const digits = '0123456789';

/** What a type is to whoever writes it. null: it has no text that others would understand. */
export function valueKind(
  type: string,
): 'integer' | 'decimal' | 'float' | 'boolean' | 'date' | 'timestamp' | 'zoned' | 'time' | 'text' | null {
  if (/^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/i.test(type)) return 'integer';
  if (/^DECIMAL(\(|$)/i.test(type) && !type.endsWith(']')) return 'decimal';
  if (/^(FLOAT|DOUBLE|REAL)$/i.test(type)) return 'float';
  if (/^BOOLEAN$/i.test(type)) return 'boolean';
  if (/^DATE$/i.test(type)) return 'date';
  if (/^TIMESTAMP WITH TIME ZONE$|^TIMESTAMPTZ$/i.test(type)) return 'zoned';
  if (/^TIMESTAMP(_S|_MS|_NS)?$/i.test(type)) return 'timestamp';
  if (/^TIME$/i.test(type)) return 'time';
  return /^(VARCHAR(\(.*\))?|UUID|ENUM\(.*\))$/i.test(type) ? 'text' : null;
}

/** The text of a value in SQL, NULL where it is NULL (or no number). null for types without a text. */
export function valueText(
  expression: string,
  type: string,
  dialect: CsvDialect,
  format: ValueFormat,
): ValueText | null {
  const kind = valueKind(type);
  if (kind === null) return null;
  const text = unpadded(expression, kind, dialect, format);
  return format.pad === null ? text : padded(text, format.pad);
}

function unpadded(
  expression: string,
  kind: NonNullable<ReturnType<typeof valueKind>>,
  dialect: CsvDialect,
  format: ValueFormat,
): ValueText {
  switch (kind) {
    case 'integer':
      return format.asFloat
        ? number(floatText(`CAST(${expression} AS DOUBLE)`, format), dialect, format, true)
        : format.digits === null
          ? number(`CAST(${expression} AS VARCHAR)`, dialect, format, false)
          : number(fixed(expression, format.digits), dialect, format, true);
    case 'decimal':
      return format.asFloat
        ? number(floatText(`CAST(${expression} AS DOUBLE)`, format), dialect, format, true)
        : number(
            format.digits === null ? `CAST(${expression} AS VARCHAR)` : fixed(expression, format.digits),
            dialect,
            format,
            true,
          );
    case 'float':
      return number(floatText(expression, format), dialect, format, true);
    case 'boolean': {
      const [yes = 'true', no = 'false'] = [dialect.trueWords[0], dialect.falseWords[0]];
      const sql = `CASE WHEN ${expression} THEN ${sqlText(yes)} WHEN NOT ${expression} THEN ${sqlText(no)} END`;
      // A boolean is a number to Python's csv module.
      return { sql, kind: format.formattedIsText ? 'number' : 'text', alphabet: yes + no };
    }
    case 'date':
      return moment(expression, format.format ?? dialect.date, '%Y-%m-%d');
    case 'time': {
      const pattern = format.format ?? dialect.time;
      return pattern === 'iso'
        ? text(fractional(`DATE '1970-01-01' + ${expression}`, '%H:%M:%S'), `${digits}:.`)
        : moment(`(DATE '1970-01-01' + ${expression})`, pattern, pattern);
    }
    case 'timestamp': {
      const pattern = format.format ?? dialect.timestamp;
      return pattern === 'iso'
        ? isoTimestamp(expression, format.resolution)
        : moment(expression, pattern, pattern);
    }
    case 'zoned': {
      const pattern = format.format ?? dialect.timestamp;
      if (pattern !== 'iso') return zonedMoment(expression, pattern);
      const local = fractional(expression, '%Y-%m-%d %H:%M:%S');
      return text(`${local} || ${offsetText(expression)}`, `${digits}-:. +`);
    }
    case 'text':
      return text(`CAST(${expression} AS VARCHAR)`, null);
  }
}

function text(sql: string, alphabet: string | null): ValueText {
  return { sql, kind: 'text', alphabet };
}

function fixed(expression: string, places: number): string {
  return `CAST(CAST(${expression} AS DECIMAL(38,${places})) AS VARCHAR)`;
}

function floatText(expression: string, format: ValueFormat): string {
  const pattern = format.floatFormat ?? (format.digits === null ? null : `%.${format.digits}f`);
  if (pattern === null) return `CASE WHEN NOT isnan(${expression}) THEN CAST(${expression} AS VARCHAR) END`;
  return [
    `CASE WHEN isnan(${expression}) THEN NULL`,
    `WHEN isinf(${expression}) THEN CASE WHEN ${expression} > 0 THEN ${sqlText(infinity(pattern, ''))} ELSE ${sqlText(infinity(pattern, '-'))} END`,
    `ELSE printf(${sqlText(pattern)}, CAST(${expression} AS DOUBLE)) END`,
  ].join(' ');
}

/** What Python makes of an infinite number: the engine puts the signs and zeros elsewhere. */
function infinity(pattern: string, minus: '' | '-'): string {
  const [, before = '', flags = '', width = '', letter = '', after = ''] =
    /^([^%]*)%([-+0 ]*)(\d*)(?:\.\d+)?([a-zA-Z])(.*)$/s.exec(pattern) ?? [];
  const sign = minus !== '' ? minus : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const word = /[A-Z]/.test(letter) ? 'INF' : 'inf';
  const size = Number(width);
  if (flags.includes('-')) return before + (sign + word).padEnd(size) + after;
  if (flags.includes('0')) return before + sign + word.padStart(size - sign.length, '0') + after;
  return before + (sign + word).padStart(size) + after;
}

function number(sql: string, dialect: CsvDialect, format: ValueFormat, hasFraction: boolean): ValueText {
  const { decimal, thousands } = dialect;
  let written = sql;
  if (thousands !== '') written = grouped(written, decimal, thousands);
  else if (hasFraction && decimal !== '.') written = `replace(${written}, '.', ${sqlText(decimal)})`;
  const isFormatted =
    hasFraction && (decimal !== '.' || format.floatFormat !== null || format.digits !== null);
  return {
    sql: written,
    kind: format.formattedIsText && isFormatted ? 'text' : 'number',
    alphabet: format.floatFormat === null ? `${digits}-+.einf${decimal}${thousands}` : null,
  };
}

/** Groups of three before the decimal separator; what has an exponent, and what is no number, has none. */
function grouped(sql: string, decimal: string, thousands: string): string {
  const whole = `regexp_extract(${sql}, '^-?([0-9]+)', 1)`;
  const groups = `reverse(regexp_replace(reverse(${whole}), '([0-9]{3})', '\\1 ', 'g'))`;
  const parts = [
    `CASE WHEN starts_with(${sql}, '-') THEN '-' ELSE '' END`,
    `replace(trim(${groups}), ' ', ${sqlText(thousands)})`,
    `replace(regexp_extract(${sql}, '[.].*$'), '.', ${sqlText(decimal)})`,
  ];
  return `CASE WHEN regexp_full_match(${sql}, '-?[0-9]+([.][0-9]*)?') THEN ${parts.join(' || ')} ELSE replace(${sql}, '.', ${sqlText(decimal)}) END`;
}

function moment(expression: string, pattern: string, iso: string): ValueText {
  const format = pattern === 'iso' ? iso : pattern;
  return text(`strftime(${expression}, ${sqlText(format)})`, momentAlphabet(format));
}

/** `%z` as Python writes it, `+0100`: the engine leaves out minutes that are none. */
function zonedMoment(expression: string, pattern: string): ValueText {
  const parts = pattern
    .split(/(%%|%z)/)
    .filter((part) => part !== '')
    .map((part) =>
      part === '%z'
        ? `replace(${offsetText(expression)}, ':', '')`
        : `strftime(${expression}, ${sqlText(part)})`,
    );
  return text(parts.join(' || '), momentAlphabet(pattern));
}

/** Digits, signs and whatever stands between; null where names of months occur: they have letters. */
function momentAlphabet(pattern: string): string | null {
  const pieces = timePieces(pattern);
  if (typeof pieces === 'string') return null;
  if (pieces.some((piece) => piece.kind === 'word' && /[bBp]/.test(piece.word))) return null;
  return `${digits}+-${pieces.map((piece) => (piece.kind === 'text' ? piece.text : '')).join('')}`;
}

/** With microseconds where the value has any. */
function fractional(expression: string, pattern: string): string {
  const plain = `strftime(${expression}, ${sqlText(pattern)})`;
  const precise = `strftime(${expression}, ${sqlText(`${pattern}.%f`)})`;
  return `CASE WHEN microsecond(${expression}) % 1000000 = 0 THEN ${plain} ELSE ${precise} END`;
}

function isoTimestamp(expression: string, resolution: TimeResolution | null): ValueText {
  const alphabet = `${digits}-:. `;
  const pattern = '%Y-%m-%d %H:%M:%S';
  switch (resolution) {
    case null:
      return text(fractional(expression, pattern), alphabet);
    case 'day':
      return text(`strftime(${expression}, '%Y-%m-%d')`, alphabet);
    case 'second':
      return text(`strftime(${expression}, ${sqlText(pattern)})`, alphabet);
    case 'millisecond':
      return text(`left(strftime(${expression}, ${sqlText(`${pattern}.%f`)}), -3)`, alphabet);
    case 'microsecond':
      return text(`strftime(${expression}, ${sqlText(`${pattern}.%f`)})`, alphabet);
  }
}

/** `+01:00`, of the session's time zone at that moment. */
function offsetText(expression: string): string {
  const short = `strftime(${expression}, '%z')`;
  return `(${short} || CASE WHEN contains(${short}, ':') THEN '' ELSE ':00' END)`;
}

function padded(value: ValueText, { width, with: letter, side }: NonNullable<ValueFormat['pad']>): ValueText {
  const fill = `repeat(${sqlText(letter)}, greatest(0, ${width} - length(${value.sql})))`;
  return {
    ...value,
    sql: side === 'right' ? `${value.sql} || ${fill}` : `${fill} || ${value.sql}`,
    alphabet: value.alphabet === null ? null : value.alphabet + letter,
  };
}
