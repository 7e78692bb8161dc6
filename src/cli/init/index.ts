/**
 * What `lode init` writes: the starter project as data, or a project over a folder of Parquet files from what the files show. In: names, and for the latter a
 * connector and a database. Out: paths and texts. Writes only through `writeNewFiles`, and never over a file.
 */
export { editorFiles, gitIgnore, ownGitIgnore } from './editor-files.ts';
export { type ImportedModel, importedFiles, plainName } from './imported-files.ts';
export { starterFiles, starterOrders } from './starter-files.ts';
export { refuseExisting, writeNewFiles } from './write-new-files.ts';
