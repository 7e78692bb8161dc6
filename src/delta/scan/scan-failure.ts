import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { EngineError } from '../../ports/index.ts';

/** An engine's error from running a scan, in words where the cause is a file that the log names and that is gone; any other as it came. */
export function scanFailure(error: unknown, table: string): unknown {
  if (!(error instanceof EngineError)) return error;
  const missing =
    /No files found that match the pattern "([^"]*)"/.exec(error.failure.message) ??
    /Cannot open file "([^"]*)": No such file/.exec(error.failure.message);
  if (missing === null) return error;
  const file = missing[1]!.replace(/\[([*?[])\]/g, '$1');
  return new DiagnosticError(diagnose('delta-files-missing', { table, files: [file] }), 1, error);
}
