import type { Session, SqlValue } from '../../ports/index.ts';
import {
  blindSpotsOf,
  type ColumnReads,
  type LogFormat,
  logFormats,
  type Understanding,
  type UsageSummary,
  understandings,
} from '../../triage/index.ts';
import type { Lake } from '../lake.ts';
import { readsQuery, usageQuery } from './read-usage.ts';

/** Whoever the log does not name. */
export const nobody = '(unknown)';

/** Gaps that are told of one by one. */
const namedGaps = 5;

/**
 * All that the imported logs say, with what they cannot say; `declared` blind spots stand with those that are found. Null: nothing was imported yet. Rejects with `usage-ledger-damaged`.
 */
export async function readUsageSummary(
  lake: Lake,
  session: Session,
  declared: readonly string[] = [],
): Promise<UsageSummary | null> {
  const usage = await usageQuery(lake, session);
  if (usage === null) return null;
  const counts = ['queries', 'robots', 'damaged_lines', ...understandings];
  const [window] = await session.rows(
    `SELECT epoch_ms(min(window_from)) AS "from", epoch_ms(max(window_to)) AS "to", sum(files)::BIGINT AS files, ${counts.map((name) => `sum(${name})::BIGINT AS ${name}`).join(', ')}
    FROM (SELECT min(window_from) AS window_from, max(window_to) AS window_to, count(*) AS files, ${counts.map((name) => `CASE WHEN is_snapshot THEN max(${name}) ELSE sum(${name}) END AS ${name}`).join(', ')} FROM (${usage}) WHERE entry = 'file' GROUP BY server, is_snapshot)`,
  );
  if (window === undefined || Number(window.files ?? 0) === 0) return null;
  const reads = await session.rows(
    `SELECT relation, column_name, user_name, queries, epoch_ms(first_read) AS first_read, epoch_ms(last_read) AS last_read, understanding, places FROM (${readsQuery(usage)}) ORDER BY ALL`,
  );
  const understood = Object.fromEntries(
    understandings.map((each) => [each, Number(window[each] ?? 0)]),
  ) as Record<Understanding, number>;
  return {
    window: {
      from: Number(window.from ?? 0),
      to: Number(window.to ?? 0),
      queries: Number(window.queries),
      robots: Number(window.robots),
      understood,
      blindSpots: [
        ...(await formatSpots(session, usage)),
        ...(await gapSpots(session, usage)),
        ...damageSpots(Number(window.damaged_lines)),
        ...declared,
      ],
    },
    reads: reads.map(readOf),
  };
}

function readOf(row: Record<string, SqlValue>): ColumnReads {
  return {
    relation: String(row.relation),
    column: row.column_name === null ? null : String(row.column_name),
    user: row.user_name === null ? nobody : String(row.user_name),
    queries: Number(row.queries),
    firstRead: Number(row.first_read),
    lastRead: Number(row.last_read),
    understanding: row.understanding as Understanding,
    places: (row.places as readonly { file: string; line: string }[]).map(({ file, line }) => ({
      file,
      line: Number(line),
    })),
  };
}

async function formatSpots(session: Session, usage: string): Promise<readonly string[]> {
  const rows = await session.rows(
    `SELECT DISTINCT format FROM (${usage}) WHERE entry = 'file' ORDER BY format`,
  );
  return rows.flatMap(({ format }) =>
    logFormats.includes(format as LogFormat) ? blindSpotsOf(format as LogFormat) : [],
  );
}

/** Days within the window of a server's logs on which nobody asked anything, robots included: rather the log has a gap. */
async function gapSpots(session: Session, usage: string): Promise<readonly string[]> {
  const gaps = await session.rows(
    `SELECT day::VARCHAR AS before, next::VARCHAR AS after FROM (
      SELECT server, day, lead(day) OVER (PARTITION BY server ORDER BY day) AS next FROM (SELECT DISTINCT server, day FROM (${usage}) WHERE entry = 'day' AND NOT is_snapshot)
    ) WHERE next > day + 1 GROUP BY 1, 2 ORDER BY 1`,
  );
  const told = gaps.slice(0, namedGaps).map((gap) => `between ${gap.before} and ${gap.after}`);
  if (told.length === 0) return [];
  const more = gaps.length > told.length ? `, and ${gaps.length - told.length} more times` : '';
  return [`The logs have no query at all ${told.join(', ')}${more}.`];
}

function damageSpots(lines: number): readonly string[] {
  if (lines === 0) return [];
  return [
    `${lines.toLocaleString('en')} damaged ${lines === 1 ? 'line' : 'lines'} could not be read, or not wholly.`,
  ];
}
