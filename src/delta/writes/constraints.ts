import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { EngineError, type Session } from '../../ports/index.ts';
import { isJsonObject, type Json, parseJson } from '../json.ts';
import type { TableState } from '../snapshot/index.ts';
import { type DeltaStruct, quoteName, quoteText } from '../types/index.ts';

/** A rule that every row of a table must satisfy, as an SQL condition of ours. */
export interface RowRule {
  readonly name: string;
  /** As the table has it. */
  readonly expression: string;
  readonly sql: string;
}

/** The rules of a table: NOT NULL, CHECK constraints and column invariants. Rejects with `delta-expression-unsupported` where one cannot be translated with certainty. */
export async function rowRules(
  snapshot: TableState,
  schema: DeltaStruct = snapshot.schema,
): Promise<RowRule[]> {
  const rules: RowRule[] = [];
  for (const field of schema.fields) {
    if (!field.nullable) {
      rules.push({
        name: `NOT NULL on ${field.name}`,
        expression: `${field.name} IS NOT NULL`,
        sql: `${quoteName(field.name)} IS NOT NULL`,
      });
    }
    const invariant = field.metadata['delta.invariants'];
    if (typeof invariant === 'string') {
      const expression = invariantExpression(invariant);
      rules.push(await translate(snapshot, `the invariant of column ${field.name}`, field.name, expression));
    }
  }
  for (const [property, expression] of Object.entries(snapshot.metadata.configuration)) {
    if (!property.startsWith('delta.constraints.')) continue;
    const name = property.slice('delta.constraints.'.length);
    rules.push(await translate(snapshot, `the constraint ${name}`, name, expression));
  }
  return rules;
}

const violation = 'lode-delta-violation:';

/** The rows of `select`, of which the first that breaks a rule is an error. As in Spark, a CHECK that is NULL is broken. */
export function checkedSelect(select: string, rules: readonly RowRule[]): string {
  if (rules.length === 0) return select;
  const conditions = rules.map(
    (rule, index) =>
      `CASE WHEN coalesce(${rule.sql}, false) THEN true ELSE error(${quoteText(`${violation}${index}`)}) END`,
  );
  return `SELECT * FROM (\n${select}\n) WHERE ${conditions.join(' AND ')}`;
}

/** The error of a broken rule in words; any other as it came. */
export function ruleFailure(error: unknown, table: string, rules: readonly RowRule[]): unknown {
  if (!(error instanceof EngineError)) return error;
  const index = new RegExp(`${violation}(\\d+)`).exec(error.failure.message)?.[1];
  const rule = index === undefined ? undefined : rules[Number(index)];
  if (rule === undefined) return error;
  return new DiagnosticError(
    diagnose('delta-constraint-violated', { table, constraint: rule.name, expression: rule.expression }),
    1,
    error,
  );
}

function invariantExpression(json: string): string {
  try {
    const value = parseJson(json);
    const inner = isJsonObject(value) && isJsonObject(value.expression) ? value.expression.expression : null;
    return typeof inner === 'string' ? inner : json;
  } catch {
    return json;
  }
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

async function translate(
  snapshot: TableState,
  what: string,
  name: string,
  expression: string,
): Promise<RowRule> {
  const sql = expression.replace(/`((?:[^`]|``)*)`/g, (_, inner: string) =>
    quoteName(inner.replaceAll('``', '`')),
  );
  // In Spark double quotes make a string, in DuckDB a name; and a backslash escapes.
  const certain =
    !expression.includes('"') && !expression.includes('\\') && (await isShared(snapshot.session, sql));
  if (!certain) {
    throw new DiagnosticError(
      diagnose('delta-expression-unsupported', { table: snapshot.table, what, expression }),
    );
  }
  return { name, expression, sql: `(${sql})` };
}

async function isShared(session: Session, sql: string): Promise<boolean> {
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
  return isJsonObject(node) && isJsonObject(node.where_clause) && sharedExpression(node.where_clause);
}

function sharedExpression(node: Json | undefined): boolean {
  if (!isJsonObject(node)) return false;
  const inner = ['left', 'right', 'input', 'lower', 'upper'].flatMap((name) =>
    node[name] === undefined ? [] : [node[name]],
  );
  const children = [...(Array.isArray(node.children) ? (node.children as Json[]) : []), ...inner];
  const known =
    node.type === 'FUNCTION'
      ? sharedFunctions.has(String(node.function_name))
      : sharedNodes.has(String(node.type));
  return known && children.every(sharedExpression);
}
