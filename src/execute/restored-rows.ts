import { resolvePath } from '../delta/index.ts';
import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import { keepsRows, type ManifestModel, ownsTable } from '../environment/index.ts';
import type { Session } from '../ports/index.ts';
import { readWholeBuild } from './builds.ts';
import { type BaseTable, closeBaseTable, linkedFiles, openBaseTable } from './kinds/base-table.ts';
import type { Lake } from './lake.ts';
import { filesOf, type RowChange } from './row-change.ts';

export interface RestoreRequest {
  readonly environment: string;
  /** The model as it stood. */
  readonly then: ManifestModel;
  /** As it stands; null where it is not there, or where its files are laid out otherwise. */
  readonly now: ManifestModel | null;
  /** The version at which its table stands; −1 where there is none. */
  readonly head: number;
}

/**
 * The rows that a model had, from files that were kept: its build's where it was made whole, else those that its table had in that version, as long as they are not cleaned away. Of a table that is
 * changed in parts only the files that differ are touched. Rejects with exit 4 where one is gone.
 */
export async function restoredRows(
  lake: Lake,
  session: Session,
  request: RestoreRequest,
): Promise<RowChange> {
  const { then, now, head, environment } = request;
  const [id] = then.builds;
  const build = keepsRows(then.kind) || id === undefined ? null : await readWholeBuild(lake, then.name, id);
  if (build !== null) return { kind: 'replace', files: filesOf(build) };
  const old = await openOld(lake, session, then);
  try {
    const owned = ownsTable(environment, then.table!.path) && now?.table?.path === then.table!.path;
    if (!owned || head < 0) {
      await expectFiles(lake, old, old.files);
      return { kind: 'replace', files: linkedFiles(old, old.files) };
    }
    const present = await openBaseTable(lake, session, now, head, true);
    try {
      const had = new Set(old.files.map(({ add }) => add.path));
      const has = new Set(present.files.map(({ add }) => add.path));
      const back = old.files.filter(({ add }) => !has.has(add.path));
      await expectFiles(lake, old, back);
      return {
        kind: 'update',
        removes: new Set([...has].filter((path) => !had.has(path))),
        files: linkedFiles(old, back),
        operation: { name: 'RESTORE', parameters: { version: String(then.table!.version) } },
      };
    } finally {
      await closeBaseTable(present);
    }
  } finally {
    await closeBaseTable(old);
  }
}

async function openOld(lake: Lake, session: Session, then: ManifestModel): Promise<BaseTable> {
  try {
    return await openBaseTable(lake, session, then, then.table!.version, false);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    throw new DiagnosticError(diagnose('rollback-build-gone', { model: then.name }), 4, error);
  }
}

async function expectFiles(lake: Lake, base: BaseTable, files: BaseTable['files']): Promise<void> {
  for (const { add } of files)
    if ((await lake.files.stat(resolvePath(base.snapshot.table, add.path))) === null)
      throw new DiagnosticError(diagnose('rollback-build-gone', { model: base.entry.name }), 4);
}
