import type { Dialect } from '../estate/dialect.ts';

/** One line of a query log, whatever wrote it. */
export interface QueryRecord {
  /** Milliseconds since 1970 in UTC. */
  readonly time: number;
  readonly user: string | null;
  /** The program that sent it, where the log knows: robots are told by it. */
  readonly application: string | null;
  readonly dialect: Dialect;
  readonly sql: string;
  /** How often it ran; logs such as pg_stat_statements count. */
  readonly calls: number;
  readonly durationMs: number | null;
  /** Where it stands, so that every number can be followed: file and line from 1. */
  readonly file: string;
  readonly line: number;
}
