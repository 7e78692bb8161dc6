import type { Dialect } from '../estate/dialect.ts';

/** What a dialect does by itself, where DuckDB does something else. Sources: the manuals' chapters on expressions, comparison, conversion and ORDER BY. */
export interface DialectFacts {
  /** As people write the dialect's name. */
  readonly title: string;
  /** The parser's word for it; DB2 and Firebird have none and are brought near to standard SQL first. */
  readonly parser: string;
  /** Where NULL stands in an ascending order; a descending one has it at the other end. */
  readonly nulls: 'low' | 'high' | 'last';
  /** What `7 / 2` is. */
  readonly division: 'integer' | 'exact';
  /** What happens on `x / 0`. */
  readonly zero: 'error' | 'null';
  /** Text is compared without regard to case under the usual collation. */
  readonly caseless: boolean;
  /** Blanks at the end do not count when text is compared. */
  readonly padded: boolean;
  /** `''` is NULL. */
  readonly emptyIsNull: boolean;
  /** What becomes of the fraction when a number is cast to an integer. */
  readonly toInteger: 'truncates' | 'rounds';
  /** `CAST(x AS VARCHAR(3))` cuts longer text. */
  readonly cutsText: boolean;
  /** What GREATEST and LEAST give when one argument is NULL. */
  readonly greatestOfNull: 'null' | 'ignored';
  /** The average of integers is an integer. */
  readonly integerAverage: boolean;
  /** A date and an interval of days or more give a date. */
  readonly dateStays: boolean;
  /** What a difference of two dates is. */
  readonly dateDifference: 'days' | 'interval' | 'other';
  /** A number may be added to a moment, and counts days. */
  readonly addsDays: boolean;
  /** `\` escapes in LIKE without being declared. */
  readonly likeEscape: boolean;
  /** `+` joins pieces of text. */
  readonly plusJoins: boolean;
  /** Extracted parts that are counted from another number, or otherwise: see `expressions/parts.ts`. */
  readonly sundayIs: 0 | 1;
}

const usual = {
  nulls: 'low',
  division: 'integer',
  zero: 'error',
  caseless: false,
  padded: false,
  emptyIsNull: false,
  toInteger: 'rounds',
  cutsText: true,
  greatestOfNull: 'null',
  integerAverage: false,
  dateStays: true,
  dateDifference: 'other',
  addsDays: false,
  likeEscape: false,
  plusJoins: false,
  sundayIs: 1,
} as const;

export const dialectFacts: Readonly<Record<Dialect, DialectFacts>> = {
  tsql: {
    ...usual,
    title: 'T-SQL',
    parser: 'tsql',
    caseless: true,
    padded: true,
    toInteger: 'truncates',
    greatestOfNull: 'ignored',
    integerAverage: true,
    addsDays: true,
    plusJoins: true,
  },
  oracle: {
    ...usual,
    title: 'Oracle',
    parser: 'oracle',
    nulls: 'high',
    division: 'exact',
    emptyIsNull: true,
    dateDifference: 'days',
    addsDays: true,
  },
  mysql: {
    ...usual,
    title: 'MySQL',
    parser: 'mysql',
    division: 'exact',
    zero: 'null',
    caseless: true,
    padded: true,
    likeEscape: true,
  },
  db2: {
    ...usual,
    title: 'DB2',
    parser: 'generic',
    nulls: 'high',
    padded: true,
    toInteger: 'truncates',
    integerAverage: true,
  },
  teradata: {
    ...usual,
    title: 'Teradata',
    parser: 'teradata',
    caseless: true,
    padded: true,
    toInteger: 'truncates',
    dateDifference: 'days',
    addsDays: true,
  },
  snowflake: {
    ...usual,
    title: 'Snowflake',
    parser: 'snowflake',
    nulls: 'high',
    division: 'exact',
    cutsText: false,
    dateDifference: 'days',
    addsDays: true,
    sundayIs: 0,
  },
  postgres: {
    ...usual,
    title: 'PostgreSQL',
    parser: 'postgresql',
    nulls: 'high',
    greatestOfNull: 'ignored',
    dateStays: false,
    dateDifference: 'days',
    addsDays: true,
    likeEscape: true,
    sundayIs: 0,
  },
  firebird: {
    ...usual,
    title: 'Firebird',
    parser: 'generic',
    padded: true,
    cutsText: false,
    integerAverage: true,
    dateDifference: 'days',
    addsDays: true,
    sundayIs: 0,
  },
  bigquery: {
    ...usual,
    title: 'BigQuery',
    parser: 'bigquery',
    division: 'exact',
    dateDifference: 'interval',
    addsDays: true,
    likeEscape: true,
  },
  databricks: {
    ...usual,
    title: 'Databricks',
    parser: 'databricks',
    division: 'exact',
    toInteger: 'truncates',
    cutsText: true,
    greatestOfNull: 'ignored',
    dateDifference: 'interval',
    likeEscape: true,
  },
  duckdb: {
    ...usual,
    title: 'DuckDB',
    parser: 'duckdb',
    nulls: 'last',
    division: 'exact',
    greatestOfNull: 'ignored',
    cutsText: false,
    dateStays: false,
    dateDifference: 'days',
    addsDays: true,
    sundayIs: 0,
  },
  ansi: { ...usual, title: 'standard SQL', parser: 'generic', nulls: 'high', cutsText: true },
};
