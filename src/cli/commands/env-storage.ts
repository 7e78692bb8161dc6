import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { listEnvironments, measureStorage } from '../../execute/index.ts';
import { nearNames } from '../../text/index.ts';
import { openReadingDatabase } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { environmentOf, openProject } from '../open-project.ts';
import { storageText } from '../views/storage-text.ts';
import type { Context } from './context.ts';
import { policyOf } from './gc.ts';

/** `lode env show [NAME] --storage`: what the environment takes on disk, each file counted once. */
export async function envStorageCommand(
  { host, options, console }: Context,
  name: string | null,
): Promise<ExitCode> {
  const open = await openProject(host, options);
  const environment = environmentOf(open, name);
  const database = await openReadingDatabase(host, open);
  try {
    const session = await database.connect();
    const policy = policyOf(open, host.clock.now(), null);
    const storage = await measureStorage({ lake: open.lake, session, environment, policy }).finally(() =>
      session.close(),
    );
    if (storage === null) {
      const known = await listEnvironments(open.lake);
      throw new DiagnosticError(
        diagnose('environment-unknown', { environment, known, near: nearNames(environment, known) }),
      );
    }
    if (options.json) {
      const nextAt = storage.nextAt === null ? null : new Date(storage.nextAt).toISOString();
      console.document({ formatVersion: '1.0', environment, ...storage, nextAt });
    } else console.result(storageText(storage, console.width, console.style));
    return exitCodes.done;
  } finally {
    await database.close();
  }
}
