import type { Files } from '../../ports/index.ts';
import type { DataFile } from '../actions/index.ts';

/** Makes written files and their folders durable: data must be on disk before the log says that it is. */
export async function syncWritten(
  files: Files,
  folder: string,
  written: readonly Pick<DataFile, 'path'>[],
): Promise<void> {
  const folders = new Set<string>([folder]);
  for (const file of written) {
    await files.sync(`${folder}/${file.path}`);
    for (let at = file.path.lastIndexOf('/'); at > 0; at = file.path.lastIndexOf('/', at - 1)) {
      folders.add(`${folder}/${file.path.slice(0, at)}`);
    }
  }
  for (const one of folders) await files.sync(one);
}
