import { nestedType } from './nested-type.ts';

/** What a pair of columns is compared as; decides which differences can be told apart. */
export type Family =
  | 'integer'
  | 'decimal'
  | 'float'
  | 'text'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'time'
  | 'nested'
  | 'other';

/** How a side's values become values of the common type. */
export type Conversion =
  /** They are, or a cast that loses nothing that the other side could show. */
  | 'cast'
  /** Text that is read as the other side's type, or values of which the common type does not hold all. Where some cannot be read, the pair is compared as text. */
  | 'read'
  /** As the engine writes them. */
  | 'text'
  | 'json';

export interface CommonType {
  /** In the engine's words. */
  readonly type: string;
  readonly family: Family;
  readonly left: Conversion;
  readonly right: Conversion;
  /** Why the types say little about each other; null where they fit. */
  readonly caveat: string | null;
}

interface Digits {
  readonly whole: number;
  readonly scale: number;
}

const integers: Readonly<Record<string, number>> = {
  TINYINT: 3,
  SMALLINT: 5,
  INTEGER: 10,
  BIGINT: 19,
  HUGEINT: 39,
  UTINYINT: 3,
  USMALLINT: 5,
  UINTEGER: 10,
  UBIGINT: 20,
  UHUGEINT: 40,
};
const floats = ['FLOAT', 'DOUBLE'];
const zoned = 'TIMESTAMP WITH TIME ZONE';
const plainTimes = ['TIMESTAMP', 'TIMESTAMP_S', 'TIMESTAMP_MS', 'TIMESTAMP_NS', 'DATE'];

/** A type in the engine's words, as it writes them. */
function spelled(type: string): string {
  const text = type.trim();
  if (isNested(text)) return text;
  if (/^JSON$/i.test(text) || /^ENUM\b/i.test(text) || /^VARCHAR\b/i.test(text)) return 'VARCHAR';
  return text.toUpperCase() === 'TIMESTAMPTZ' ? zoned : text;
}

export function familyOf(type: string): Family {
  const name = spelled(type);
  if (isNested(name)) return 'nested';
  if (name in integers) return 'integer';
  if (/^DECIMAL/i.test(name)) return 'decimal';
  if (floats.includes(name)) return 'float';
  if (name === 'VARCHAR') return 'text';
  if (name === 'BOOLEAN') return 'boolean';
  if (name === 'DATE') return 'date';
  if (/^TIMESTAMP/.test(name)) return 'timestamp';
  if (/^TIME\b/.test(name)) return 'time';
  return 'other';
}

/** A list is named by its elements: `VARCHAR[]` begins as a text does. */
export function isNested(type: string): boolean {
  return /\]\s*$/.test(type) || /^\s*(STRUCT|MAP|UNION)\s*\(/i.test(type);
}

/** The type that values of both can be compared in without a value of one becoming equal to a value of the other that it is not. */
export function commonType(left: string, right: string): CommonType {
  const one = spelled(left);
  const other = spelled(right);
  const as = (
    type: string,
    first: Conversion = 'cast',
    second: Conversion = 'cast',
    caveat: string | null = null,
  ): CommonType => ({ type, family: familyOf(type), left: first, right: second, caveat });
  if (one === other) return as(one);
  const families = [familyOf(one), familyOf(other)];
  const both = (...allowed: readonly Family[]) => families.every((family) => allowed.includes(family));

  if (both('integer', 'decimal')) {
    const digits = [digitsOf(one), digitsOf(other)] as const;
    const exact = exactType(...digits);
    if (exact !== null) return as(exact);
    // What does not fit is larger than anything of the other side.
    const { type, holds } = widestType(...digits);
    return as(type, holds(digits[0]) ? 'cast' : 'read', holds(digits[1]) ? 'cast' : 'read');
  }
  if (both('integer', 'decimal', 'float'))
    return as(both('float') || [one, other].includes('DOUBLE') ? 'DOUBLE' : 'FLOAT');
  if (both('integer', 'boolean')) return as(families[0] === 'boolean' ? other : one);
  if (both('date', 'timestamp')) {
    const type = plainTimes.includes(one) && plainTimes.includes(other) ? 'TIMESTAMP' : zoned;
    const conversion = (from: string) => (from === 'TIMESTAMP_NS' ? 'read' : 'cast');
    return as(type, conversion(one), conversion(other));
  }
  if (families[0] === 'text' || families[1] === 'text') return beside(one, other);
  if (both('nested')) {
    const type = nestedType(one, other, (a, b) => {
      const inner = commonType(a, b);
      return inner.left === 'cast' && inner.right === 'cast' ? inner.type : null;
    });
    if (type !== null) return as(type);
  }
  return as('VARCHAR', 'text', 'text', 'no common type; compared as the engine writes them');
}

/** Text beside a column of another type. */
function beside(one: string, other: string): CommonType {
  const textLeft = one === 'VARCHAR';
  const type = textLeft ? other : one;
  const pick = (target: string, ofText: Conversion, ofOther: Conversion, caveat: string | null = null) => ({
    type: target,
    family: familyOf(target),
    left: textLeft ? ofText : ofOther,
    right: textLeft ? ofOther : ofText,
    caveat,
  });
  switch (familyOf(type)) {
    case 'integer':
    case 'decimal': {
      // More decimals than the column has, so that 12.345 does not become its 12.35.
      const { whole, scale } = digitsOf(type);
      const room = Math.max(scale, Math.min(18, 38 - whole));
      return pick(whole <= 38 ? `DECIMAL(38,${room})` : type, 'read', 'cast');
    }
    case 'float':
    case 'boolean':
    case 'time':
      return pick(type, 'read', 'cast');
    case 'date':
      // Read as a time, so that an hour in the text is not lost.
      return pick('TIMESTAMP', 'read', 'cast');
    case 'timestamp':
      return pick(type === zoned || type === 'TIMESTAMP_NS' ? type : 'TIMESTAMP', 'read', 'cast');
    case 'nested':
      return pick('VARCHAR', 'cast', 'json', 'compared as JSON text');
    case 'text':
      return pick('VARCHAR', 'cast', 'cast');
    case 'other':
      return type === 'UUID'
        ? pick(type, 'read', 'cast')
        : pick('VARCHAR', 'cast', 'text', 'compared as the engine writes them');
  }
}

function digitsOf(type: string): Digits {
  const whole = integers[type];
  if (whole !== undefined) return { whole, scale: 0 };
  const [width = 18, scale = 3] = (/\((\d+),\s*(\d+)\)/.exec(type) ?? []).slice(1).map(Number);
  return { whole: width - scale, scale };
}

/** null where no type of the engine holds both exactly. */
function exactType(one: Digits, other: Digits): string | null {
  const whole = Math.max(one.whole, other.whole);
  const scale = Math.max(one.scale, other.scale);
  if (scale > 0) return whole + scale <= 38 ? `DECIMAL(${whole + scale},${scale})` : null;
  if (whole <= 19) return 'BIGINT';
  return whole <= 39 ? 'HUGEINT' : null;
}

/** Where none holds both exactly: the one that holds every decimal of both. */
function widestType(one: Digits, other: Digits): { type: string; holds: (digits: Digits) => boolean } {
  const scale = Math.max(one.scale, other.scale);
  return scale > 0
    ? { type: `DECIMAL(38,${scale})`, holds: ({ whole }) => whole + scale <= 38 }
    : { type: 'HUGEINT', holds: ({ whole }) => whole <= 39 };
}
