/**
 * Mapping files: what a model is made from, column by column, in a form that people and programs fill in. In: texts of `mappings/*.yml`. Out: checked mappings, and the
 * model, test and parity pair that follow from one, with the way back from generated text to the rule. Reads and writes no file; what is generated is bound by compile.
 */

export { commentsOf } from './extract/column-comments.ts';
export type { ExtractOptions } from './extract/extract-items.ts';
export { type ExtractedQuery, extractQuery } from './extract/extract-query.ts';
export { mappingYaml } from './extract/mapping-yaml.ts';
export { destinationsOf, extractFlow } from './flow/extract-flow.ts';
export type { FlowSurroundings } from './flow/flow-work.ts';
export { type Fragment, fragmentsOf } from './fragments.ts';
export { type GeneratedModel, generateModel, placeInMapping } from './generate-model.ts';
export { type GeneratedPair, generatePair } from './generate-parity.ts';
export { groupColumns, missingGrain } from './group-columns.ts';
export { checkTargets, loadMapping } from './load-mapping.ts';
export { longColumn, type Mapping, placeIn } from './mapping.ts';
export { type ColumnForm, type MappingForm, mappingForm } from './mapping-form.ts';
export {
  type ProcedureReading,
  type ProcedureTarget,
  procedureTargets,
} from './procedure/procedure-targets.ts';
export { withoutLiterals, withProjectVariables } from './procedure/variables.ts';
export { withInterval } from './procedure/with-interval.ts';
export { selectText } from './select-text.ts';
export { sqlName } from './sql-names.ts';
export { rulesToShow, sampleOf } from './test-advice.ts';
