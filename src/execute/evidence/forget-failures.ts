import { type Lake, lakePath } from '../lake.ts';
import { failuresFolder } from './failures-folder.ts';

/** How many files there are of rows that failed audits, of all environments. */
export async function countFailures(lake: Lake): Promise<number> {
  const all = await lake.files.listAll(lakePath(lake, failuresFolder));
  return all.filter(({ isFolder }) => !isFolder).length;
}

/** Removes the rows that are kept of failed audits of one environment. */
export async function forgetFailuresOf(lake: Lake, environment: string): Promise<void> {
  for (const { name, isFolder } of await lake.files.listAll(lakePath(lake, failuresFolder)))
    if (!isFolder && name.split('/')[1] === environment)
      await lake.files.remove(lakePath(lake, `${failuresFolder}/${name}`));
}

/** Removes the rows that are kept of failed audits, of all environments: an audit of the project's own may have told of any model's rows. They are a sample that the next failure makes again. */
export async function forgetFailures(lake: Lake): Promise<void> {
  for (const { name, isFolder } of await lake.files.listAll(lakePath(lake, failuresFolder)))
    if (!isFolder) await lake.files.remove(lakePath(lake, `${failuresFolder}/${name}`));
}
