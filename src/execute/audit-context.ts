import { closeSnapshot, openSnapshot, quoteName, toDuckDBType } from '../delta/index.ts';
import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import type { ManifestModel, StoredAuditResult } from '../environment/index.ts';
import { EngineError, type Session } from '../ports/index.ts';
import { type Audit, auditReads } from '../project/index.ts';
import { auditName, comparesVersions, isContextual, lookedAt } from '../quality/index.ts';
import { type AuditContext, auditRelation } from './audit-model.ts';
import { type Lake, lakePath } from './lake.ts';
import type { Run } from './run.ts';
import { defineMacros, defineStanding, quoteRelation, rowsOf } from './run-database.ts';
import type { Step } from './step.ts';
import type { Turn } from './turn.ts';

/** Makes what a step's audits name known to the run's database: their macros, and the relations that they read, as they are in this run or else as they stand. */
export async function prepareAudits({ request, session, known }: Run, step: Step): Promise<void> {
  for (const audit of step.audits)
    for (const relation of auditReads(audit)) {
      if (relation.toLowerCase() === step.key) continue;
      const stands = request.manifest?.models.has(relation.toLowerCase()) ?? false;
      if (stands) await defineStanding(request.lake, session, request.manifest!, relation, known);
      else if (!known.relations.has(relation.toLowerCase()))
        throw new DiagnosticError(
          diagnose(
            'audit-relation-missing',
            { audit: auditName(audit), model: step.name, relation },
            { subject: audit.span },
          ),
        );
    }
  const macros = step.audits.flatMap((audit) => [...(audit.macros ?? [])]);
  await defineMacros(session, { name: step.name, macros }, known);
}

/** The audits of a step that look beyond its rows, over these as they would be: `rows` is a SELECT of them, `apart` as in `CheckRequest`. */
export async function contextualResults(
  { run, session, step, standing }: Turn,
  rows: string,
  apart = false,
): Promise<readonly StoredAuditResult[]> {
  const audits = step.audits.filter(isContextual);
  if (audits.length === 0) return [];
  const { lake } = run.request;
  return withVersionBefore(lake, session, step, audits, standing, async (before) => {
    const context = { ...contextOf(step, rows, before, lake.clock.now()), apart };
    return (await auditRelation(session, step, rows, audits, context)).results;
  });
}

/** `rows`: a SELECT of the rows that are audited; they are what the model's own name means to its audits. */
export function contextOf(
  step: Pick<Step, 'key'>,
  rows: string,
  before: VersionBefore,
  now: number,
): AuditContext {
  return {
    sqlOf: (relation) => (relation.toLowerCase() === step.key ? `(\n${rows}\n)` : quoteRelation(relation)),
    ...before,
    now,
  };
}

/** What audits that compare have to compare with. */
export type VersionBefore = Pick<AuditContext, 'previous' | 'uncompared'>;

/** There is none. */
export const noVersionBefore: VersionBefore = { previous: null };

/** Gives `use` what stands after FROM for the rows that stand of a model, null where there are none; and the audits whose columns these have not. */
export async function withVersionBefore<T>(
  lake: Lake,
  session: Session,
  step: Pick<Step, 'columns' | 'name'>,
  audits: readonly Audit[],
  standing: ManifestModel | null,
  use: (before: VersionBefore) => Promise<T>,
): Promise<T> {
  const comparing = audits.filter(comparesVersions);
  if (comparing.length === 0 || standing?.table == null) return use(noVersionBefore);
  const snapshot = await openSnapshot({ files: lake.files, session }, lakePath(lake, standing.table.path), {
    version: standing.table.version,
  });
  try {
    const there = new Map(snapshot.schema.fields.map((field) => [field.name.toLowerCase(), field]));
    const items = step.columns.flatMap(({ name, type }) => {
      const field = there.get(name.toLowerCase());
      if (field === undefined) return [];
      const same = toDuckDBType(field.type) === type;
      return `${same ? quoteName(field.name) : `TRY_CAST(${quoteName(field.name)} AS ${type})`} AS ${quoteName(name)}`;
    });
    const rows = await rowsOf(lake, snapshot, standing);
    const previous = `(SELECT ${items.join(', ')} FROM (\n${rows}\n))`;
    const isWhole = items.length === step.columns.length;
    const uncompared = new Set<Audit>();
    for (const audit of isWhole ? [] : comparing)
      if (items.length === 0 || !(await fits(session, audit, previous))) uncompared.add(audit);
    return await use({ previous, uncompared });
  } finally {
    await closeSnapshot(snapshot);
  }
}

/** Whether rows have the columns that an audit compares, and those that its `where` names. */
async function fits(session: Session, audit: Audit, rows: string): Promise<boolean> {
  try {
    const columns = ['1', ...audit.columns.map(quoteName)].join(', ');
    await session.query(`SELECT ${columns} FROM ${rows} WHERE ${lookedAt(audit)} LIMIT 0`);
    return true;
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}
