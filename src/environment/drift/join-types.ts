/** Digits before the point of the greatest value, for types of whole numbers. */
const digits: Readonly<Record<string, number>> = {
  TINYINT: 3,
  UTINYINT: 3,
  SMALLINT: 5,
  USMALLINT: 5,
  INTEGER: 10,
  UINTEGER: 10,
  // A Delta table's column of them becomes a decimal of no fewer.
  BIGINT: 20,
  UBIGINT: 20,
  HUGEINT: 39,
};

/** Those that each holds the ones before it. */
const signed = ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT'];
const unsigned = ['UTINYINT', 'USMALLINT', 'UINTEGER', 'UBIGINT'];

/** Types whose text is one and the same wherever it is read, and tells all values apart. */
const texts = new Set([
  ...signed,
  ...unsigned,
  'BOOLEAN',
  'DATE',
  'TIME',
  'TIMESTAMP',
  'UUID',
  'FLOAT',
  'DOUBLE',
]);

/** Spelled in one way: blanks and case outside of quotes make no other type. */
export function plainType(type: string): string {
  return type.replaceAll(/"(?:[^"]|"")*"|[^"]+/g, (part) =>
    part.startsWith('"')
      ? part
      : part
          .replaceAll(/\s*([(),])\s*/g, '$1')
          .trim()
          .toUpperCase(),
  );
}

/** Whether every value of `found` is a value of `type`, and comes back from it as it was. Both as `plainType` spells them. */
export function holdsType(type: string, found: string): boolean {
  if (type === found) return true;
  const [wide, narrow] = [decimalOf(type), decimalOf(found)];
  if (type === 'VARCHAR') return texts.has(found) || narrow !== null;
  if (wide !== null) {
    if (narrow !== null) return wide.scale >= narrow.scale && wide.whole >= narrow.whole;
    return digits[found] !== undefined && wide.whole >= digits[found];
  }
  if (signed.includes(type)) {
    if (signed.includes(found)) return signed.indexOf(type) > signed.indexOf(found);
    return unsigned.includes(found) && signed.indexOf(type) > unsigned.indexOf(found);
  }
  if (unsigned.includes(type))
    return unsigned.includes(found) && unsigned.indexOf(type) > unsigned.indexOf(found);
  if (type === 'DOUBLE') return found === 'FLOAT' || (digits[found] ?? 99) <= 10;
  if (type === 'FLOAT') return (digits[found] ?? 99) <= 5;
  return type === 'TIMESTAMP' && found === 'DATE';
}

/**
 * The least type that a table's column of `type` can be widened to so that it holds `found` as well; null where there is none. Text holds much, and is no wider form of a number: readers would
 * get another thing. Both as `plainType` spells them.
 */
export function joinTypes(type: string, found: string): string | null {
  if (holdsType(type, found)) return type;
  const isFloat = (each: string) => each === 'FLOAT' || each === 'DOUBLE';
  // A Delta table's column of small whole numbers becomes a double, never a float.
  if (isFloat(found)) return holdsType('DOUBLE', type) && holdsType('DOUBLE', found) ? 'DOUBLE' : null;
  if (found !== 'VARCHAR' && holdsType(found, type)) return found;
  const [one, other] = [decimalLike(type), decimalLike(found)];
  if (one === null || other === null) return null;
  const scale = Math.max(one.scale, other.scale);
  const precision = Math.max(one.whole, other.whole) + scale;
  return precision > 38 ? null : `DECIMAL(${precision},${scale})`;
}

function decimalOf(type: string): { readonly whole: number; readonly scale: number } | null {
  const [, precision, scale] = /^(?:DECIMAL|NUMERIC)\((\d+),(\d+)\)$/.exec(type) ?? [];
  return precision === undefined ? null : { whole: Number(precision) - Number(scale), scale: Number(scale) };
}

function decimalLike(type: string): ReturnType<typeof decimalOf> {
  const whole = digits[type];
  return whole === undefined ? decimalOf(type) : { whole, scale: 0 };
}
