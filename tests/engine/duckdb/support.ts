import type { DatabaseOptions } from '../../../src/ports/index.ts';

export const openOptions: DatabaseOptions = {
  allowedFolders: null,
  temporaryFolder: null,
  threads: 2,
  memoryLimit: '1GB',
  timeZone: 'UTC',
};
