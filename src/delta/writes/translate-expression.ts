import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Session } from '../../ports/index.ts';
import { isJsonObject, type Json, type JsonObject, parseJson } from '../json.ts';
import type { TableState } from '../snapshot/index.ts';
import { type DeltaStruct, quoteName } from '../types/index.ts';

/** An expression of the table's, which is Spark SQL, as ours. Rejects with `delta-expression-unsupported` where it is not certain that both mean the same. `what` says what the expression is. */
export async function translate(
  snapshot: Pick<TableState, 'table' | 'session'>,
  schema: DeltaStruct,
  what: string,
  expression: string,
): Promise<string> {
  const sql = expression.replace(/`((?:[^`]|``)*)`/g, (_, inner: string) =>
    quoteName(inner.replaceAll('``', '`')),
  );
  // In Spark double quotes make a string, in DuckDB a name; and a backslash escapes.
  const certain =
    !expression.includes('"') &&
    !expression.includes('\\') &&
    (await isShared(snapshot.session, schema, sql));
  if (certain) return `(${sql})`;
  throw new DiagnosticError(
    diagnose('delta-expression-unsupported', { table: snapshot.table, what, expression }),
  );
}

/** Spark SQL and DuckDB mean the same by these, for the arguments that the check lets through. */
const sharedFunctions: ReadonlySet<string> = new Set([
  '+',
  '-',
  '*',
  'abs',
  'coalesce',
  'length',
  'lower',
  'upper',
  'trim',
  '||',
]);
const sharedNodes: ReadonlySet<string> = new Set([
  'CONJUNCTION_AND',
  'CONJUNCTION_OR',
  'OPERATOR_NOT',
  'OPERATOR_IS_NULL',
  'OPERATOR_IS_NOT_NULL',
  'COMPARE_EQUAL',
  'COMPARE_NOTEQUAL',
  'COMPARE_LESSTHAN',
  'COMPARE_LESSTHANOREQUALTO',
  'COMPARE_GREATERTHAN',
  'COMPARE_GREATERTHANOREQUALTO',
  'COMPARE_BETWEEN',
  'COMPARE_IN',
  'COMPARE_NOT_IN',
  'COLUMN_REF',
  'VALUE_CONSTANT',
  'OPERATOR_COALESCE',
]);

/** Functions of dates that mean the same for a column whose type has no time zone. */
const dateFunctions: ReadonlySet<string> = new Set(['year', 'month', 'day']);

async function isShared(session: Session, schema: DeltaStruct, sql: string): Promise<boolean> {
  const [row] = await session.rows('SELECT json_serialize_sql($1::VARCHAR)::VARCHAR AS tree', [
    `SELECT 1 FROM t WHERE ${sql}`,
  ]);
  let tree: Json;
  try {
    tree = parseJson(String(row?.tree));
  } catch {
    return false;
  }
  const statements = isJsonObject(tree) && Array.isArray(tree.statements) ? (tree.statements as Json[]) : [];
  const node = statements.length === 1 && isJsonObject(statements[0]) ? statements[0].node : null;
  return isJsonObject(node) && isJsonObject(node.where_clause) && shared(node.where_clause, schema);
}

function shared(node: Json | undefined, schema: DeltaStruct): boolean {
  if (!isJsonObject(node)) return false;
  const children = Array.isArray(node.children) ? (node.children as Json[]) : [];
  const inner = ['left', 'right', 'input', 'lower', 'upper'].flatMap((name) =>
    node[name] === undefined ? [] : [node[name]],
  );
  if (node.type === 'FUNCTION' && dateFunctions.has(String(node.function_name))) {
    return children.length === 1 && hasNoZone(children[0], schema);
  }
  if (node.type === 'OPERATOR_CAST' || node.class === 'CAST') return castsToDate(node, schema);
  const known =
    node.type === 'FUNCTION'
      ? sharedFunctions.has(String(node.function_name))
      : sharedNodes.has(String(node.type));
  return known && [...children, ...inner].every((child) => shared(child, schema));
}

/** The date of a timestamp without a zone is the same everywhere; other casts fail, or round, in other ways. */
function castsToDate(node: JsonObject, schema: DeltaStruct): boolean {
  const type = isJsonObject(node.cast_type) ? node.cast_type.id : null;
  return type === 'DATE' && node.try_cast !== true && hasNoZone(node.child, schema);
}

function hasNoZone(node: Json | undefined, schema: DeltaStruct): boolean {
  if (!isJsonObject(node) || node.type !== 'COLUMN_REF' || !Array.isArray(node.column_names)) return false;
  const [name, ...rest] = node.column_names as readonly string[];
  const field = schema.fields.find((each) => each.name.toLowerCase() === name?.toLowerCase());
  return (
    rest.length === 0 &&
    field?.type.kind === 'primitive' &&
    (field.type.name === 'date' || field.type.name === 'timestamp_ntz')
  );
}
