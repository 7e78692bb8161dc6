import type { Span } from '../text/index.ts';

export type Severity = 'error' | 'warning' | 'note';

/** Another place that explains a diagnostic: where a macro was called, where the other duplicate stands. */
export interface RelatedPlace {
  readonly message: string;
  readonly span: Span;
}

/**
 * One thing to tell the user. `summary` says in a line what is wrong, `detail` what was expected and found, `hint` what to do;
 * `subject` is where. Words come from the catalogue only.
 */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly summary: string;
  readonly detail?: string;
  readonly subject: Span | null;
  /** The larger construct that `subject` is part of. */
  readonly context?: Span;
  readonly related?: readonly RelatedPlace[];
  readonly hint?: string;
}

/** What a stage gives: its value as far as it got, and what is to be said about it. */
export interface Outcome<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}
