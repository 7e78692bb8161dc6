/**
 * SSIS packages. In: a package's XML. Out: an object for the package with a statement for each task, in the order of its precedence constraints, one for each data flow with a statement for each source, lookup and destination, and one
 * for each file; or its data flows as graphs of components. In a data flow columns are followed by their lineage ids. What packages of a project share, connections and parameters, stands in files beside them; a deployed project is an archive of all. Never runs anything, and never fails: an encrypted or damaged package is an
 * object that says so.
 */
export type { ComponentKind } from './component-kind.ts';
export {
  type FlowFamily,
  familyOfType,
  type GraphColumn,
  type GraphComponent,
  type GraphInput,
  type GraphOutput,
} from './flow-graph.ts';
export { isProjectFile, noProject, type ProjectFile, readSsisProject, type SsisProject } from './project.ts';
export { type ArchiveMember, archiveLimits, readArchive } from './read-archive.ts';
export { readSsisPackage } from './read-package.ts';
export { type PackageFlow, readPackageFlows } from './read-package-flows.ts';
export { readProjectFile } from './read-project-file.ts';
