import { type Diagnostic, diagnose, type Outcome } from '../../diagnostics/index.ts';
import { createExpressionTable } from '../expressions/expression-table.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.ts';
import { parseJson } from '../json/parse-json.ts';
import type { Operator } from '../operators/operator.ts';
import { decodeExpression } from './decode-expression.ts';
import { decodeOperator } from './decode-operator.ts';

/**
 * The relation that the engine's bound plan says. `planJson`: what `json_serialize_plan(sql, skip_default := true)` gives, unoptimised; never with skip_null or
 * skip_empty, which drop items of lists. `relation` names it in diagnostics. Null where there is no plan in it; whatever the decoder
 * does not know is told and becomes an `unknown` node.
 */
export function decodePlan(planJson: string, relation: string): Outcome<Operator | null> {
  const plan = readPlan(planJson);
  if (typeof plan === 'string') {
    return { value: null, diagnostics: [diagnose('plan-unreadable', { relation, found: plan })] };
  }
  const told = new Map<string, Diagnostic>();
  let scopes = 0;
  const value = decodeOperator(plan, {
    expressions: createExpressionTable(),
    report(what, problem) {
      told.set(`${what}\n${problem}`, diagnose('plan-node-unknown', { relation, what, problem }));
    },
    scopes: [],
    nextScope: () => scopes++,
    decodeOperator,
    decodeExpression,
  });
  return { value, diagnostics: [...told.values()] };
}

/** The one plan in the text, or what was found in its place. */
function readPlan(text: string): JsonObject | string {
  let document: JsonValue;
  try {
    document = parseJson(text);
  } catch (error) {
    return `no JSON (${(error as Error).message})`;
  }
  if (!isJsonObject(document)) return 'no object';
  if (document.error === true) return `an error of the engine: ${String(document.error_message)}`;
  const plans = document.plans;
  if (!Array.isArray(plans)) return 'no list of plans';
  const plan = plans[0] as JsonValue | undefined;
  if (plans.length !== 1 || !isJsonObject(plan)) return `${plans.length} plans`;
  return plan;
}
