import { type Diagnostic, DiagnosticError, type Severity } from '../../diagnostics/index.ts';

/** One thing looked at. */
export interface Finding {
  /** What, in a word or two. */
  readonly check: string;
  /** What was found, in a few words; never a secret. */
  readonly found: string;
  /** What is wrong with it, and how to mend that; empty where nothing is. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The worst of its diagnostics. */
export function statusOf({ diagnostics }: Finding): 'ok' | Severity {
  for (const severity of ['error', 'warning', 'note'] as const)
    if (diagnostics.some((each) => each.severity === severity)) return severity;
  return 'ok';
}

export function finding(check: string, found: string, ...diagnostics: (Diagnostic | null)[]): Finding {
  return { check, found, diagnostics: diagnostics.filter((each) => each !== null) };
}

/** A failure as a finding; what is no diagnostic is said by `otherwise`. */
export function failedFinding(
  check: string,
  error: unknown,
  otherwise: (problem: string) => Diagnostic,
): Finding {
  if (error instanceof DiagnosticError) return { check, found: 'failed', diagnostics: error.diagnostics };
  return finding(check, 'failed', otherwise(error instanceof Error ? error.message : String(error)));
}
