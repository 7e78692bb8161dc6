import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';

/** Milliseconds since 1970 of a time as users write it (ISO 8601). */
export function millisecondsOf(time: string): number {
  const milliseconds = Date.parse(time);
  if (!Number.isNaN(milliseconds)) return milliseconds;
  throw new DiagnosticError(diagnose('as-of-invalid', { value: time }));
}
