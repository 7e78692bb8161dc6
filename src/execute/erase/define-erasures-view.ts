import { quoteText } from '../../delta/index.ts';
import type { Session } from '../../ports/index.ts';
import type { Lake } from '../lake.ts';
import { defineRelation } from '../run-database.ts';
import { readErasures } from './records.ts';

/** What `lode query` offers of erasures: a row for each table of each. */
export const erasuresRelation = 'lode.erasures';

/** Whether a query's text may name it; it is not parsed. */
export function asksForErasures(sql: string): boolean {
  return /\blode\b/i.test(sql) && /\berasures\b/i.test(sql);
}

const columns = [
  ['erasure_id', 'VARCHAR'],
  ['request', 'VARCHAR'],
  ['erased_by', 'VARCHAR'],
  ['started_at', 'TIMESTAMP WITH TIME ZONE'],
  ['ended_at', 'TIMESTAMP WITH TIME ZONE'],
  ['history_ended', 'BOOLEAN'],
  ['environment', 'VARCHAR'],
  ['version', 'BIGINT'],
  ['relation', 'VARCHAR'],
  ['how', 'VARCHAR'],
  ['rows', 'BIGINT'],
] as const;

/** Defines `lode.erasures` where a query's text names it. One that has not ended has no `ended_at`. */
export async function defineErasuresView(lake: Lake, session: Session, sql: string): Promise<void> {
  if (!asksForErasures(sql)) return;
  const { ended, open } = await readErasures(lake);
  const all = [
    ...ended.map((each) => ({ ...each })),
    ...open.map((each) => ({ ...each, endedAt: null, sideTables: [] })),
  ];
  const rows = all.flatMap(({ environments, sideTables, ...each }) => {
    const common = [each.id, each.request, each.by.user, each.startedAt, each.endedAt, each.purge];
    return [
      ...environments.flatMap(({ environment, version, tables }) =>
        tables.map(({ model, how, rows }) => [...common, environment, version, model, how, rows]),
      ),
      ...sideTables.map(({ path, rows }) => [...common, null, null, path, 'rows', rows]),
    ];
  });
  const literal = (value: string | number | boolean | null) =>
    value === null ? 'NULL' : typeof value === 'string' ? quoteText(value) : String(value);
  const select = (row: readonly (string | number | boolean | null)[]) =>
    `SELECT ${columns.map(([name, type], index) => `CAST(${literal(row[index] ?? null)} AS ${type}) AS "${name}"`).join(', ')}`;
  const none = `${select([])} WHERE false`;
  await defineRelation(session, erasuresRelation, [none, ...rows.map(select)].join('\nUNION ALL\n'));
}
