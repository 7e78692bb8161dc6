/** Integers with the least and the greatest value. Sums and products are exact, or an error. */
const ranges: ReadonlyMap<string, readonly [bigint, bigint]> = new Map([
  ['TINYINT', signed(7n)],
  ['SMALLINT', signed(15n)],
  ['INTEGER', signed(31n)],
  ['BIGINT', signed(63n)],
  ['HUGEINT', signed(127n)],
  ['UTINYINT', unsigned(8n)],
  ['USMALLINT', unsigned(16n)],
  ['UINTEGER', unsigned(32n)],
  ['UBIGINT', unsigned(64n)],
  ['UHUGEINT', unsigned(128n)],
]);

function signed(bits: bigint): readonly [bigint, bigint] {
  return [-(2n ** bits), 2n ** bits - 1n];
}

function unsigned(bits: bigint): readonly [bigint, bigint] {
  return [0n, 2n ** bits - 1n];
}

export function isInteger(type: string): boolean {
  return ranges.has(type);
}

/** Whether `value` is one of integer type `type`. */
export function fits(value: bigint, type: string): boolean {
  const range = ranges.get(type);
  return range !== undefined && value >= range[0] && value <= range[1];
}

export function isFloat(type: string): boolean {
  return type === 'DOUBLE' || type === 'FLOAT';
}

export function isNumber(type: string): boolean {
  return isInteger(type) || isFloat(type) || type.startsWith('DECIMAL(');
}

/** Types without parts and without a collation, whose comparison is NULL exactly where a side is. */
export function isScalar(type: string): boolean {
  return isNumber(type) || identical.has(type) || otherScalars.has(type);
}

/** Types of which equal values are one value: not floats (0.0 and -0.0), intervals (30 days and a month), times with zones. */
export function equalIsIdentical(type: string): boolean {
  return isInteger(type) || type.startsWith('DECIMAL(') || type.startsWith('ENUM(') || identical.has(type);
}

const identical: ReadonlySet<string> = new Set([
  'BOOLEAN',
  'VARCHAR',
  'DATE',
  'TIME',
  'TIMESTAMP',
  'TIMESTAMP WITH TIME ZONE',
  'TIMESTAMP_S',
  'TIMESTAMP_MS',
  'TIMESTAMP_NS',
  'UUID',
  'BLOB',
]);

const otherScalars: ReadonlySet<string> = new Set([
  'INTERVAL',
  'TIMESTAMP_S',
  'TIMESTAMP_MS',
  'TIMESTAMP_NS',
]);

/** Whether every value of `from` is one of `to`, so that a cast there loses nothing and never fails. */
export function widens(from: string, to: string): boolean {
  const [narrow, wide] = [ranges.get(from), ranges.get(to)];
  if (narrow !== undefined && wide !== undefined) return narrow[0] >= wide[0] && narrow[1] <= wide[1];
  if (to === 'DOUBLE')
    return from === 'FLOAT' || (narrow !== undefined && narrow[0] >= -(2n ** 53n) && narrow[1] <= 2n ** 53n);
  if (to === 'FLOAT') return narrow !== undefined && narrow[0] >= -(2n ** 24n) && narrow[1] <= 2n ** 24n;
  return from === 'DATE' && to === 'TIMESTAMP';
}
