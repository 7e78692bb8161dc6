import { DiagnosticError } from '../../diagnostics/index.ts';
import type { Files } from '../../ports/index.ts';
import type { Action } from '../actions/action.ts';
import { decodeCommit, encodeCommit } from '../actions/commit-text.ts';
import { commitPath, logFolder, parseLogName } from './log-names.ts';

/** Puts `actions` as commit `version` of the table, if that version is free; says whether it was. The whole commit appears at once or not at all. */
export function commitVersion(
  files: Files,
  table: string,
  version: number,
  actions: readonly Action[],
): Promise<boolean> {
  return files.putIfAbsent(commitPath(table, version), encodeCommit(actions));
}

/** The actions of commit `version`, in order; null where there is no such file (never was, or cleaned up). */
export async function readCommit(files: Files, table: string, version: number): Promise<Action[] | null> {
  const path = commitPath(table, version);
  try {
    return decodeCommit(await files.readText(path), path);
  } catch (error) {
    if (error instanceof DiagnosticError && error.diagnostics[0]?.code === 'file-missing') return null;
    throw error;
  }
}

/** The newest version of the table; −1 where there is no log. */
export async function latestVersion(files: Files, table: string): Promise<number> {
  let latest = -1;
  for (const file of await files.list(logFolder(table))) {
    const parsed = parseLogName(file.name);
    // A checkpoint is written after its commit, so it stands for that version even when clean-up took the commit.
    if (parsed === null || parsed.kind === 'compacted' || parsed.kind === 'checksum') continue;
    latest = Math.max(latest, parsed.version);
  }
  return latest;
}
