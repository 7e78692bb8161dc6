import { constants } from 'node:fs';
import { chmod, copyFile, link, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  createDurableFolder,
  type Modes,
  maskModes,
  syncPath,
  temporaryBeside,
  withTemporary,
} from './durable.ts';
import { systemCode } from './failure.ts';

/** Across devices or bind mounts, another owner's file (protected_hardlinks), 65,000 links, no links here. */
const linkImpossible = new Set(['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** Gives `to` the content of `from` without ever overwriting; rejects with the system's error, EEXIST where `to` is taken. */
export async function linkOrCopy(
  from: string,
  to: string,
  modes: Modes = maskModes,
): Promise<'linked' | 'copied'> {
  try {
    await link(from, to);
    return 'linked';
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' && (await folderIsMissing(to))) {
      await stat(from);
      await createDurableFolder(dirname(to), modes);
      return linkOrCopy(from, to, modes);
    }
    if (code === null || !linkImpossible.has(code)) throw error;
  }
  const temporary = temporaryBeside(to);
  await withTemporary(temporary, async () => {
    await copyFile(from, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await syncPath(temporary);
    await chmod(temporary, (await stat(from)).mode & 0o777);
    await link(temporary, to);
  });
  return 'copied';
}

async function folderIsMissing(path: string): Promise<boolean> {
  return stat(dirname(path)).then(
    () => false,
    (error) => systemCode(error) === 'ENOENT',
  );
}
