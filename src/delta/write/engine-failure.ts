import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';

/** The engine reports what the operating system refused as text only. Such an error as a DiagnosticError; any other as it came. */
export function engineFailure(error: unknown, path: string): unknown {
  const message = error instanceof Error ? error.message : '';
  const diagnostic = /No space left on device|Disk quota exceeded|Could not write all bytes/.test(message)
    ? diagnose('disk-full', { path, action: 'write' })
    : /Permission denied|Operation not permitted/.test(message)
      ? diagnose('permission-denied', { path, action: 'write' })
      : /Read-only file system/.test(message)
        ? diagnose('read-only-file-system', { path, action: 'write' })
        : null;
  return diagnostic === null ? error : new DiagnosticError(diagnostic, 1, error);
}
