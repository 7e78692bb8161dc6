/**
 * Compiling the same files twice is reading the first result. In: the files of a project. Out: what compile gives. The cache is kept by content, may be
 * removed at any time, and is never trusted where it does not fit.
 */
export {
  type Compilation,
  type CompileCache,
  compileCached,
  type OpenDatabase,
  openCompilation,
} from './compile-cached.ts';
export type { CompiledFiles } from './stored-project.ts';
