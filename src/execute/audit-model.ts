import type { Diagnostic } from '../diagnostics/index.ts';
import type { StoredAuditResult } from '../environment/index.ts';
import type { Session } from '../ports/index.ts';
import type { Audit } from '../project/index.ts';
import {
  type AuditResult,
  auditDiagnostics,
  auditKey,
  auditName,
  type CheckRequest,
  checkTable,
  judged,
} from '../quality/index.ts';
import type { OnEvent } from './events.ts';
import type { AsideCounts } from './quarantine/side-table.ts';
import type { Step } from './step.ts';

/** What audits may ask for beside the rows; see `CheckRequest`. */
export type AuditContext = Pick<CheckRequest, 'sqlOf' | 'previous' | 'uncompared' | 'now' | 'apart'>;

/** Content and audits of a step's result, in as few scans as can be. `relation` is a SELECT over its stored rows. */
export async function auditAndMeasure(
  session: Session,
  step: Step,
  relation: string,
  audits: readonly Audit[],
  context: AuditContext = {},
): Promise<{ content: string; results: StoredAuditResult[] }> {
  const check = await checkTable((sql) => session.query(sql), {
    ...auditRequest(step, relation, audits),
    ...context,
    content: true,
  });
  return { content: check.content!, results: check.results.map(stored) };
}

/** The audits alone, of rows that stand or that a view gives. */
export async function auditRelation(
  session: Session,
  step: Pick<Step, 'personal' | 'columns' | 'audits'>,
  relation: string,
  audits: readonly Audit[] = step.audits,
  context: AuditContext = {},
): Promise<{ rows: number; results: StoredAuditResult[] }> {
  if (audits.length === 0) return { rows: 0, results: [] };
  const request = { ...auditRequest(step, relation, audits), ...context };
  const check = await checkTable((sql) => session.query(sql), request);
  return { rows: check.rows, results: check.results.map(stored) };
}

/** The results that a build has of the audits, and the audits that it has not seen. */
export function missingAudits(
  audits: readonly Audit[],
  results: readonly StoredAuditResult[],
): { known: ReadonlyMap<string, StoredAuditResult>; missing: readonly Audit[] } {
  const known = new Map(results.map((result) => [result.audit, result]));
  return { known, missing: audits.filter((audit) => !known.has(auditKey(audit))) };
}

/** Results by audit key, and more of them. */
export function withResults(
  known: ReadonlyMap<string, StoredAuditResult>,
  more: readonly StoredAuditResult[],
): ReadonlyMap<string, StoredAuditResult> {
  return new Map([...known, ...more.map((result): [string, StoredAuditResult] => [result.audit, result])]);
}

/** The step's audits judged: what to say, whether the commit may go on. `results` by audit key; `standing` as in `auditDiagnostics`. */
export function judgeAudits(
  step: Pick<Step, 'name' | 'audits'>,
  results: ReadonlyMap<string, StoredAuditResult>,
  rows: number,
  onEvent: OnEvent,
  aside: AsideCounts | null = null,
  standing: readonly string[] | null = null,
): {
  diagnostics: readonly Diagnostic[];
  blocked: boolean;
  counts: { passed: number; warned: number; failed: number };
  results: readonly StoredAuditResult[];
} {
  // What happens on failure, and from how many rows on, is the step's word, not that of the build that ran the audit first.
  const inOrder = step.audits.map((audit): StoredAuditResult => {
    const result = results.get(auditKey(audit))!;
    const whole = { ...result, rows: result.rows ?? rows };
    if (audit.onFailure !== 'quarantine') return judged(audit, whole);
    // What putting rows aside did not mend, such as a key that stands in the table already.
    if (result.failures > 0) return { ...whole, status: 'failed', onFailure: 'block' };
    const found = aside?.byAudit.get(auditName(audit)) ?? 0;
    return judged(audit, { ...whole, failures: found, rows: whole.rows + (aside?.rows ?? 0) });
  });
  const failed = inOrder.filter((result) => result.status === 'failed');
  for (const result of failed) onEvent({ kind: 'audit-failed', model: step.name, result });
  const blocking = failed.filter((result) => result.onFailure === 'block').length;
  return {
    diagnostics: auditDiagnostics(
      step.name,
      step.audits,
      inOrder as unknown as readonly AuditResult[],
      rows,
      standing,
    ),
    blocked: blocking > 0,
    counts: { passed: inOrder.length - failed.length, warned: failed.length - blocking, failed: blocking },
    results: inOrder,
  };
}

/** A request for audits of rows that have the step's columns. */
export function auditRequest(
  step: Pick<Step, 'personal' | 'columns'>,
  relation: string,
  audits: readonly Audit[],
): CheckRequest {
  const personal = new Set(step.personal.map((name) => name.toLowerCase()));
  return {
    relation: `(\n${relation}\n)`,
    columns: step.columns.map(({ name, type }) => ({ name, type, pii: personal.has(name.toLowerCase()) })),
    audits,
    content: false,
  };
}

function stored(result: AuditResult): StoredAuditResult {
  return JSON.parse(JSON.stringify(result)) as StoredAuditResult;
}
