import { type Lake, lakePath } from '../lake.ts';
import { differencesOf } from '../parity-ledger/index.ts';
import type { LakeFile, Ledger } from './ledger.ts';
import type { RetentionPolicy } from './retained-versions.ts';
import { filesBelow } from './survey.ts';

/**
 * Removes the tables of differing rows that the project's parallel run wrote longer ago than versions are kept; and what a process that was killed left of one. The ledger keeps what it says of them.
 */
export async function collectDifferences(
  lake: Lake,
  policy: RetentionPolicy,
  ledger: Ledger,
  dryRun: boolean,
): Promise<void> {
  const folder = differencesOf(policy.project ?? lake.project.name);
  const tables = new Map<string, LakeFile[]>();
  for (const file of await filesBelow(lake, folder)) {
    const [pair = '', run = ''] = file.path.slice(folder.length + 1).split('/');
    const path = `${folder}/${pair}/${run}`;
    tables.set(path, [...(tables.get(path) ?? []), file]);
  }
  for (const [path, files] of tables) {
    const isTable = files.some((file) => file.path.includes('/_delta_log/'));
    const kept = isTable ? Math.max(policy.retention, policy.grace) : policy.grace;
    if (files.some((file) => file.modified >= policy.now - kept)) continue;
    for (const file of files) await ledger.remove('differences', file);
    if (!dryRun) await lake.files.removeFolder(lakePath(lake, path));
  }
}
