/**
 * What Lode needs of the world, as types: storage, an SQL engine, sources, and the clock. `files/`, `engine/` and `sources/` implement them;
 * only `cli/` chooses which. Nothing here runs (but the one error class that engines reject with).
 */
export type { Clock } from './clock.ts';
export {
  type Database,
  type DatabaseOptions,
  type Engine,
  EngineError,
  type EngineFailure,
  type ResultColumn,
  type SecretLookup,
  type Session,
  type SqlParameter,
  type SqlResult,
  type SqlValue,
} from './engine.ts';
export type { FetchedFile, FileInfo, Files } from './files.ts';
export type { Processes } from './processes.ts';
export type {
  CatalogDefinition,
  ChangeLog,
  ChangeMarker,
  Connector,
  KnownRelation,
  RefusedColumn,
  SetAside,
  SourceColumn,
  SourceFilter,
  SourcePartners,
  SourceRead,
  SourceRelation,
  SourceSession,
} from './source.ts';
export type { Timer } from './timer.ts';
