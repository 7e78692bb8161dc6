import { quoteName, quoteText } from '../../delta/index.ts';
import type { Build } from '../../environment/index.ts';
import { loadColumns } from '../../environment/index.ts';
import { buildModel } from '../build-model.ts';
import type { Step } from '../step.ts';
import type { LoadJob } from './load-job.ts';

/** Milliseconds since 1970 at which this load writes: later than any before it, so that the changes of a row have an order. */
export function writtenAt({ startedAt, load }: LoadJob): number {
  const last = load.position?.loadedAt ?? null;
  return last === null ? startedAt : Math.max(startedAt, Date.parse(last) + 1);
}

/** Select items for a row of `alias` as this load writes it; `change`: SQL of what it does. */
export function writtenItems(job: LoadJob, alias: string, change: string): string {
  const [loadedAt, runId, changed] = loadColumns;
  const moment = new Date(writtenAt(job)).toISOString().replace('T', ' ').replace('Z', '+00');
  const own: Readonly<Record<string, string>> = {
    [loadedAt]: `CAST(${quoteText(moment)} AS TIMESTAMP WITH TIME ZONE)`,
    [runId]: `CAST(${quoteText(job.load.runId)} AS VARCHAR)`,
    [changed]: change,
  };
  return job.step.columns
    .map(({ name }) => `${own[name] ?? `${alias}.${quoteName(name)}`} AS ${quoteName(name)}`)
    .join(', ');
}

export function plainItems(step: Step, alias: string): string {
  return step.columns.map(({ name }) => `${alias}.${quoteName(name)}`).join(', ');
}

/** Writes rows into a build that nothing else may take: it depends on how far the table had followed its source. */
export async function writeRows(
  { lake, session, step, identity, applicationScope }: LoadJob,
  select: string,
): Promise<Build> {
  const own = { ...identity, scope: applicationScope };
  return (await buildModel(lake, session, step, own, { select, apart: null, audits: [] })).build;
}

export const changeType = '_change_type';

/** Writes what the change data feed says: the table's columns, and what became of the row; by key, what was before what is. */
export async function writeChanges(
  { lake, session, step, identity, applicationScope, key }: LoadJob,
  rows: string,
): Promise<Build> {
  const column = {
    name: changeType,
    type: 'VARCHAR',
    nullable: false,
    description: null,
    pii: null,
    tags: [],
    expression: null,
  };
  const definition = { ...step.definition, columns: [...step.definition.columns, column] };
  const feed: Step = {
    ...step,
    definition,
    columns: [...step.columns, { name: changeType, type: 'VARCHAR' }],
  };
  const order = [...key.map(quoteName), `${changeType} DESC`].join(', ');
  const select = `SELECT * FROM (${rows}) ORDER BY ${order}`;
  const own = { ...identity, scope: `${applicationScope}#changes` };
  return (await buildModel(lake, session, feed, own, { select, apart: null, audits: [] })).build;
}
