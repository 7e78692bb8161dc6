import { environmentOfFolder } from '../../environment/index.ts';
import { forgetFailuresOf } from '../evidence/forget-failures.ts';
import { type Lake, lakePath } from '../lake.ts';
import { announceVersions, collectChunks, collectVersions, keptVersions } from './collect-versions.ts';
import { readLakeRoots } from './lake-roots.ts';
import { presentFolder, readLakeState } from './lake-state.ts';
import { openLedger } from './ledger.ts';
import type { RetentionPolicy } from './retained-versions.ts';
import { filesBelow, type Survey } from './survey.ts';

/** Removes what is left of a dropped environment: its tables' folders, rows that failed its audits, its versions but for the one that tells its end. Nobody reads from it: that was made sure when it was dropped. */
export async function removeDropped(
  lake: Lake,
  environment: string,
  policy: RetentionPolicy,
): Promise<{ readonly files: number; readonly freedBytes: number }> {
  const ledger = openLedger(lake, false);
  const only = async () => new Map([...(await readLakeState(lake))].filter(([name]) => name === environment));
  const empty: Survey = { definitions: [], builds: [], environments: [], scratch: [], tables: new Map() };
  const survey = { ...empty, environments: await filesBelow(lake, `_environments/${environment}`) };
  await announceVersions(lake, await only(), policy);
  const states = await only();
  const kept = keptVersions(await readLakeState(lake), policy);
  await collectVersions(survey, states, kept, ledger);
  await collectChunks(survey, states, await readLakeRoots(lake, states, kept), ledger);
  const state = states.get(environment);
  if (state === undefined) return { files: 0, freedBytes: 0 };
  for (const { name, isFolder } of await lake.files.list(lake.folder)) {
    if (!isFolder || environmentOfFolder(name) !== environment || name === presentFolder(state)) continue;
    await removeTablesFolder(lake, name, ledger.remove);
  }
  // One that was made anew under its name meanwhile has its own.
  if (presentFolder(state) === null) await forgetFailuresOf(lake, environment);
  return { files: ledger.totals().tables.files, freedBytes: ledger.freed() };
}

/** A folder that an environment had before it was dropped: no later one of its name uses it. Logs go first, so that nobody finds a table without its files. */
export async function removeTablesFolder(
  lake: Lake,
  folder: string,
  remove: ReturnType<typeof openLedger>['remove'],
): Promise<void> {
  const files = await filesBelow(lake, folder);
  const isLog = ({ path }: { readonly path: string }) => path.includes('/_delta_log/');
  for (const file of [...files.filter(isLog), ...files.filter((file) => !isLog(file))])
    await remove('tables', file);
  await lake.files.removeFolder(lakePath(lake, folder));
}
