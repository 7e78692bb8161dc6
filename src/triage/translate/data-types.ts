import type { Dialect } from '../estate/dialect.ts';
import { writtenName } from './names.ts';
import { type Fields, fieldsOf, isSet, listOf } from './tree.ts';

/** A type of the original in DuckDB's words, with what is needed to cast as the original does. */
export interface WrittenType {
  readonly sql: string;
  /** For text of a certain length: how many letters; `padded`: blanks fill it up. */
  readonly length: number | null;
  readonly padded: boolean;
  /** What a reader should know, where the type is not the same. */
  readonly remark: string | null;
}

const plain = (sql: string, remark: string | null = null): WrittenType => ({
  sql,
  length: null,
  padded: false,
  remark,
});

/** Types of all dialects by their name in lower case, where a name means the same everywhere. */
const byName: Readonly<Record<string, string>> = {
  tinyint: 'TINYINT',
  tiny_int: 'TINYINT',
  byteint: 'TINYINT',
  smallint: 'SMALLINT',
  small_int: 'SMALLINT',
  int2: 'SMALLINT',
  mediumint: 'INTEGER',
  int: 'INTEGER',
  integer: 'INTEGER',
  int4: 'INTEGER',
  serial: 'INTEGER',
  bigint: 'BIGINT',
  big_int: 'BIGINT',
  int8: 'BIGINT',
  int64: 'BIGINT',
  bigserial: 'BIGINT',
  long: 'BIGINT',
  signed: 'BIGINT',
  unsigned: 'UBIGINT',
  int128: 'HUGEINT',
  hugeint: 'HUGEINT',
  real: 'REAL',
  float4: 'REAL',
  double: 'DOUBLE',
  double_precision: 'DOUBLE',
  'double precision': 'DOUBLE',
  float8: 'DOUBLE',
  float64: 'DOUBLE',
  binary_double: 'DOUBLE',
  binary_float: 'REAL',
  decfloat: 'DOUBLE',
  text: 'VARCHAR',
  string: 'VARCHAR',
  ntext: 'VARCHAR',
  tinytext: 'VARCHAR',
  mediumtext: 'VARCHAR',
  longtext: 'VARCHAR',
  clob: 'VARCHAR',
  nclob: 'VARCHAR',
  dbclob: 'VARCHAR',
  name: 'VARCHAR',
  sysname: 'VARCHAR',
  citext: 'VARCHAR',
  xml: 'VARCHAR',
  enum: 'VARCHAR',
  bool: 'BOOLEAN',
  boolean: 'BOOLEAN',
  date: 'DATE',
  date32: 'DATE',
  time: 'TIME',
  timetz: 'TIME',
  datetime: 'TIMESTAMP',
  datetime2: 'TIMESTAMP',
  smalldatetime: 'TIMESTAMP',
  timestamp_ntz: 'TIMESTAMP',
  timestampntz: 'TIMESTAMP',
  timestamp: 'TIMESTAMP',
  datetimeoffset: 'TIMESTAMP WITH TIME ZONE',
  timestamptz: 'TIMESTAMP WITH TIME ZONE',
  timestamp_tz: 'TIMESTAMP WITH TIME ZONE',
  timestamp_ltz: 'TIMESTAMP WITH TIME ZONE',
  uuid: 'UUID',
  uniqueidentifier: 'UUID',
  json: 'JSON',
  jsonb: 'JSON',
  json_b: 'JSON',
  blob: 'BLOB',
  bytes: 'BLOB',
  bytea: 'BLOB',
  binary: 'BLOB',
  varbinary: 'BLOB',
  var_binary: 'BLOB',
  longblob: 'BLOB',
  mediumblob: 'BLOB',
  image: 'BLOB',
  raw: 'BLOB',
  rowversion: 'BLOB',
  interval: 'INTERVAL',
};

const texts = new Set([
  'n_var_char',
  'var_char',
  'varchar',
  'varchar2',
  'nvarchar',
  'nvarchar2',
  'character varying',
  'char varying',
  'long_varchar',
]);
/** Their CHAR is text of a largest length; MySQL takes blanks away again when it reads. */
const withoutBlanks: ReadonlySet<Dialect> = new Set([
  'mysql',
  'snowflake',
  'databricks',
  'bigquery',
  'duckdb',
]);
const paddedTexts = new Set(['n_char', 'char', 'character', 'nchar', 'bpchar']);
const decimals = new Set(['decimal', 'numeric', 'number', 'dec']);

/** A type as the parser gives it; null: it has no equal here. */
export function writtenType(dialect: Dialect, type: Fields): WrittenType | null {
  const kind = String(type.data_type ?? '').toLowerCase();
  if (kind === 'oracle') return oracleType(fieldsOf(type.oracle_type));
  if (kind === 'custom') return namedType(dialect, String(type.name ?? ''));
  if (kind === 'array') {
    const element = writtenType(dialect, fieldsOf(type.element_type));
    return element === null ? null : plain(`${element.sql}[]`);
  }
  if (kind === 'struct') return structType(dialect, type);
  if (kind === 'float' && type.real_spelling === true) return plain('REAL');
  if (kind === 'timestamp')
    return plain(
      type.timezone === true || (dialect === 'bigquery' && !isSet(type.timezone))
        ? 'TIMESTAMP WITH TIME ZONE'
        : 'TIMESTAMP',
    );
  const castLength = dialect === 'tsql' ? 30 : null;
  return simpleType(dialect, kind, numberOr(type.precision ?? type.length), numberOr(type.scale), castLength);
}

/** A type as its words stand in a catalog or a definition, such as `NUMERIC(18, 2)`; null: unknown here. */
export function namedType(dialect: Dialect, words: string): WrittenType | null {
  const text = words.trim().toLowerCase().replace(/\s+/g, ' ');
  const array = /^(.*)\[\]$/.exec(text) ?? /^array<(.*)>$/.exec(text);
  if (array !== null) {
    const element = namedType(dialect, array[1]!);
    return element === null ? null : plain(`${element.sql}[]`);
  }
  const match =
    /^([a-z_][a-z0-9_$ ]*?)\s*(?:\(\s*(\d+|max)(?: byte| char)?\s*(?:,\s*(-?\d+)\s*)?\))?(?: (.*))?$/.exec(
      text,
    );
  if (match === null) return null;
  const [, name, first, second, rest] = match;
  const zoned = `${name} ${rest ?? ''}`;
  if (/^(timestamp|time)\b/.test(zoned) && /\bwith(out)?( local)? time zone$/.test(zoned.trim()))
    return plain(
      zoned.startsWith('time ') ? 'TIME' : / with /.test(zoned) ? 'TIMESTAMP WITH TIME ZONE' : 'TIMESTAMP',
    );
  if (dialect === 'bigquery' && name === 'timestamp') return plain('TIMESTAMP WITH TIME ZONE');
  const bare = name!
    .replace(/ (unsigned|signed|zerofill|for bit data|identity.*)$/, '')
    .replace(/ (character set|collate|segment size|sub_type) .*$/, '');
  if (/ unsigned\b/.test(zoned)) return plain('UBIGINT');
  if (/^blob sub_type (1|text)/.test(text)) return plain('VARCHAR');
  return simpleType(
    dialect,
    bare,
    first === undefined || first === 'max' ? null : Number(first),
    second === undefined ? null : Number(second),
  );
}

function simpleType(
  dialect: Dialect,
  kind: string,
  first: number | null,
  second: number | null,
  castLength: number | null = null,
): WrittenType | null {
  // A cast to text without a length keeps 30 letters in T-SQL.
  if (texts.has(kind)) return { ...plain('VARCHAR'), length: first ?? castLength };
  if (paddedTexts.has(kind)) {
    // MySQL's CHAR in a cast is text of any length; elsewhere CHAR alone is one letter.
    const length = first ?? castLength ?? (dialect === 'mysql' ? null : 1);
    return { ...plain('VARCHAR'), length, padded: length !== null && !withoutBlanks.has(dialect) };
  }
  if (decimals.has(kind)) return decimalType(dialect, first, second);
  if (kind === 'bignumeric' || kind === 'bigdecimal')
    return plain('DECIMAL(38, 18)', 'BIGNUMERIC holds up to 76 digits, DECIMAL 38');
  if (kind === 'money') return plain('DECIMAL(19, 4)');
  if (kind === 'smallmoney') return plain('DECIMAL(10, 4)');
  if (kind === 'bit') return dialect === 'tsql' ? plain('BOOLEAN') : plain('BIGINT');
  if (kind === 'year') return plain('INTEGER');
  if (kind === 'variant' || kind === 'object' || kind === 'super')
    return plain('JSON', `${kind.toUpperCase()} is kept as JSON`);
  if (kind === 'float')
    return plain(
      first !== null && first <= 24
        ? 'REAL'
        : (dialect === 'mysql' || dialect === 'firebird' || dialect === 'databricks') && first === null
          ? 'REAL'
          : 'DOUBLE',
    );
  if (kind === 'tinyint' || kind === 'tiny_int') return plain(dialect === 'tsql' ? 'UTINYINT' : 'TINYINT');
  // Oracle's DATE holds a time of day.
  if (kind === 'date' && dialect === 'oracle') return plain('TIMESTAMP');
  const known = byName[kind];
  return known === undefined ? null : plain(known);
}

function decimalType(dialect: Dialect, first: number | null, second: number | null): WrittenType | null {
  if (first === null) {
    // Without digits: any number in Oracle and PostgreSQL, 38 digits in Snowflake and BigQuery, integers elsewhere.
    if (dialect === 'oracle' || dialect === 'postgres')
      return plain(
        'DOUBLE',
        'A NUMBER or NUMERIC without digits is any number; DOUBLE keeps about 15 digits',
      );
    if (dialect === 'snowflake') return plain('DECIMAL(38, 0)');
    if (dialect === 'bigquery') return plain('DECIMAL(38, 9)');
    if (dialect === 'tsql' || dialect === 'duckdb') return plain('DECIMAL(18, 0)');
    if (dialect === 'firebird') return plain('DECIMAL(9, 0)');
    return dialect === 'db2' || dialect === 'teradata' ? plain('DECIMAL(5, 0)') : plain('DECIMAL(10, 0)');
  }
  if (first > 38 || (second ?? 0) < 0 || (second ?? 0) > first)
    return plain('DOUBLE', `DECIMAL(${first}, ${second ?? 0}) is beyond DuckDB’s 38 digits`);
  return plain(`DECIMAL(${first}, ${second ?? 0})`);
}

function oracleType(type: Fields): WrittenType | null {
  const kind = String(type.oracle_data_type ?? '').toLowerCase();
  const name = String(type.kind ?? '').toLowerCase();
  if (kind === 'timestamp') return plain(type.timezone === 'none' ? 'TIMESTAMP' : 'TIMESTAMP WITH TIME ZONE');
  if (kind.startsWith('interval')) return plain('INTERVAL');
  if (kind === 'number')
    return simpleType('oracle', 'number', numberOr(type.precision), numberOr(type.scale));
  if (kind === 'character')
    return simpleType('oracle', name === '' ? 'var_char' : name, numberOr(type.length), null);
  return simpleType(
    'oracle',
    name === '' ? kind : name,
    numberOr(type.precision ?? type.length),
    numberOr(type.scale),
  );
}

function structType(dialect: Dialect, type: Fields): WrittenType | null {
  const fields = listOf(type.fields).map((each) => {
    const { name, data_type: inner } = fieldsOf(each);
    const written = writtenType(dialect, fieldsOf(inner));
    return written === null || typeof name !== 'string' ? null : `${writtenName(name)} ${written.sql}`;
  });
  return fields.includes(null) ? null : plain(`STRUCT(${fields.join(', ')})`);
}

function numberOr(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
