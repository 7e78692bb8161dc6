import { type Diagnostic, DiagnosticError, diagnose } from '../diagnostics/index.ts';

/** The code of a system error (`ENOENT`), or null where `error` is none. */
export function systemCode(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : null;
}

/** The DiagnosticError for a system error met on trying to `action` (an infinitive: `read`, `write`) `path`; our own errors pass through. */
export function fileFailure(error: unknown, action: string, path: string): Error {
  if (error instanceof DiagnosticError) return error;
  const code = systemCode(error);
  if (code === null) return error instanceof Error ? error : new Error(String(error));
  return new DiagnosticError(diagnosticOf(code, error as Error, action, path), 1, error);
}

function diagnosticOf(code: string, error: Error, action: string, path: string): Diagnostic {
  switch (code) {
    case 'ENOENT':
      return diagnose('file-missing', { path });
    case 'EEXIST':
      return diagnose('file-exists', { path });
    case 'EACCES':
    case 'EPERM':
      return diagnose('permission-denied', { path, action });
    case 'ENOSPC':
    case 'EDQUOT':
      return diagnose('disk-full', { path, action });
    case 'EROFS':
      return diagnose('read-only-file-system', { path, action });
    case 'ENOTDIR':
      return diagnose('not-a-folder', { path });
    case 'EISDIR':
      return diagnose('not-a-file', { path });
    case 'EMFILE':
    case 'ENFILE':
      return diagnose('too-many-open-files', { path });
    case 'ENAMETOOLONG':
      return diagnose('name-too-long', { path });
    default:
      return diagnose('file-operation-failed', { path, action, reason: error.message });
  }
}
