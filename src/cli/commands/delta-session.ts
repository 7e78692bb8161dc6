import type { Session } from '../../ports/index.ts';
import type { ExitCode } from '../exit.ts';
import type { Context } from './context.ts';

/** A session that may read and write wherever the user may: a table can name files elsewhere. */
export async function withDeltaSession(
  { host }: Context,
  work: (session: Session) => Promise<ExitCode>,
): Promise<ExitCode> {
  const database = await host.engine.open({
    allowedFolders: null,
    temporaryFolder: null,
    threads: null,
    memoryLimit: null,
    timeZone: 'UTC',
  });
  const session = await database.connect();
  try {
    return await work(session);
  } finally {
    session.close();
    await database.close();
  }
}
