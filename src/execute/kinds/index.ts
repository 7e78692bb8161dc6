import type { ModelKind, StoredAuditResult } from '../../environment/index.ts';
import type { Session } from '../../ports/index.ts';
import { auditKey, contentParts, isContextual, isRowAudit } from '../../quality/index.ts';
import { auditRelation } from '../audit-model.ts';
import type { Step } from '../step.ts';
import { appendRows } from './append-rows.ts';
import type { Applied } from './applied.ts';
import type { BaseTable } from './base-table.ts';
import { timeColumnOf } from './interval-sql.ts';
import type { ApplicationJob } from './job.ts';
import { keepVersions } from './scd-type-2.ts';
import { applyIntervals } from './time-range.ts';
import { mergeByKey } from './unique-key.ts';

/** Runs a model of a kind that keeps rows of earlier runs, over what its table has; `base` null: it begins anew. */
export function applyRows(kind: ModelKind, job: ApplicationJob, base: BaseTable | null): Promise<Applied> {
  switch (kind) {
    case 'incremental_by_time_range':
      return applyIntervals(job, base, 'replace');
    case 'append':
      return timeColumnOf(job.step.definition) === null
        ? appendRows(job, base)
        : applyIntervals(job, base, 'append');
    case 'incremental_by_unique_key':
      return mergeByKey(job, base);
    case 'scd_type_2':
      return keepVersions(job, base);
    case 'full':
    case 'view':
    case 'embedded':
    case 'seed':
      throw new Error(`a model of kind ${kind} keeps no rows`);
  }
}

/**
 * The audits of a change, by key. One that asks each row for itself looks at the new rows only, since the others have passed; so does `unique` where the time column is part of it. All
 * others look at the table as it would be: `after`. Those that look beyond its rows are not among them.
 */
export async function auditChange(
  session: Session,
  step: Step,
  applied: Applied,
  after: string,
): Promise<ReadonlyMap<string, StoredAuditResult>> {
  const time = timeColumnOf(step.definition)?.name.toLowerCase();
  const isWhole = (audit: Step['audits'][number]): boolean => {
    // Rows that only warn, or that are few enough, were let in: they are told of each time, and counted together.
    if (audit.onFailure === 'warn' || audit.errorIf !== undefined) return true;
    if (audit.name === 'unique')
      return (
        step.kind !== 'incremental_by_time_range' ||
        !audit.columns.some((name) => name.toLowerCase() === time)
      );
    return !isRowAudit(audit);
  };
  // Audits that are new have not looked at the rows that stand.
  const known = applied.base !== null && applied.base.entry.definition === step.definitionHash;
  const rows = contentParts(applied.content)?.rows ?? null;
  const audits = step.audits.filter((audit) => !isContextual(audit));
  const ofCount: Step['audits'] =
    rows === null ? [] : audits.filter(({ name, where }) => name === 'row_count' && where === undefined);
  const ofRows = known ? audits.filter((audit) => !isWhole(audit) && !ofCount.includes(audit)) : [];
  const ofTable = audits.filter((audit) => !ofRows.includes(audit) && !ofCount.includes(audit));
  const results = [
    // How many rows there are follows from how many went and came.
    ...(await auditRelation(session, step, `SELECT * FROM range(${rows})`, ofCount)).results,
    ...(await auditRelation(session, step, applied.newRows, ofRows)).results,
    ...(await auditRelation(session, step, after, ofTable)).results,
  ];
  return new Map(results.map((result) => [result.audit, result]));
}

/** A table of another environment as it is. */
export function takenOver(base: BaseTable): Applied {
  return {
    base,
    gone: [],
    come: [],
    content: base.entry.content,
    operation: { name: 'WRITE', parameters: { mode: 'Overwrite' } },
    builds: [],
    reused: true,
    newRows: '',
  };
}

/** The audits of a table that is taken over. It has passed those that its own definition names, so that no row is read for these; the others are run. */
export async function auditAdopted(
  session: Session,
  step: Step,
  base: BaseTable,
  after: string,
): Promise<ReadonlyMap<string, StoredAuditResult>> {
  const passed = base.entry.definition === step.definitionHash;
  const audits = step.audits.filter((audit) => !isContextual(audit));
  const known = audits.filter((audit) => passed && audit.onFailure !== 'warn' && audit.errorIf === undefined);
  const rest = audits.filter((audit) => !known.includes(audit));
  const { results } = await auditRelation(session, step, after, rest);
  const ofOther = known.map(
    (audit): StoredAuditResult => ({
      audit: auditKey(audit),
      name: audit.name,
      columns: [...audit.columns],
      onFailure: audit.onFailure,
      status: 'passed',
      failures: 0,
      sample: null,
    }),
  );
  return new Map([...ofOther, ...results].map((result) => [result.audit, result]));
}
