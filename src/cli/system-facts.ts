import { statfs } from 'node:fs/promises';
import { arch, availableParallelism, platform, totalmem } from 'node:os';
import type { Host } from './host.ts';

/** What this machine and process are. */
export function systemFacts(): Host['system'] {
  return {
    node: process.versions.node,
    platform: `${platform()} ${arch()}`,
    processors: availableParallelism(),
    memoryBytes: totalmem(),
    async freeBytes(folder) {
      try {
        const { bavail, bsize } = await statfs(folder);
        return bavail * bsize;
      } catch {
        return null;
      }
    },
  };
}
