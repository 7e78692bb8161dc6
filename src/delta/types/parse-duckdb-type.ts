import type { DuckDBField, DuckDBType } from './duckdb-type.ts';

/** Other spellings of a scalar's name that DuckDB takes; its own output uses the canonical ones. */
const aliases: Readonly<Record<string, string>> = {
  BOOL: 'BOOLEAN',
  LOGICAL: 'BOOLEAN',
  INT1: 'TINYINT',
  INT2: 'SMALLINT',
  SHORT: 'SMALLINT',
  INT: 'INTEGER',
  INT4: 'INTEGER',
  SIGNED: 'INTEGER',
  INT8: 'BIGINT',
  LONG: 'BIGINT',
  INT128: 'HUGEINT',
  UINT8: 'UTINYINT',
  UINT16: 'USMALLINT',
  UINT32: 'UINTEGER',
  UINT64: 'UBIGINT',
  UINT128: 'UHUGEINT',
  REAL: 'FLOAT',
  FLOAT4: 'FLOAT',
  FLOAT8: 'DOUBLE',
  'DOUBLE PRECISION': 'DOUBLE',
  TEXT: 'VARCHAR',
  STRING: 'VARCHAR',
  CHAR: 'VARCHAR',
  BPCHAR: 'VARCHAR',
  BYTEA: 'BLOB',
  BINARY: 'BLOB',
  VARBINARY: 'BLOB',
  DATETIME: 'TIMESTAMP',
  TIMESTAMP_US: 'TIMESTAMP',
  'TIMESTAMP WITHOUT TIME ZONE': 'TIMESTAMP',
  TIMESTAMPTZ: 'TIMESTAMP WITH TIME ZONE',
  TIMETZ: 'TIME WITH TIME ZONE',
  'TIME WITHOUT TIME ZONE': 'TIME',
  GUID: 'UUID',
  BITSTRING: 'BIT',
  VARINT: 'BIGNUM',
  SQLNULL: 'NULL',
  NUMERIC: 'DECIMAL',
  DEC: 'DECIMAL',
};

/** The type that `text` (as DESCRIBE or typeof print it, or as people write it) names; null where it is not a type's name. */
export function parseDuckDBType(text: string): DuckDBType | null {
  const tokens = tokenize(text);
  if (tokens === null) return null;
  const reader: Reader = { tokens, at: 0 };
  const type = readType(reader);
  return type !== null && reader.at === tokens.length ? type : null;
}

interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'sign';
  readonly value: string;
}

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
}

const tokenPattern =
  /\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|(\d+)|([\p{L}_][\p{L}\p{N}_$]*)|([(),[\]]))\s*/uy;

function tokenize(text: string): Token[] | null {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < text.length) {
    const match = tokenPattern.exec(text);
    if (match === null) return null;
    const [, name, string, number, word, sign] = match;
    if (name !== undefined) tokens.push({ kind: 'name', value: name.replaceAll('""', '"') });
    else if (string !== undefined) tokens.push({ kind: 'text', value: string.replaceAll("''", "'") });
    else if (number !== undefined) tokens.push({ kind: 'number', value: number });
    else if (word !== undefined) tokens.push({ kind: 'word', value: word });
    else tokens.push({ kind: 'sign', value: sign ?? '' });
  }
  return tokens;
}

function readType(reader: Reader): DuckDBType | null {
  let type = readBase(reader);
  while (type !== null && isSign(reader, '[')) {
    reader.at++;
    const token = reader.tokens[reader.at];
    if (token?.kind === 'number') {
      reader.at++;
      type = { kind: 'array', element: type, length: Number(token.value) };
    } else type = { kind: 'list', element: type };
    if (!take(reader, ']')) return null;
  }
  return type;
}

function readBase(reader: Reader): DuckDBType | null {
  const token = reader.tokens[reader.at];
  // DuckDB prints the type of a bare NULL as "NULL", in quotes.
  if (token === undefined || (token.kind !== 'word' && token.kind !== 'name')) return null;
  reader.at++;
  const word = token.value.toUpperCase();
  switch (word) {
    case 'STRUCT':
    case 'ROW': {
      const fields = readFields(reader);
      return fields === null ? null : { kind: 'struct', fields };
    }
    case 'UNION': {
      const members = readFields(reader);
      return members === null ? null : { kind: 'union', members };
    }
    case 'MAP':
      return readMap(reader);
    case 'ENUM':
      return readEnum(reader);
    default:
      return readScalar(reader, word);
  }
}

function readScalar(reader: Reader, first: string): DuckDBType | null {
  let name = first;
  while (reader.tokens[reader.at]?.kind === 'word') {
    name += ` ${reader.tokens[reader.at]!.value.toUpperCase()}`;
    reader.at++;
  }
  const canonical = aliases[name] ?? name;
  const numbers = readNumbers(reader);
  if (numbers === null) return null;
  if (canonical === 'DECIMAL') {
    const precision = numbers[0] ?? 18;
    return { kind: 'decimal', precision, scale: numbers[1] ?? (numbers.length === 0 ? 3 : 0) };
  }
  // VARCHAR(20): DuckDB takes the length and ignores it.
  if (numbers.length > 0 && canonical !== 'VARCHAR') return null;
  return { kind: 'scalar', name: canonical };
}

function readNumbers(reader: Reader): number[] | null {
  if (!isSign(reader, '(')) return [];
  reader.at++;
  const numbers: number[] = [];
  do {
    const token = reader.tokens[reader.at++];
    if (token?.kind !== 'number') return null;
    numbers.push(Number(token.value));
  } while (take(reader, ','));
  return take(reader, ')') ? numbers : null;
}

function readFields(reader: Reader): DuckDBField[] | null {
  if (!take(reader, '(')) return null;
  const fields: DuckDBField[] = [];
  do {
    const token = reader.tokens[reader.at++];
    if (token?.kind !== 'word' && token?.kind !== 'name') return null;
    const type = readType(reader);
    if (type === null) return null;
    fields.push({ name: token.value, type });
  } while (take(reader, ','));
  return take(reader, ')') ? fields : null;
}

function readMap(reader: Reader): DuckDBType | null {
  if (!take(reader, '(')) return null;
  const key = readType(reader);
  if (key === null || !take(reader, ',')) return null;
  const value = readType(reader);
  if (value === null || !take(reader, ')')) return null;
  return { kind: 'map', key, value };
}

function readEnum(reader: Reader): DuckDBType | null {
  if (!take(reader, '(')) return null;
  const values: string[] = [];
  do {
    const token = reader.tokens[reader.at++];
    if (token?.kind !== 'text') return null;
    values.push(token.value);
  } while (take(reader, ','));
  return take(reader, ')') ? { kind: 'enum', values } : null;
}

function isSign(reader: Reader, sign: string): boolean {
  const token = reader.tokens[reader.at];
  return token?.kind === 'sign' && token.value === sign;
}

function take(reader: Reader, sign: string): boolean {
  if (!isSign(reader, sign)) return false;
  reader.at++;
  return true;
}
