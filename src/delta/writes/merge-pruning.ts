import { isJsonObject, type Json, parseJson } from '../json.ts';
import type { Snapshot } from '../snapshot/index.ts';
import { quoteName } from '../types/index.ts';

/**
 * A condition over the table's columns that every row which `on` can match satisfies: the least and greatest value of each source column that a target column must equal. undefined where nothing
 * is certain. Files that it excludes are not read, nor do concurrent commits to them conflict.
 */
export async function mergePruning(
  snapshot: Snapshot,
  source: string,
  on: string,
): Promise<string | undefined> {
  const [row] = await snapshot.session.rows('SELECT json_serialize_sql($1::VARCHAR)::VARCHAR AS tree', [
    `SELECT 1 FROM t WHERE ${on}`,
  ]);
  const conditions: string[] = [];
  for (const { target, source: column } of equalities(whereOf(String(row?.tree)))) {
    const field = snapshot.schema.fields.find(
      (candidate) => candidate.name.toLowerCase() === target.toLowerCase(),
    );
    if (field === undefined || !isOrdered(field.type.kind === 'primitive' ? field.type.name : '')) continue;
    const [bounds] = await snapshot.session.rows(
      `SELECT CAST(min(c) AS VARCHAR) AS low, CAST(max(c) AS VARCHAR) AS high, any_value(typeof(c)) AS type FROM (SELECT ${quoteName(column)} AS c FROM ${source})`,
    );
    const low = bounds?.low;
    const high = bounds?.high;
    // Without a value nothing can match; the condition says so.
    if (low == null || high == null) {
      if (bounds?.type !== undefined) conditions.push('false');
      continue;
    }
    const literal = literalFor(String(bounds?.type), field.type.kind === 'primitive' ? field.type.name : '');
    if (literal === null) continue;
    conditions.push(`${quoteName(field.name)} BETWEEN ${literal(String(low))} AND ${literal(String(high))}`);
  }
  return conditions.length === 0 ? undefined : conditions.join(' AND ');
}

/** Types whose order survives the way through text, where source and target have the same family. */
function literalFor(sourceType: string, targetType: string): ((text: string) => string) | null {
  const integer = /^(TINYINT|SMALLINT|INTEGER|BIGINT)$/;
  if (integer.test(sourceType) && ['byte', 'short', 'integer', 'long'].includes(targetType))
    return (text) => text;
  const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
  if (sourceType === 'VARCHAR' && targetType === 'string') return text;
  if (sourceType === 'DATE' && targetType === 'date') return (value) => `DATE ${text(value)}`;
  if (sourceType === 'TIMESTAMP' && targetType === 'timestamp_ntz')
    return (value) => `TIMESTAMP ${text(value)}`;
  return null;
}

function isOrdered(type: string): boolean {
  return ['byte', 'short', 'integer', 'long', 'string', 'date', 'timestamp_ntz'].includes(type);
}

function whereOf(text: string): Json | undefined {
  try {
    const tree = parseJson(text);
    const statements =
      isJsonObject(tree) && Array.isArray(tree.statements) ? (tree.statements as Json[]) : [];
    const node = isJsonObject(statements[0]) ? statements[0].node : undefined;
    return isJsonObject(node) ? node.where_clause : undefined;
  } catch {
    return undefined;
  }
}

/** `target.a = source.b` among the conditions that must all hold. */
function equalities(node: Json | undefined): { target: string; source: string }[] {
  if (!isJsonObject(node)) return [];
  if (node.type === 'CONJUNCTION_AND' && Array.isArray(node.children)) {
    return (node.children as Json[]).flatMap(equalities);
  }
  if (node.type !== 'COMPARE_EQUAL') return [];
  const sides = [columnOf(node.left), columnOf(node.right)];
  const target = sides.find((side) => side?.of === 'target');
  const source = sides.find((side) => side?.of === 'source');
  return target != null && source != null ? [{ target: target.name, source: source.name }] : [];
}

function columnOf(node: Json | undefined): { of: string; name: string } | null {
  if (!isJsonObject(node) || node.type !== 'COLUMN_REF' || !Array.isArray(node.column_names)) return null;
  const names = node.column_names as readonly string[];
  return names.length === 2 ? { of: names[0]!.toLowerCase(), name: names[1]! } : null;
}
