import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { EngineError } from '../../ports/index.ts';
import { isJsonObject, parseJson } from '../json.ts';
import type { TableState } from '../snapshot/index.ts';
import { type DeltaStruct, quoteName, quoteText } from '../types/index.ts';
import { generationKey, generationSql } from './generated-columns.ts';
import { translate } from './translate-expression.ts';

/** A rule that every row of a table must satisfy, as an SQL condition of ours. */
export interface RowRule {
  readonly name: string;
  /** As the table has it. */
  readonly expression: string;
  readonly sql: string;
}

/** The rules of a table: NOT NULL, CHECK constraints, column invariants, and what generated columns must hold. Rejects with `delta-expression-unsupported` where one cannot be translated with certainty. */
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
    const generated = await generationSql(snapshot, schema, field);
    if (generated !== null) {
      rules.push({
        name: `the value of the generated column ${field.name}`,
        expression: String(field.metadata[generationKey]),
        sql: `${quoteName(field.name)} IS NOT DISTINCT FROM ${generated}`,
      });
    }
    const invariant = field.metadata['delta.invariants'];
    if (typeof invariant === 'string') {
      const expression = invariantExpression(invariant);
      const sql = await translate(snapshot, schema, `the invariant of column ${field.name}`, expression);
      rules.push({ name: field.name, expression, sql });
    }
  }
  for (const [property, expression] of Object.entries(snapshot.metadata.configuration)) {
    if (!property.startsWith('delta.constraints.')) continue;
    const name = property.slice('delta.constraints.'.length);
    const sql = await translate(snapshot, schema, `the constraint ${name}`, expression);
    rules.push({ name, expression, sql });
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
