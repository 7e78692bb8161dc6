/**
 * Lode as a library: read and compile a project, plan, apply, and the implementations of the ports that the command line uses. Everything is a value or
 * a function from values to values; what touches the world is handed in. The Delta implementation is a package entry of its own: `@lode-sql/lode/delta`.
 */
export { type CompiledModel, type CompiledProject, compileProject, readProject } from './compile/index.ts';
export { type Diagnostic, DiagnosticError, hasErrors } from './diagnostics/index.ts';
export { duckdbEngine } from './engine/duckdb/index.ts';
export type { Definition, Manifest } from './environment/index.ts';
export {
  type ApplyRequest,
  type ApplyResult,
  apply,
  type ExecuteEvent,
  type Lake,
  openSources,
  preparePlan,
  readBase,
  readCommitted,
  settle,
  stepsOf,
} from './execute/index.ts';
export { localFiles, type ObjectStoreSettings, openFiles } from './files/index.ts';
export { hasWork, type Plan } from './plan/index.ts';
export type { Clock, Connector, Database, Engine, Files, Session, SourceSession } from './ports/index.ts';
export { loadProject, type Project } from './project/index.ts';
export { connectorFor } from './sources/index.ts';
export { lodeVersion } from './version.ts';
