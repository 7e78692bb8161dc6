import { quoteName } from '../../delta/index.ts';
import type { Session, SourceColumn, SqlValue } from '../../ports/index.ts';

/** What the rows of a relation show of one column. */
export interface ColumnProfile {
  readonly name: string;
  readonly type: string;
  readonly nulls: number;
  /** Whether no two rows have the same value, NULL counting as none. */
  readonly unique: boolean;
  /** All values that occur, sorted, where they are texts and few; null otherwise. */
  readonly values: readonly string[] | null;
  /** Whether every value is at least 0; null where the column holds no numbers. */
  readonly notNegative: boolean | null;
}

export interface RelationProfile {
  readonly rows: number;
  readonly columns: readonly ColumnProfile[];
  /** Two columns that together name a row, where no single one does; null: none was found. */
  readonly pair: readonly [string, string] | null;
}

/** More different values than this are no list of codes. */
export const mostValues = 12;

/**
 * Looks at all rows of `table` (a quoted name): a proposal that does not hold for what is there would fail at the first apply. Estimates only choose which columns
 * are counted exactly.
 */
export async function profileRelation(
  session: Session,
  table: string,
  columns: readonly SourceColumn[],
): Promise<RelationProfile> {
  const comparable = columns.filter((column) => isComparable(column.type));
  const items = columns.flatMap((column, index) => {
    const name = quoteName(column.name);
    return [
      `count(${name}) AS n${index}`,
      comparable.includes(column) ? `approx_count_distinct(${name}) AS d${index}` : `NULL AS d${index}`,
      isNumber(column.type) ? `min(${name}) >= 0 AS p${index}` : `NULL AS p${index}`,
    ];
  });
  const found = (await session.rows(`SELECT count(*) AS total, ${items.join(', ')} FROM ${table}`))[0]!;
  const rows = Number(found.total);
  const profiles: ColumnProfile[] = [];
  for (const [index, column] of columns.entries()) {
    const estimate = found[`d${index}`] === null ? null : Number(found[`d${index}`]);
    const present = Number(found[`n${index}`]);
    const few = estimate !== null && estimate <= mostValues * 2 && isText(column.type);
    const perhapsUnique =
      estimate !== null && present === rows && estimate >= rows * 0.8 && isKeyType(column.type);
    profiles.push({
      name: column.name,
      type: column.type,
      nulls: rows - present,
      unique: rows > 0 && perhapsUnique && (await isUnique(session, table, [column.name], rows)),
      values: few && rows > 0 ? await fewValues(session, table, column.name) : null,
      notNegative: truth(found[`p${index}`]),
    });
  }
  return { rows, columns: profiles, pair: await findPair(session, table, profiles, rows) };
}

async function isUnique(
  session: Session,
  table: string,
  columns: readonly string[],
  rows: number,
): Promise<boolean> {
  const names = columns.map(quoteName).join(', ');
  const found = await session.rows(`SELECT count(*) AS n FROM (SELECT DISTINCT ${names} FROM ${table})`);
  return Number(found[0]!.n) === rows;
}

async function fewValues(session: Session, table: string, column: string): Promise<string[] | null> {
  const name = quoteName(column);
  const found = await session.rows(
    `SELECT DISTINCT ${name} AS v FROM ${table} WHERE ${name} IS NOT NULL ORDER BY v LIMIT ${mostValues + 1}`,
  );
  return found.length > mostValues ? null : found.map((row) => String(row.v));
}

async function findPair(
  session: Session,
  table: string,
  profiles: readonly ColumnProfile[],
  rows: number,
): Promise<readonly [string, string] | null> {
  if (rows < 20 || profiles.some((profile) => profile.unique)) return null;
  const parts = profiles
    .filter((profile) => profile.nulls === 0 && (isKeyType(profile.type) || profile.type === 'DATE'))
    .slice(0, 4)
    .map((profile) => profile.name);
  for (const [index, first] of parts.entries())
    for (const second of parts.slice(index + 1))
      if (await isUnique(session, table, [first, second], rows)) return [first, second];
  return null;
}

function truth(value: SqlValue | undefined): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

export function isText(type: string): boolean {
  return type === 'VARCHAR';
}

function isNumber(type: string): boolean {
  return /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(.*\))$/.test(type);
}

/** Types whose values name things; a measure may be unique by chance. */
function isKeyType(type: string): boolean {
  return /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|VARCHAR|UUID|DECIMAL\(\d+,\s*0\))$/.test(type);
}

function isComparable(type: string): boolean {
  return isNumber(type) || isText(type) || /^(UUID|DATE|TIMESTAMP.*|BOOLEAN)$/.test(type);
}
