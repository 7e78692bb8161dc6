import { type Lake, lakePath } from '../lake.ts';

/** Gives a damaged file another name, under which nobody reads it, to make room for a right one. Nothing happens where there is none. */
export async function setAside(lake: Lake, path: string): Promise<void> {
  const from = lakePath(lake, path);
  if ((await lake.files.stat(from)) === null) return;
  await lake.files.link(from, `${from}.damaged-${lake.clock.uuid()}`);
  await lake.files.remove(from);
}
