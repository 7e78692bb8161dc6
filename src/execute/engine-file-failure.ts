import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import { EngineError } from '../ports/index.ts';

/**
 * What an engine's error says of the disk, in the words that our own file operations have for it; null where it is about something else. The engine
 * gives no code, only the system's message at the end of its own: DuckDB's `Could not write file "…": No space left on device`.
 */
export function engineFileFailure(error: unknown): DiagnosticError | null {
  if (!(error instanceof EngineError)) return null;
  const { message } = error.failure;
  const path = /file "([^"]+)"/i.exec(message)?.[1] ?? 'its files';
  const action = 'write';
  if (/No space left on device|Disk quota exceeded/i.test(message))
    return new DiagnosticError(diagnose('disk-full', { path, action }), 1, error);
  if (/Read-only file system/i.test(message))
    return new DiagnosticError(diagnose('read-only-file-system', { path, action }), 1, error);
  if (/: Permission denied/i.test(message))
    return new DiagnosticError(diagnose('permission-denied', { path, action: 'open' }), 1, error);
  if (/Input\/output error/i.test(message))
    return new DiagnosticError(
      diagnose('file-operation-failed', { path, action, reason: message }),
      1,
      error,
    );
  return null;
}
