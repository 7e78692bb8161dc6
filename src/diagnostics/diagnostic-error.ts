import type { Diagnostic } from './diagnostic.ts';

/** Exit codes of the command line; see docs/reference/exit-codes.md. */
export type FailureExit = 1 | 3 | 4;

/**
 * How code at the edge (files, engine, sources) reports an expected failure. Pure stages return diagnostics instead.
 * `exitCode`: 1 error, 3 stopped by a check, 4 conflict.
 */
export class DiagnosticError extends Error {
  readonly diagnostics: readonly Diagnostic[];
  readonly exitCode: FailureExit;

  constructor(diagnostics: Diagnostic | readonly Diagnostic[], exitCode: FailureExit = 1, cause?: unknown) {
    const all: readonly Diagnostic[] = Array.isArray(diagnostics) ? diagnostics : [diagnostics as Diagnostic];
    super(
      all.map((diagnostic) => diagnostic.summary).join('; '),
      cause === undefined ? undefined : { cause },
    );
    this.name = 'DiagnosticError';
    this.diagnostics = all;
    this.exitCode = exitCode;
  }
}
