import type { Session } from '../../ports/index.ts';
import type { Lake } from '../lake.ts';
import { defineRelation } from '../run-database.ts';
import { readsQuery, usageQuery } from './read-usage.ts';
import { noUsage } from './usage-table.ts';

/** What `lode query` offers of the query logs that were imported. */
export const usageRelations = ['lode.usage', 'lode.usage_files', 'lode.usage_statements'] as const;

/** Whether a query's text may name them; it is not parsed. */
export function asksForUsage(sql: string): boolean {
  return /\blode\b/i.test(sql) && /\busage(?:_files|_statements)?\b/i.test(sql);
}

/** Defines `lode.usage` (who read which column), `lode.usage_files` (a row a log) and `lode.usage_statements` (a row for each distinct statement of a log) where a query's text names them. */
export async function defineUsageViews(lake: Lake, session: Session, sql: string): Promise<void> {
  if (!asksForUsage(sql)) return;
  const usage = (await usageQuery(lake, session)) ?? noUsage();
  await defineRelation(
    session,
    usageRelations[0],
    `SELECT relation, column_name AS "column", user_name AS "user", queries, first_read, last_read, understanding, places FROM (${readsQuery(usage)})`,
  );
  await defineRelation(
    session,
    usageRelations[1],
    `SELECT file, format, server, imported_at, imported_by, project, bytes, window_from, window_to, queries, robots, repeated, other_lines, damaged_lines, bound, parsed, scanned, opaque, file_hash FROM (${usage}) WHERE entry = 'file'`,
  );
  await defineRelation(
    session,
    usageRelations[2],
    `SELECT file, lines, statement, queries, first_read, last_read, understanding FROM (${usage}) WHERE entry = 'statement'`,
  );
}
