/**
 * Relations: our algebra for queries, and what is read into it. In: the engine's bound plan as JSON text. Out: readonly operators over expressions that are hash-consed
 * into a DAG, so that equal structure is one object. Unknown nodes are told and kept as `unknown`; nothing here throws on a plan, runs SQL or parses it.
 */
export type { DataType, Field } from './data-type.ts';
export { decodePlan } from './decode/decode-plan.ts';
export type { AggregateExpression } from './expressions/aggregate.ts';
export type { Expression } from './expressions/expression.ts';
export { mapChildren } from './expressions/map-children.ts';
export type { SortKey } from './expressions/sort-key.ts';
export type { WindowExpression } from './expressions/window.ts';
export type { TableFacts, TableFingerprint } from './fingerprint/canonizing.ts';
export {
  type FingerprintObserver,
  fingerprintRelation,
  fingerprintVersion,
  type RelationFingerprint,
} from './fingerprint/fingerprint-relation.ts';
export { relationHash } from './fingerprint/relation-hash.ts';
export { isFloat, isInteger, widens } from './fingerprint/types.ts';
export { parseJson } from './json/parse-json.ts';
export type { DependentJoin, Join, JoinType } from './operators/join.ts';
export type { Scan, TableFunction, TableName } from './operators/leaf.ts';
export { inputsOf, mapInputs } from './operators/map-inputs.ts';
export type { Operator } from './operators/operator.ts';
export { relationName } from './relation-name.ts';
export type { TableColumns } from './spans/output-columns.ts';
export { selectItemSpans } from './spans/select-item-spans.ts';
export type { TextRange } from './spans/select-lists.ts';
