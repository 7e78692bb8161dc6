import { understandings } from '../../triage/index.ts';
import type { LogDigest } from './digest-log.ts';
import type { ImportedLog } from './import-log.ts';

/** What stands in all rows of a log. */
export interface UsageSource {
  readonly digest: LogDigest;
  /** How it was read; see `readingOf`. */
  readonly reading: string;
  /** Who wrote the log, by its form. */
  readonly format: string;
  readonly server: string;
  readonly isSnapshot: boolean;
  /** Milliseconds since 1970. */
  readonly importedAt: number;
  readonly importedBy: string | null;
  readonly project: string;
}

const quoted = (text: string | null) => (text === null ? 'NULL' : `'${text.replaceAll("'", "''")}'`);
const moment = (name: string) => `make_timestamp(${name}::BIGINT * 1000) AT TIME ZONE 'UTC'`;

/** A SELECT of a log's rows for the table of the lake, over the tables `logged`, `per_statement`, `understood`, `statement_texts` and `users` of the session. */
export function usageRows(imported: ImportedLog, source: UsageSource): string {
  const { digest, isSnapshot } = source;
  const now = `'${new Date(source.importedAt).toISOString()}'::TIMESTAMPTZ`;
  const about = `${quoted(imported.file)} AS file, '${digest.hash}' AS file_hash, ${quoted(source.server)} AS server, ${isSnapshot} AS is_snapshot`;
  const { understood } = imported;
  const rank = `max(list_position([${understandings.map(quoted).join(', ')}], understanding))`;
  const worst = `[${understandings.map(quoted).join(', ')}][${rank}]`;
  const lines = 'list_sort(list_distinct(flatten(list(lines))))[1:5]';
  const times = `${moment('min(first)')} AS first_read, ${moment('max(last)')} AS last_read`;
  return [
    `SELECT 'file' AS entry, ${about}, ${quoted(source.reading)} AS reading, ${now} AS imported_at, ${quoted(source.importedBy)} AS imported_by, ${quoted(source.project)} AS project, ${quoted(source.format)} AS format, ${digest.bytes}::BIGINT AS bytes,
      ${quoted(imported.from)}::TIMESTAMPTZ AS window_from, ${quoted(imported.to)}::TIMESTAMPTZ AS window_to, ${imported.queries}::BIGINT AS queries, ${imported.robots}::BIGINT AS robots, ${imported.repeated}::BIGINT AS repeated,
      ${imported.otherLines}::BIGINT AS other_lines, ${imported.damagedLines}::BIGINT AS damaged_lines, ${understood.bound}::BIGINT AS bound, ${understood.parsed}::BIGINT AS parsed, ${understood.scanned}::BIGINT AS scanned, ${understood.opaque}::BIGINT AS opaque,
      [${imported.damaged.map(({ line }) => line).join(', ')}]::BIGINT[] AS lines`,
    `SELECT 'day' AS entry, ${about}, (${moment('time')})::DATE AS day, sum(calls)::BIGINT AS queries FROM logged GROUP BY ALL`,
    `SELECT 'statement' AS entry, ${about}, statement_id, text AS statement, understanding, sum(queries)::BIGINT AS queries, ${times}, ${lines} AS lines FROM per_statement JOIN statement_texts USING (statement) GROUP BY statement_id, text, understanding`,
    `SELECT 'read' AS entry, ${about}, relation, column_name, user_name, ${worst} AS understanding, sum(queries)::BIGINT AS queries, ${times}, ${lines} AS lines FROM per_statement JOIN understood USING (statement) JOIN users USING (usr) GROUP BY relation, column_name, user_name`,
    ...(isSnapshot
      ? []
      : [
          `SELECT 'seen' AS entry, ${about}, ${moment('min(time)')} AS window_from, ${moment('max(time)')} AS window_to, list(id::BIGINT) AS ids FROM (SELECT id, time, row_number() OVER (ORDER BY time) // 100000 AS part FROM logged) GROUP BY part`,
        ]),
  ].join('\nUNION ALL BY NAME\n');
}
