import { createHash } from 'node:crypto';
import type { ProjectFiles } from '../../project/index.ts';

/** Raised whenever what is stored, or what compile makes of the same files, changes its form. */
const cacheFormat = 20;

/**
 * Names the result of compiling these files: every text and every data file by content, and `identity`, which stands for all else that decides (versions of
 * Lode and of the engine).
 */
export function cacheKey(files: ProjectFiles, identity: string): string {
  const hash = createHash('sha256');
  const add = (text: string): void => {
    hash.update(`${Buffer.byteLength(text)}:`).update(text);
  };
  add(`${cacheFormat} ${identity}`);
  for (const { path, text } of files.texts) {
    add(path);
    add(text);
  }
  for (const { path, content } of files.data) {
    add(path);
    add(content);
  }
  return hash.digest('hex');
}
