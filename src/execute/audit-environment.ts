import type { Diagnostic } from '../diagnostics/index.ts';
import type { Manifest, ManifestModel, StoredAuditResult } from '../environment/index.ts';
import type { Session } from '../ports/index.ts';
import { type Audit, auditReads } from '../project/index.ts';
import { comparesVersions } from '../quality/index.ts';
import { contextOf, withVersionBefore } from './audit-context.ts';
import { auditRelation, judgeAudits } from './audit-model.ts';
import { readVersion } from './base-environment.ts';
import { buildFailure } from './build-model.ts';
import { defineEnvironment, type ReadThrough } from './define-environment.ts';
import type { Lake } from './lake.ts';
import { defineMacros, noRelations, quoteRelation } from './run-database.ts';
import type { Step } from './step.ts';

/** What the audits of a model say of what stands. */
export interface AuditedModel {
  readonly name: string;
  readonly rows: number;
  readonly audits: readonly Audit[];
  /** In the order of the audits. */
  readonly results: readonly StoredAuditResult[];
  readonly diagnostics: readonly Diagnostic[];
  readonly counts: { readonly passed: number; readonly warned: number; readonly failed: number };
}

/** So many versions back the version before is looked for. */
const mostVersions = 100;

/** Runs audits of a model on the rows that an environment holds of it. `audits`: those of the step that are asked. Changes nothing. Rejects with what the engine rejects with. */
export async function auditStanding(
  lake: Lake,
  session: Session,
  manifest: Manifest,
  step: Step,
  audits: readonly Audit[],
  through: ReadThrough,
): Promise<AuditedModel> {
  const reads = audits.flatMap((audit) => [...auditReads(audit)]);
  for (const relation of new Set([step.name, ...reads]))
    await defineEnvironment(
      lake,
      session,
      manifest,
      `SELECT * FROM ${quoteRelation(relation)}`,
      through,
      true,
    );
  const macros = audits.flatMap((audit) => [...(audit.macros ?? [])]);
  await defineMacros(session, { name: step.name, macros }, noRelations());
  const select = `SELECT * FROM ${quoteRelation(step.name)}`;
  const standing = manifest.models.get(step.key)!;
  const before = audits.some(comparesVersions) ? await versionBefore(lake, manifest, standing) : null;
  const { rows, results } = await withVersionBefore(lake, session, step, audits, before, (earlier) =>
    auditRelation(session, step, select, audits, contextOf(step, select, earlier, lake.clock.now())),
  ).catch((error: unknown) => {
    throw buildFailure(step, error, reads.length > 0);
  });
  const asked = { name: step.name, audits };
  const byKey = new Map(results.map((result) => [result.audit, result]));
  const judged = judgeAudits(asked, byKey, rows, () => {}, null, []);
  return { name: step.name, rows, audits, ...judged };
}

/** The model as it stood before it became what it is: of the newest earlier version that held other rows, where that is still on record. */
async function versionBefore(
  lake: Lake,
  { record }: Manifest,
  standing: ManifestModel,
): Promise<ManifestModel | null> {
  let parent = record.parent;
  for (let step = 0; parent !== null && step < mostVersions; step++) {
    const earlier = await readVersion(lake, record.environment, parent).catch(() => null);
    const model = earlier?.models.get(standing.name.toLowerCase());
    if (earlier === null || model === undefined) return null;
    if (model.content !== standing.content) return model.table === null ? null : model;
    parent = earlier.record.parent;
  }
  return null;
}
