import { checkpointIfDue } from '../delta/index.ts';
import { type Diagnostic, DiagnosticError, diagnose } from '../diagnostics/index.ts';
import type { ManifestRecord } from '../environment/index.ts';
import { EngineError, type Session } from '../ports/index.ts';
import { type Lake, lakePath } from './lake.ts';

/**
 * Gives the tables that a version committed to their checkpoints, where one is due: every tenth commit. The version is committed already: a checkpoint that fails costs readers time and
 * nothing else, so that it is a warning.
 */
export async function checkpointTables(
  lake: Lake,
  session: Session,
  record: ManifestRecord,
): Promise<Diagnostic[]> {
  const diagnostics: Diagnostic[] = [];
  const ports = { files: lake.files, session, clock: lake.clock };
  for (const { table } of record.tables) {
    try {
      await checkpointIfDue(ports, lakePath(lake, table.path), table.version);
    } catch (error) {
      if (!(error instanceof DiagnosticError || error instanceof EngineError)) throw error;
      diagnostics.push(
        diagnose('checkpoint-skipped', { path: table.path, version: table.version, problem: error.message }),
      );
    }
  }
  return diagnostics;
}
