import { quoteName, quoteText } from '../../delta/index.ts';
import { beginningOfTime, type Definition, type Interval } from '../../environment/index.ts';
import type { Session } from '../../ports/index.ts';
import type { TimeGrain } from '../../project/index.ts';

/** How a model's rows are told apart by time. */
export interface TimeColumn {
  readonly name: string;
  /** The engine's type, as the column is stored. */
  readonly type: string;
  readonly grain: TimeGrain;
  /** In which the intervals begin. */
  readonly zone: string;
}

/** The time column that a definition names; null for models without intervals. */
export function timeColumnOf(definition: Definition): TimeColumn | null {
  const { timeColumn, interval, timeZone } = definition.header;
  if (typeof timeColumn !== 'string') return null;
  const column = definition.columns.find(({ name }) => name.toLowerCase() === timeColumn.toLowerCase());
  if (column === undefined) return null;
  const zone = typeof timeZone === 'string' ? timeZone : (definition.settings.TimeZone ?? 'UTC');
  return { name: column.name, type: column.type, grain: (interval ?? 'day') as TimeGrain, zone };
}

/** A condition that is true for the rows of an interval, with plain literals of the column's own type, so that files can be skipped by it. */
export async function insideSql(session: Session, time: TimeColumn, interval: Interval): Promise<string> {
  const column = quoteName(time.name);
  const end = `${column} < ${await literal(session, time, interval.end)}`;
  if (interval.start.startsWith(beginningOfTime)) return `(${end})`;
  return `(${column} >= ${await literal(session, time, interval.start)} AND ${end})`;
}

async function literal(session: Session, { type, zone }: TimeColumn, bound: string): Promise<string> {
  if (type === 'DATE') return `DATE '${bound.slice(0, 10)}'`;
  if (type === 'TIMESTAMP') return `TIMESTAMP '${bound}'`;
  const [row] = await session.rows(
    `SELECT strftime(CAST('${bound}' AS TIMESTAMP) AT TIME ZONE ${quoteText(zone)} AT TIME ZONE 'UTC', '%Y-%m-%d %H:%M:%S') AS utc`,
  );
  return `TIMESTAMP WITH TIME ZONE '${String(row?.utc)}+00'`;
}

/** A text that is the same for the rows of one interval and of no other. */
export function intervalText({ name, type, grain, zone }: TimeColumn): string {
  return `strftime(${intervalStart(quoteName(name), { type, grain, zone })}, '%Y%m%d%H')`;
}

/** The bound that a value's interval begins with. Of a stretch that the clock shows twice, the first time belongs to the interval before: as in `intervals.ts`. */
function intervalStart(column: string, { type, grain, zone }: Omit<TimeColumn, 'name'>): string {
  if (type !== 'TIMESTAMP WITH TIME ZONE') return `date_trunc('${grain}', CAST(${column} AS TIMESTAMP))`;
  const start = `date_trunc('${grain}', ${column} AT TIME ZONE ${quoteText(zone)})`;
  return `CASE WHEN ${start} AT TIME ZONE ${quoteText(zone)} > ${column} THEN ${start} - INTERVAL 1 ${grain} ELSE ${start} END`;
}
