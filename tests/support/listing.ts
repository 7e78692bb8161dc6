import { existsSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Everything below a folder with all that tells whether it was written, replaced or touched: path → type, mode, inode, size, time in nanoseconds. */
export async function listingOf(folder: string): Promise<Record<string, string>> {
  const listing: Record<string, string> = {};
  if (!existsSync(folder)) return listing;
  for (const name of ['.', ...(await readdir(folder, { recursive: true })).sort()]) {
    const { mode, ino, size, mtimeNs } = await lstat(join(folder, name), { bigint: true });
    listing[name] = `${mode.toString(8)} ${ino} ${size} ${mtimeNs}`;
  }
  return listing;
}
