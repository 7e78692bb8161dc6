import { duckdbEngine } from '../../src/engine/duckdb/index.ts';
import type { ReadThrough } from '../../src/execute/index.ts';

/** For environments without views over sources: nothing is ever read through. */
export const noSources: ReadThrough = {
  sources: {
    session: async (source) => {
      throw new Error(`nothing should be read from ${source}`);
    },
    close: async () => {},
  },
  relations: [],
  planningDatabase: () =>
    duckdbEngine().open({
      allowedFolders: [],
      temporaryFolder: null,
      threads: 1,
      memoryLimit: null,
      timeZone: 'UTC',
      plansOnly: true,
    }),
  catalog: async () => 'memory',
  now: () => 0,
  onEvent: () => {},
};
