import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { listEnvironments, readBase, release } from '../../execute/index.ts';
import { nearNames } from '../../text/index.ts';
import { openBuildingDatabase } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { expiryOf } from '../expiry.ts';
import { awaitEnvironment, holdEnvironment } from '../hold-environment.ts';
import { environmentOf, openProject } from '../open-project.ts';
import { recoverEnvironment } from '../recover.ts';
import type { Context } from './context.ts';

export interface ReleaseOptions {
  readonly environment: string | null;
  /** Names of models, separated by spaces or commas; null: all that are held. */
  readonly select: string | null;
  readonly wait: number | null;
}

/** `lode release [environment]`: runs refresh again what a rollback held back. */
export async function releaseCommand(context: Context, request: ReleaseOptions): Promise<ExitCode> {
  const { host, options, console } = context;
  const open = await openProject(host, options);
  const environment = environmentOf(open, request.environment);
  const hold = { environment, command: `lode release ${environment}`, wait: request.wait };
  await awaitEnvironment(context, open, hold);
  await recoverEnvironment(console, open, environment);
  const base = await readBase(open.lake, environment);
  if (base.manifest === null) {
    const known = await listEnvironments(open.lake);
    const near = nearNames(environment, known);
    throw new DiagnosticError(diagnose('environment-unknown', { environment, known, near }));
  }
  const held = await holdEnvironment(context, open, { ...hold, head: base.head });
  if (held === null) return releaseCommand(context, request);
  const database = await openBuildingDatabase(host, open, null);
  const session = await database.connect();
  try {
    const models = request.select?.split(/[\s,]+/).filter((name) => name !== '') ?? null;
    const record = await release({
      lake: open.lake,
      session,
      environment,
      base,
      models,
      retentionDays: open.project.retentionDays,
      expiresAt: expiryOf(open.project, environment, host.clock.now()),
    });
    if (options.json) console.document({ formatVersion: '1.0', environment, version: record.version });
    console.say(
      `${console.style.green('✓')} ${environment} is at version ${record.version}; the next \`lode run\` refreshes what was held back.`,
    );
    return exitCodes.done;
  } finally {
    session.close();
    await database.close();
    await held.release();
  }
}
