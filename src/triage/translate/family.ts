/** What sort of value an expression gives, as far as the translation has to know. */
export type Family =
  | 'integer'
  | 'decimal'
  | 'float'
  | 'text'
  | 'date'
  | 'timestamp'
  | 'timestamptz'
  | 'time'
  | 'interval'
  | 'boolean'
  | 'binary'
  | 'list'
  | 'other'
  | 'null'
  | 'unknown';

const families: Readonly<Record<string, Family>> = {
  TINYINT: 'integer',
  SMALLINT: 'integer',
  INTEGER: 'integer',
  INT: 'integer',
  BIGINT: 'integer',
  HUGEINT: 'integer',
  UTINYINT: 'integer',
  USMALLINT: 'integer',
  UINTEGER: 'integer',
  UBIGINT: 'integer',
  UHUGEINT: 'integer',
  DECIMAL: 'decimal',
  NUMERIC: 'decimal',
  DOUBLE: 'float',
  FLOAT: 'float',
  REAL: 'float',
  VARCHAR: 'text',
  TEXT: 'text',
  CHAR: 'text',
  BOOLEAN: 'boolean',
  DATE: 'date',
  TIME: 'time',
  TIMESTAMP: 'timestamp',
  TIMESTAMP_S: 'timestamp',
  TIMESTAMP_MS: 'timestamp',
  TIMESTAMP_NS: 'timestamp',
  'TIMESTAMP WITH TIME ZONE': 'timestamptz',
  TIMESTAMPTZ: 'timestamptz',
  INTERVAL: 'interval',
  BLOB: 'binary',
};

/** The family of a type in DuckDB's words. */
export function familyOf(type: string): Family {
  if (type.endsWith(']')) return 'list';
  const bare = type.toUpperCase().replace(/\(.*$/, '').trim();
  return families[bare] ?? 'other';
}

export function isNumber(family: Family): boolean {
  return family === 'integer' || family === 'decimal' || family === 'float';
}

export function isMoment(family: Family): boolean {
  return family === 'date' || family === 'timestamp' || family === 'timestamptz';
}

/** The family of a result that is one of several values. */
export function commonFamily(all: readonly Family[]): Family {
  const known = all.filter((each) => each !== 'null');
  if (known.length === 0) return all.length === 0 ? 'unknown' : 'null';
  const [first] = known;
  if (known.every((each) => each === first)) return first!;
  if (known.every(isNumber)) return known.includes('float') ? 'float' : 'decimal';
  return 'unknown';
}
