import { definitionFile, leavingFile, leavingFolder } from '../../environment/index.ts';
import { type Lake, lakePath } from '../lake.ts';
import type { Ledger } from './ledger.ts';
import type { RetentionPolicy } from './retained-versions.ts';
import type { Survey } from './survey.ts';

/**
 * Removes definitions that nobody names. Their names are hashes of what they say, so one may come into use again at the very moment it goes. Therefore it is set aside first; then all
 * versions, also those under way, are read once more (`namedNow`); what is named by then is put back. Whoever makes a version names its definitions in the intent, and looks whether they are
 * there after that.
 */
export async function collectDefinitions(
  lake: Lake,
  survey: Survey,
  named: ReadonlySet<string>,
  namedNow: () => Promise<ReadonlySet<string>>,
  policy: RetentionPolicy,
  ledger: Ledger,
  dryRun: boolean,
): Promise<void> {
  const spared = policy.now - policy.grace;
  const leaving = new Set<string>();
  for (const file of survey.definitions) {
    const [, aside, hash] = /^_definitions\/(leaving\/)?([0-9a-f]{64})\.json$/.exec(file.path) ?? [];
    if (hash === undefined) {
      const name = file.path.slice(file.path.lastIndexOf('/') + 1);
      if (name.startsWith('.tmp-') && file.modified < spared) await ledger.remove('scratch', file);
      continue;
    }
    if (aside !== undefined) {
      leaving.add(hash);
      continue;
    }
    if (named.has(hash) || file.modified >= spared) continue;
    if (!dryRun) {
      const now = await lake.files.stat(lakePath(lake, file.path));
      if (now === null || now.modified >= spared) continue;
      const text = await lake.files.read(lakePath(lake, file.path));
      await lake.files.putIfAbsent(lakePath(lake, leavingFile(hash)), text);
      await lake.files.remove(lakePath(lake, file.path));
      leaving.add(hash);
    } else ledger.note('definitions', file);
  }
  if (dryRun || leaving.size === 0) return;
  const still = await namedNow();
  const files = new Map(survey.definitions.map((file) => [file.path, file]));
  for (const { name } of await lake.files.list(lakePath(lake, leavingFolder))) {
    const hash = /^([0-9a-f]{64})\.json$/.exec(name)?.[1];
    if (hash === undefined) continue;
    const path = lakePath(lake, leavingFile(hash));
    if (still.has(hash))
      await lake.files.putIfAbsent(lakePath(lake, definitionFile(hash)), await lake.files.read(path));
    const listed = files.get(definitionFile(hash));
    await lake.files.remove(path);
    if (!still.has(hash) && listed !== undefined) ledger.note('definitions', listed);
  }
}
