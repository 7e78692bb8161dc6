/**
 * What Lode expects of every connector, as checks that any test runner can use: the package's entry `@lode-sql/lode/connectors`. In: a connector and settings of a source with a few rows. Out: what was looked
 * at, and what is wrong.
 */
export type {
  Connector,
  KnownRelation,
  SourceColumn,
  SourceFilter,
  SourceRead,
  SourceRelation,
  SourceSession,
} from '../../ports/index.ts';
export { connectorOf } from '../kit/guard-connector.ts';
export type { ConnectorFailure, ConnectorKit } from '../kit/kit.ts';
export { type ConformanceOptions, type ConformanceResult, checkConnector } from './check-connector.ts';
