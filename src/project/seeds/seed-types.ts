/** The types that a seed's values are checked against, and how a column without a declared type gets one. */

const integerRanges: Readonly<Record<string, readonly [bigint, bigint]>> = {
  TINYINT: [-128n, 127n],
  SMALLINT: [-32768n, 32767n],
  INTEGER: [-2147483648n, 2147483647n],
  BIGINT: [-9223372036854775808n, 9223372036854775807n],
  UTINYINT: [0n, 255n],
  USMALLINT: [0n, 65535n],
  UINTEGER: [0n, 4294967295n],
  UBIGINT: [0n, 18446744073709551615n],
  HUGEINT: [-(2n ** 127n), 2n ** 127n - 1n],
};

const aliases: Readonly<Record<string, string>> = {
  INT: 'INTEGER',
  INT2: 'SMALLINT',
  INT4: 'INTEGER',
  INT8: 'BIGINT',
  LONG: 'BIGINT',
  BOOL: 'BOOLEAN',
  REAL: 'FLOAT',
  NUMERIC: 'DECIMAL',
  DATETIME: 'TIMESTAMP',
};

const integer = /^[+-]?\d+$/;
const decimal = /^[+-]?(\d*)(?:\.(\d*))?$/;
const floating = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const date = /^(\d{4})-(\d\d)-(\d\d)$/;
const timestamp = /^(\d{4}-\d\d-\d\d)[ T](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,6})?)?$/;
const truth = /^(true|false)$/i;

/** A test for the texts that `type` takes without loss; null for a type that only the engine can check. */
export function valueTest(type: string): ((text: string) => boolean) | null {
  const upper = type.trim().toUpperCase();
  const name = aliases[upper] ?? upper;
  const range = integerRanges[name];
  if (range !== undefined)
    return (text) =>
      integer.test(text) &&
      BigInt(text.replace(/^\+/, '')) >= range[0] &&
      BigInt(text.replace(/^\+/, '')) <= range[1];
  if (name === 'BOOLEAN') return (text) => truth.test(text);
  if (name === 'DATE') return isDate;
  if (name === 'TIMESTAMP') return isTimestamp;
  if (name === 'DOUBLE' || name === 'FLOAT') return (text) => floating.test(text);
  const [, precision, scale] = /^(?:DECIMAL|NUMERIC)\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)$/.exec(name) ?? [];
  if (name === 'DECIMAL') return (text) => fitsDecimal(text, 18, 3);
  if (precision !== undefined) return (text) => fitsDecimal(text, Number(precision), Number(scale ?? 0));
  return null;
}

function fitsDecimal(text: string, precision: number, scale: number): boolean {
  const [match, whole = '', fraction = ''] = decimal.exec(text) ?? [];
  if (match === undefined || whole.length + fraction.length === 0) return false;
  return fraction.replace(/0+$/, '').length <= scale && whole.replace(/^0+/, '').length <= precision - scale;
}

function isDate(text: string): boolean {
  const [match, year, month, day] = date.exec(text) ?? [];
  if (match === undefined) return false;
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= days;
}

function isTimestamp(text: string): boolean {
  const [match, day, hour, minute, second = '0'] = timestamp.exec(text) ?? [];
  return (
    match !== undefined && isDate(day!) && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60
  );
}

/** What is known of a column's values so far; see `widen`. */
export interface Guess {
  readonly kind: 'none' | 'BOOLEAN' | 'BIGINT' | 'DECIMAL' | 'DOUBLE' | 'DATE' | 'TIMESTAMP' | 'VARCHAR';
  readonly whole: number;
  readonly scale: number;
}

export const noGuess: Guess = { kind: 'none', whole: 0, scale: 0 };
const textGuess: Guess = { kind: 'VARCHAR', whole: 0, scale: 0 };

/** `guess` after one more value. A number with a leading zero is text: it is a code, and the zero would be lost. */
export function widen(guess: Guess, text: string): Guess {
  if (guess.kind === 'VARCHAR') return guess;
  const one = guessOf(text);
  if (guess.kind === 'none' || one.kind === 'VARCHAR') return one;
  const whole = Math.max(guess.whole, one.whole);
  const scale = Math.max(guess.scale, one.scale);
  if (guess.kind === one.kind)
    return whole === guess.whole && scale === guess.scale ? guess : { kind: one.kind, whole, scale };
  const numbers = ['BIGINT', 'DECIMAL', 'DOUBLE'] as const;
  const rank = Math.max(numbers.indexOf(guess.kind as never), numbers.indexOf(one.kind as never));
  if (numbers.includes(guess.kind as never) && numbers.includes(one.kind as never))
    return { kind: numbers[rank]!, whole, scale };
  const times = ['DATE', 'TIMESTAMP'];
  return times.includes(guess.kind) && times.includes(one.kind) ? { ...one, kind: 'TIMESTAMP' } : textGuess;
}

function guessOf(text: string): Guess {
  const [number, whole, fraction] = /^-?(0|[1-9]\d*)(?:\.(\d+))?$/.exec(text) ?? [];
  if (number !== undefined) {
    const digits = whole!.length;
    if (fraction === undefined) return digits <= 18 ? { kind: 'BIGINT', whole: digits, scale: 0 } : textGuess;
    return {
      kind: digits + fraction.length <= 38 ? 'DECIMAL' : 'DOUBLE',
      whole: digits,
      scale: fraction.length,
    };
  }
  if (truth.test(text)) return { kind: 'BOOLEAN', whole: 0, scale: 0 };
  if (isDate(text)) return { kind: 'DATE', whole: 0, scale: 0 };
  if (isTimestamp(text)) return { kind: 'TIMESTAMP', whole: 0, scale: 0 };
  if (/^-?\d+(\.\d+)?[eE][+-]?\d+$/.test(text)) return { kind: 'DOUBLE', whole: 0, scale: 0 };
  return textGuess;
}

/** The column's type after all values. A column without values is text. */
export function guessedType(guess: Guess): string {
  if (guess.kind === 'none') return 'VARCHAR';
  if (guess.kind !== 'DECIMAL') return guess.kind;
  if (guess.whole + guess.scale > 38) return 'DOUBLE';
  return `DECIMAL(${guess.whole + guess.scale <= 18 ? 18 : 38},${guess.scale})`;
}
