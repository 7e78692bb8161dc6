import { type Diagnostic, DiagnosticError } from '../../diagnostics/index.ts';
import type { ManifestRecord } from '../../environment/index.ts';
import type { Context } from '../commands/context.ts';
import type { OpenProject } from '../open-project.ts';
import { openTelling, type TellingRequest } from './telling.ts';

export interface CommittedWork {
  readonly record: ManifestRecord;
  readonly diagnostics: readonly Diagnostic[];
}

/** Does work that commits one version without events of its own, a rollback for instance, and tells its end. Its diagnostics are said, and warnings of what could not be told. */
export async function tellCommit(
  context: Context,
  open: OpenProject,
  request: TellingRequest,
  work: () => Promise<CommittedWork>,
): Promise<ManifestRecord> {
  const telling = openTelling(context, open, request);
  const say = (warnings: readonly Diagnostic[]) => context.console.diagnostics(warnings, open.fileText);
  try {
    const { record, diagnostics } = await work();
    say([
      ...diagnostics,
      ...(await telling.ended({ outcome: 'succeeded', exitCode: 0, versions: [record], diagnostics })),
    ]);
    return record;
  } catch (error) {
    say(await telling.ended({ ...failureOf(error), versions: [] }));
    throw error;
  }
}

/** How a run ended that was thrown out of. */
export function failureOf(error: unknown) {
  const known = error instanceof DiagnosticError ? error : null;
  const exitCode = known?.exitCode ?? 1;
  return {
    outcome: exitCode === 4 ? ('conflict' as const) : ('failed' as const),
    exitCode,
    diagnostics: known?.diagnostics ?? [],
    message: error instanceof Error ? error.message : String(error),
  };
}
