import { type Lake, lakePath } from '../lake.ts';
import type { LakeFile, Ledger } from './ledger.ts';
import type { RetentionPolicy } from './retained-versions.ts';
import type { Survey } from './survey.ts';

/** Removes what lies in the scratch folder and was not written to within the grace period: its process is gone. */
export async function collectScratch(
  lake: Lake,
  survey: Survey,
  policy: RetentionPolicy,
  ledger: Ledger,
  dryRun: boolean,
): Promise<void> {
  const things = new Map<string, LakeFile[]>();
  for (const file of survey.scratch) {
    const [top, first] = file.path.split('/') as [string, string];
    const thing = things.get(`${top}/${first}`);
    if (thing === undefined) things.set(`${top}/${first}`, [file]);
    else thing.push(file);
  }
  for (const [path, files] of things) {
    if (files.some((file) => file.modified >= policy.now - policy.grace)) continue;
    for (const file of files) await ledger.remove('scratch', file);
    if (!dryRun && files.some((file) => file.path !== path))
      await lake.files.removeFolder(lakePath(lake, path));
  }
}
