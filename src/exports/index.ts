/**
 * Tables as files for whoever does not read Delta: an export against the columns that there are, the queries that give its lines, the names of its files, its manifest.
 * Exports, columns and values in; SQL, texts and diagnostics out. It writes no file and asks no engine.
 */
export {
  type ExportSource,
  factsQuery,
  headerText,
  linesQuery,
  readingQuery,
  unwritableQuery,
  withFacts,
} from './export-query.ts';
export { type ExportedFile, type ExportManifest, exportManifest } from './manifest.ts';
export {
  fillPattern,
  inFileName,
  type PatternPiece,
  type Placeholder,
  type PlaceholderValues,
  parsePattern,
  pathProblem,
} from './placeholders.ts';
export {
  type ExportedRelation,
  type ResolvedColumn,
  type ResolvedExport,
  resolveExport,
} from './resolve-export.ts';
