import { DiagnosticError } from '../diagnostics/index.ts';
import { attemptFolder, type Build, build, buildFile } from '../environment/index.ts';
import { type Lake, lakePath, readLakeJson } from './lake.ts';

/** The build with an id, or null. */
export function readBuild(lake: Lake, model: string, id: string): Promise<Build | null> {
  return readLakeJson(lake, buildFile(model, id), build);
}

/** The same where its files are still there; null where one has been lost: such a build is as good as none. */
export async function readWholeBuild(lake: Lake, model: string, id: string): Promise<Build | null> {
  const found = await readBuild(lake, model, id);
  return found !== null && (await isWhole(lake, found)) ? found : null;
}

/** The same, marked as used, so that cleaning up leaves it alone for a while: it is about to be named by a version. */
export async function takeWholeBuild(lake: Lake, model: string, id: string): Promise<Build | null> {
  const found = await readWholeBuild(lake, model, id);
  if (found === null) return null;
  try {
    await lake.files.touch(lakePath(lake, buildFile(model, id)));
    return found;
  } catch (error) {
    if (error instanceof DiagnosticError && error.diagnostics[0]?.code === 'file-missing') return null;
    throw error;
  }
}

/** Makes room for a new build where the one on record has lost files. Nobody can use it, but its record is in the way. */
export async function forgetBrokenBuild(lake: Lake, model: string, id: string): Promise<void> {
  const found = await readBuild(lake, model, id);
  if (found !== null && !(await isWhole(lake, found)))
    await lake.files.remove(lakePath(lake, buildFile(model, id)));
}

async function isWhole(lake: Lake, { model, id, attempt, files }: Build): Promise<boolean> {
  const folder = lakePath(lake, attemptFolder(model, id, attempt));
  for (const file of files) if ((await lake.files.stat(`${folder}/${file.path}`)) === null) return false;
  return true;
}
