import { build } from '../../environment/index.ts';
import { type Lake, lakePath, readLakeJson } from '../lake.ts';
import type { LakeFile, Ledger } from './ledger.ts';
import type { RetentionPolicy } from './retained-versions.ts';
import type { Survey } from './survey.ts';

/** A build's folder in the survey. */
interface BuildFolder {
  /** `_builds/<layer>/<model>/<id>` */
  readonly path: string;
  readonly id: string;
  readonly files: LakeFile[];
}

/**
 * Removes builds that no version names and that nobody has used within the grace period, and attempts that came to nothing. Tables keep their files: they have names of their own for them. A
 * build is a result that can be had again, so whoever is about to use one that goes at this moment finds a file missing, and builds.
 */
export async function collectBuilds(
  lake: Lake,
  survey: Survey,
  named: ReadonlySet<string>,
  policy: RetentionPolicy,
  ledger: Ledger,
  dryRun: boolean,
): Promise<void> {
  const spared = policy.now - policy.grace;
  for (const folder of foldersOf(survey.builds)) {
    const record = folder.files.find((file) => file.path === `${folder.path}/build.json`);
    const isNamed = named.has(folder.id);
    const chosen = record === undefined ? null : await attemptOf(lake, record);
    let goes = record !== undefined && !isNamed && record.modified < spared;
    if (goes && !dryRun) {
      // Whoever uses a build touches it.
      const now = await lake.files.stat(lakePath(lake, record!.path));
      goes = now !== null && now.modified < spared;
    }
    if (goes) await ledger.remove('builds', record!);
    for (const [attempt, files] of attemptsOf(folder)) {
      const isChosen = attempt === chosen;
      if (isChosen && !goes) continue;
      if (!isChosen && files.some((file) => file.modified >= spared)) continue;
      if (!isChosen && isNamed && record === undefined) continue;
      for (const file of files) await ledger.remove('builds', file);
      if (!dryRun && attempt !== '')
        await lake.files.removeFolder(lakePath(lake, `${folder.path}/${attempt}`));
    }
    if (!dryRun && folder.files.every((file) => ledger.isRemoved(file.path)))
      await lake.files.removeEmptyFolder?.(lakePath(lake, folder.path));
  }
}

function foldersOf(files: readonly LakeFile[]): Iterable<BuildFolder> {
  const folders = new Map<string, BuildFolder>();
  for (const file of files) {
    const [path, id] = /^_builds\/.*?\/([0-9a-f]{64})(?=\/)/.exec(file.path) ?? [];
    if (path === undefined || id === undefined) continue;
    const folder = folders.get(path) ?? { path, id, files: [] };
    folders.set(path, folder);
    folder.files.push(file);
  }
  return folders.values();
}

/** The files beside `build.json`, by the attempt's folder; left-overs that lie in no attempt under ''. */
function attemptsOf({ path, files }: BuildFolder): Map<string, LakeFile[]> {
  const attempts = new Map<string, LakeFile[]>();
  for (const file of files) {
    const below = file.path.slice(path.length + 1);
    if (below === 'build.json') continue;
    const attempt = below.includes('/') ? below.slice(0, below.indexOf('/')) : '';
    const found = attempts.get(attempt);
    if (found === undefined) attempts.set(attempt, [file]);
    else found.push(file);
  }
  return attempts;
}

/** The attempt that counts; null where the record has gone meanwhile. */
async function attemptOf(lake: Lake, record: LakeFile): Promise<string | null> {
  return (await readLakeJson(lake, record.path, build))?.attempt ?? null;
}
