import type { Diagnostic } from '../diagnostics/index.ts';
import type { StoredAuditResult } from '../environment/index.ts';
import type { Session } from '../ports/index.ts';
import type { Audit } from '../project/index.ts';
import { auditDiagnostics, auditKey, checkTable } from '../quality/index.ts';
import type { OnEvent } from './events.ts';
import type { Step } from './step.ts';

/** Content and audits of a step's result, in as few scans as can be. `relation` is a SELECT over its stored rows. */
export async function auditAndMeasure(
  session: Session,
  step: Step,
  relation: string,
  audits: readonly Audit[],
): Promise<{ content: string; results: StoredAuditResult[] }> {
  const check = await checkTable((sql) => session.query(sql), request(step, relation, audits, true));
  return { content: check.content!, results: check.results.map(stored) };
}

/** The audits alone, of rows that stand or that a view gives. */
export async function auditRelation(
  session: Session,
  step: Step,
  relation: string,
  audits: readonly Audit[] = step.audits,
): Promise<{ rows: number; results: StoredAuditResult[] }> {
  if (audits.length === 0) return { rows: 0, results: [] };
  const check = await checkTable((sql) => session.query(sql), request(step, relation, audits, false));
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

/** The step's audits judged: what to say, whether the commit may go on. `results` by audit key. */
export function judgeAudits(
  step: Step,
  results: ReadonlyMap<string, StoredAuditResult>,
  rows: number,
  onEvent: OnEvent,
): {
  diagnostics: readonly Diagnostic[];
  blocked: boolean;
  counts: { passed: number; warned: number; failed: number };
} {
  // What happens on failure is the step's word, not that of the build that ran the audit first.
  const inOrder = step.audits.map((audit) => ({
    ...results.get(auditKey(audit))!,
    onFailure: audit.onFailure,
  }));
  const failed = inOrder.filter((result) => result.status === 'failed');
  for (const result of failed) onEvent({ kind: 'audit-failed', model: step.name, result });
  const blocking = failed.filter((result) => result.onFailure === 'block').length;
  return {
    diagnostics: auditDiagnostics(
      step.name,
      step.audits,
      inOrder as Parameters<typeof auditDiagnostics>[2],
      rows,
    ),
    blocked: blocking > 0,
    counts: { passed: inOrder.length - failed.length, warned: failed.length - blocking, failed: blocking },
  };
}

function request(step: Step, relation: string, audits: readonly Audit[], content: boolean) {
  const personal = new Set(step.personal.map((name) => name.toLowerCase()));
  return {
    relation: `(\n${relation}\n)`,
    columns: step.columns.map(({ name, type }) => ({ name, type, pii: personal.has(name.toLowerCase()) })),
    audits,
    content,
  };
}

function stored(result: {
  readonly audit: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly onFailure: 'block' | 'warn';
  readonly status: 'passed' | 'failed';
  readonly failures: number;
  readonly sample: {
    readonly columns: readonly string[];
    readonly rows: readonly (readonly unknown[])[];
  } | null;
}): StoredAuditResult {
  return JSON.parse(JSON.stringify(result)) as StoredAuditResult;
}
