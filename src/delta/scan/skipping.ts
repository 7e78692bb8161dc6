import { isJsonObject, type Json, parseJson } from '../json.ts';
import type { TableState } from '../snapshot/snapshot.ts';
import {
  type DeltaType,
  mappingMode,
  physicalName,
  quoteName,
  quoteText,
  toDuckDBType,
} from '../types/index.ts';
import { partitionValueSql } from './partition-value.ts';
import { type Literal, type Predicate, predicateOf } from './predicate.ts';

/** What bounds of a column a file gives, as SQL expressions over the columns of `filesSql`, which is named `f`. NULL where the file says nothing. */
interface Bounds {
  readonly type: DeltaType;
  readonly min: string;
  readonly max: string;
  /** Whether min and max are exactly the only value: a partition column. */
  readonly exact: boolean;
  readonly nullCount: string;
}

/**
 * An SQL condition over a live file (named `f`) that is false only where no row of the file can satisfy `where`; null where nothing can be skipped. Statistics that are missing, malformed or of
 * another type never exclude a file.
 */
export async function skippingSql(snapshot: TableState, where: string): Promise<string | null> {
  const predicate = await parsePredicate(snapshot, where);
  const leaves = new Map<string, readonly string[]>();
  const sql = keepSql(predicate, (column) => boundsOf(snapshot, column, leaves));
  if (sql === null) return null;
  const shape = quoteText(statisticsShape([...leaves.values()]));
  // Common subexpressions: the engine parses a file's statistics once.
  const parsed = `CASE WHEN json_valid(f.stats) THEN json_transform(f.stats, ${shape}) END`;
  return `coalesce(${sql.replaceAll(statistics, `(${parsed})`)}, true)`;
}

/** Stands for the parsed statistics until their shape is known. It cannot be part of SQL text: U+0000 is not allowed there. */
const statistics = '\u0000statistics';

async function parsePredicate(snapshot: TableState, where: string): Promise<Predicate> {
  const [row] = await snapshot.session.rows('SELECT json_serialize_sql($1::VARCHAR)::VARCHAR AS tree', [
    `SELECT 1 FROM t WHERE ${where}`,
  ]);
  let tree: Json;
  try {
    tree = parseJson(String(row?.tree));
  } catch {
    return { kind: 'unknown' };
  }
  const statements =
    isJsonObject(tree) && Array.isArray(tree.statements) ? (tree.statements as readonly Json[]) : [];
  const node = statements.length === 1 && isJsonObject(statements[0]) ? statements[0].node : undefined;
  return isJsonObject(node) ? predicateOf(node.where_clause) : { kind: 'unknown' };
}

type FindBounds = (column: readonly string[]) => Bounds | null;

/** null stands for "may be true". */
function keepSql(predicate: Predicate, find: FindBounds): string | null {
  switch (predicate.kind) {
    case 'unknown':
      return null;
    case 'and': {
      const parts = predicate.parts.map((part) => keepSql(part, find)).filter((part) => part !== null);
      return parts.length === 0 ? null : `(${parts.join(' AND ')})`;
    }
    case 'or': {
      const parts = predicate.parts.map((part) => keepSql(part, find));
      return parts.length === 0 || parts.includes(null) ? null : `(${parts.join(' OR ')})`;
    }
    case 'is-null': {
      const bounds = find(predicate.column);
      return bounds === null ? null : `(${bounds.nullCount} > 0)`;
    }
    case 'is-not-null': {
      const bounds = find(predicate.column);
      return bounds === null ? null : `(${bounds.nullCount} < ${recordsSql(bounds)})`;
    }
    case 'starts-with': {
      const bounds = find(predicate.column);
      if (bounds?.type.kind !== 'primitive' || bounds.type.name !== 'string') return null;
      const prefix = quoteText(predicate.prefix);
      return `(left(${bounds.min}, length(${prefix})) <= ${prefix} AND ${bounds.max} >= ${prefix})`;
    }
    case 'compare': {
      const bounds = find(predicate.column);
      return bounds === null ? null : compareSql(bounds, predicate.operator, predicate.literal);
    }
  }
}

/** A partition's NULL count is 1 of 1, or 0 of 1. */
function recordsSql(bounds: Bounds): string {
  return bounds.exact ? '1' : `${statistics}."numRecords"`;
}

function compareSql(bounds: Bounds, operator: string, literal: Literal): string | null {
  if (!comparable(bounds.type, literal)) return null;
  const float =
    bounds.type.kind === 'primitive' && (bounds.type.name === 'float' || bounds.type.name === 'double');
  const value =
    bounds.type.kind === 'decimal' && !bounds.exact ? `CAST(${literal.sql} AS DOUBLE)` : literal.sql;
  switch (operator) {
    case '=':
      return `(${bounds.min} <= ${value} AND ${bounds.max} >= ${value})`;
    case '<>':
      return bounds.exact ? `(${bounds.min} <> ${value})` : null;
    case '<':
    case '<=':
      return `(${bounds.min} ${operator} ${value})`;
    case '>':
    case '>=':
      // NaN is above all numbers, and some writers leave it out of the maximum.
      return float && !bounds.exact ? null : `(${bounds.max} ${operator} ${value})`;
    default:
      return null;
  }
}

/** Whether comparing with the literal keeps the column's own order: a string that is cast to a number does not. */
function comparable(type: DeltaType, literal: Literal): boolean {
  if (type.kind === 'decimal') return literal.family === 'number' || literal.family === 'text';
  if (type.kind !== 'primitive') return false;
  switch (type.name) {
    case 'byte':
    case 'short':
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return literal.family === 'number' || literal.family === 'text';
    case 'string':
      return literal.family === 'text';
    case 'boolean':
      return literal.family === 'boolean';
    case 'date':
    case 'timestamp_ntz':
      return literal.family === 'text' || literal.family === 'date' || literal.family === 'timestamp';
    case 'timestamp':
      return literal.family !== 'number' && literal.family !== 'boolean';
    default:
      return false;
  }
}

function boundsOf(
  snapshot: TableState,
  column: readonly string[],
  leaves: Map<string, readonly string[]>,
): Bounds | null {
  const mode = mappingMode(snapshot.metadata.configuration);
  let fields = snapshot.schema.fields;
  let type: DeltaType | null = null;
  let partition = false;
  const path: string[] = [];
  for (const name of column) {
    const field = fields.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase());
    if (field === undefined) return null;
    partition = path.length === 0 && snapshot.partitionColumns.includes(field.name);
    path.push(physicalName(field, mode));
    type = field.type;
    fields = type.kind === 'struct' ? type.fields : [];
  }
  if (type === null || type.kind === 'struct') return null;
  if (partition) {
    const value = partitionValueSql(`f."partitionValues"[${quoteText(path[0]!)}]`, type);
    return {
      type,
      min: value,
      max: value,
      exact: true,
      nullCount: `CASE WHEN ${value} IS NULL THEN 1 ELSE 0 END`,
    };
  }
  leaves.set(JSON.stringify(path), path);
  const text = (bound: string) => `${statistics}.${quoteName(bound)}.${path.map(quoteName).join('.')}`;
  return {
    type,
    min: boundSql(text('minValues'), type, 'min'),
    max: boundSql(text('maxValues'), type, 'max'),
    exact: false,
    nullCount: `TRY_CAST(${text('nullCount')} AS BIGINT)`,
  };
}

function boundSql(text: string, type: DeltaType, bound: 'min' | 'max'): string {
  if (type.kind === 'decimal') {
    // JSON numbers come through the engine as doubles: a bound is moved outward by more than they may have lost.
    const value = `TRY_CAST(${text} AS DOUBLE)`;
    return `(${value} ${bound === 'min' ? '-' : '+'} abs(${value}) * 1e-14)`;
  }
  const value = `TRY_CAST(${text} AS ${toDuckDBType(type)})`;
  // Writers cut timestamps down to milliseconds.
  return bound === 'max' && type.kind === 'primitive' && /^timestamp/.test(type.name)
    ? `(${value} + INTERVAL 1 MILLISECOND)`
    : value;
}

/** What `json_transform` takes out of the statistics: everything as text, cast later. */
function statisticsShape(leaves: readonly (readonly string[])[]): string {
  const tree: Record<string, unknown> = {};
  for (const path of leaves) {
    let at = tree;
    for (const name of path.slice(0, -1)) {
      at[name] = typeof at[name] === 'object' ? at[name] : {};
      at = at[name] as Record<string, unknown>;
    }
    at[path.at(-1)!] = 'VARCHAR';
  }
  return JSON.stringify({
    numRecords: 'BIGINT',
    ...(leaves.length === 0 ? {} : { minValues: tree, maxValues: tree, nullCount: tree }),
  });
}
