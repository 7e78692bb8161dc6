import { quoteName, quoteText } from '../../delta/index.ts';
import { type Build, type BuildIdentity, buildId, sideColumns } from '../../environment/index.ts';
import type { Session } from '../../ports/index.ts';
import type { Audit } from '../../project/index.ts';
import {
  auditName,
  brokenRows,
  isRowAudit,
  lookedAtKey,
  maskedWhere,
  personalColumnsOfRow,
} from '../../quality/index.ts';
import { auditRequest } from '../audit-model.ts';
import { type BuildJob, type BuildOutcome, buildModel } from '../build-model.ts';
import { takeWholeBuild } from '../builds.ts';
import { type Lake, momentOf } from '../lake.ts';
import { quoteRelation } from '../run-database.ts';
import type { Step } from '../step.ts';
import { givenColumns, putsAside, sideStep } from './side-step.ts';

/** What the rows that are put aside are marked with. */
export interface Finder {
  readonly runId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface BuildApart extends BuildOutcome {
  /** The rows that were put aside; null where the step puts none aside. */
  readonly aside: Build | null;
}

/**
 * Builds what the step's query gives, without the rows that fail an audit that puts them aside; these are a build of the side table. The query runs once: what it gives is kept until both are written, so that no row is in both or in
 * neither.
 */
export async function buildApart(
  lake: Lake,
  session: Session,
  step: Step,
  identity: BuildIdentity,
  job: BuildJob,
  finder: Finder,
): Promise<BuildApart> {
  if (!putsAside(step)) return { ...(await buildModel(lake, session, step, identity, job)), aside: null };
  const side = sideStep(step, givenColumns(step));
  const ofSide = { ...identity, model: side.name };
  const asideJob = (select: string): BuildJob => ({ select, apart: null, audits: [] });
  const standing =
    (await takeWholeBuild(lake, step.name, buildId(identity))) !== null &&
    (await takeWholeBuild(lake, side.name, buildId(ofSide))) !== null;
  if (standing) {
    const whole = await buildModel(lake, session, step, identity, job);
    const aside = await buildModel(lake, session, side, ofSide, asideJob(job.select));
    return { ...whole, aside: aside.build };
  }
  return splitRows(lake, session, step, job.select, finder, async ({ good, bad }) => {
    // First those put aside: where the process dies in between, the next one finds no build of the model, and begins again.
    const aside = await buildModel(lake, session, side, ofSide, asideJob(bad));
    const whole = await buildModel(lake, session, step, identity, { ...job, select: good });
    return { ...whole, aside: aside.build };
  });
}

/** Computes what a query gives once, and gives `use` a SELECT of the rows that pass and one of those that do not, as the side table has them. */
export async function splitRows<T>(
  lake: Lake,
  session: Session,
  step: Step,
  select: string,
  { runId, at }: Finder,
  use: (parts: { readonly good: string; readonly bad: string }) => Promise<T>,
): Promise<T> {
  const table = `lode_given_${lake.clock.uuid().replaceAll('-', '')}`;
  const columns = givenColumns(step).map(({ name }) => quoteName(name));
  const [reasons, run, moment] = sideColumns.map(({ name }) => quoteName(name));
  const marks = step.audits
    .filter(({ onFailure }) => onFailure === 'quarantine')
    .map((audit) => markOf(step, audit));
  const found = `list_filter([${marks.join(', ')}], lambda x: x IS NOT NULL)`;
  await session.execute(
    `CREATE TEMP TABLE ${table} AS SELECT *, ${found} AS ${reasons} FROM (\n${select}\n)`,
  );
  try {
    const time = `CAST(${quoteText(momentOf(at).replace('T', ' ').replace('Z', '+00'))} AS TIMESTAMP WITH TIME ZONE)`;
    return await use({
      good: `SELECT ${columns.join(', ')} FROM ${table} WHERE len(${reasons}) = 0`,
      bad: `SELECT ${maskedColumns(step).join(', ')}, ${reasons}, ${quoteText(runId)} AS ${run}, ${time} AS ${moment} FROM ${table} WHERE len(${reasons}) > 0`,
    });
  } finally {
    await session.execute(`DROP TABLE IF EXISTS ${table}`);
  }
}

/** The columns of rows that are put aside. What an audit found to be personal data is masked: the side table lies where the model does. */
function maskedColumns(step: Step): readonly string[] {
  const found = step.audits.flatMap((audit) =>
    audit.name === 'no_personal_data' && audit.onFailure === 'quarantine'
      ? [{ audit, columns: new Set(audit.columns.map((name) => name.toLowerCase())) }]
      : [],
  );
  return givenColumns(step).map(({ name }) => {
    const lists = found
      .filter(({ columns }) => columns.has(name.toLowerCase()))
      .map(({ audit }) =>
        personalColumnsOfRow({ ...audit, columns: [name] }, (relation) => quoteRelation(relation)),
      );
    if (lists.length === 0) return quoteName(name);
    const hidden = lists.map((list) => `coalesce(${list}, [])`).join(' || ');
    return `${maskedWhere(hidden, name)} AS ${quoteName(name)}`;
  });
}

/** The audit's name for rows that break it, else NULL. Of rows that share a key all break `unique`: which of them is right cannot be told. */
function markOf(step: Step, audit: Audit): string {
  const request = auditRequest(step, '', [audit]);
  const sqlOf = (relation: string) => quoteRelation(relation);
  const condition = isRowAudit(audit)
    ? brokenRows(audit, {
        typeOf: (name) =>
          request.columns.find((column) => column.name.toLowerCase() === name.toLowerCase())?.type ??
          'VARCHAR',
        sqlOf,
      })
    : `${lookedAtKey(audit)} AND count(*) OVER (PARTITION BY ${[lookedAtKey(audit), ...audit.columns.map(quoteName)].join(', ')}) > 1`;
  return `CASE WHEN ${condition} THEN ${quoteText(auditName(audit))} END`;
}
