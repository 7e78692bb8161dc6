/**
 * From the files of a project to SQL that is known to bind. In: Files, an engine's fresh Database. Out: CompiledProject, with everything that is wrong as
 * diagnostics at their places in the user's files. Reads no data but seeds, connects to no source, writes nothing.
 */
export { checkSecrets } from './anonymisers/check-secrets.ts';
export { definitionSecrets, type SecretVersion } from './anonymisers/definition-secrets.ts';
export { shippedMacros } from './anonymisers/shipped-macros.ts';
export { bindDefinitions } from './bind/bind-definitions.ts';
export type { DecisiveColumn } from './bind/decisive-columns.ts';
export { type Rebound, rebindDefinitions } from './bind/rebind-definitions.ts';
export {
  type Compilation,
  type CompileCache,
  type CompiledFiles,
  compileCached,
  type OpenDatabase,
  openCompilation,
} from './cache/index.ts';
export { compileProject, type EngineIdentity } from './compile-project.ts';
export type {
  CompiledColumn,
  CompiledExposure,
  CompiledModel,
  CompiledProject,
  CompiledRead,
  CompiledSeed,
  CompiledSourceRead,
} from './compiled-project.ts';
export { variableTexts, whereOf } from './exports.ts';
export { symbolsOf, usesInterval, withInterval } from './interval-symbols.ts';
export { outputQuery } from './output-query.ts';
export { checkPrivacy } from './privacy/check-privacy.ts';
export { markedPlans } from './privacy/marked-plans.ts';
export { type ProjectOnDisk, readProject } from './read/read-project.ts';
export { queryColumns, validityColumns } from './validity.ts';
