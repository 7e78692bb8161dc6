import { duckdbEngine } from '../../dist/engine/duckdb/index.js';
import { localFiles } from '../../dist/files/index.js';

export async function openPorts() {
  const database = await duckdbEngine().open({
    allowedFolders: null,
    temporaryFolder: null,
    threads: null,
    memoryLimit: null,
    timeZone: 'UTC',
  });
  return {
    files: localFiles(),
    session: await database.connect(),
    clock: { now: () => Date.now(), uuid: () => crypto.randomUUID() },
  };
}
