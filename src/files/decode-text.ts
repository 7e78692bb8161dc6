import { DiagnosticError, diagnose } from '../diagnostics/index.ts';

/** A file's text. Rejects with `file-not-utf8`. */
export function decodeText(path: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new DiagnosticError(diagnose('file-not-utf8', { path }), 1, error);
  }
}
