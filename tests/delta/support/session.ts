import { duckdbEngine } from '../../../src/engine/duckdb/index.ts';
import type { Session } from '../../../src/ports/index.ts';

/** A session on a fresh database in memory. Closing it closes the database. */
export async function openSession(timeZone = 'UTC'): Promise<Session> {
  const database = await duckdbEngine().open({
    allowedFolders: null,
    temporaryFolder: null,
    threads: 2,
    memoryLimit: null,
    timeZone,
  });
  const session = await database.connect();
  return {
    ...session,
    close: () => {
      session.close();
      void database.close();
    },
  };
}
