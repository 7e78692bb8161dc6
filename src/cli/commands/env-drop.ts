import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { dropEnvironment, listEnvironments, readCommitted, removeDropped } from '../../execute/index.ts';
import { nearNames } from '../../text/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { awaitEnvironment } from '../hold-environment.ts';
import { environmentOf, type OpenProject, openProject } from '../open-project.ts';
import { recoverEnvironment } from '../recover.ts';
import { bytes, count } from '../views/units.ts';
import type { Context } from './context.ts';
import { policyOf } from './gc.ts';

export interface EnvDropOptions {
  readonly environment: string;
  readonly yes: boolean;
  /** Allows the project's default environment. */
  readonly evenDefault: boolean;
  /** How long to wait for another holder, in milliseconds; null: not at all. */
  readonly wait: number | null;
}

/** `lode env drop NAME`: the environment ends, and its tables are removed. Builds stay until `lode gc` finds them unused. */
export async function envDropCommand(context: Context, request: EnvDropOptions): Promise<ExitCode> {
  const { host, options, console } = context;
  const open = await openProject(host, options);
  const environment = environmentOf(open, request.environment);
  await awaitEnvironment(context, open, {
    environment,
    command: `lode env drop ${environment}`,
    wait: request.wait,
  });
  await recoverEnvironment(console, open, environment);
  const standing = await readCommitted(open.lake, environment);
  if (standing === null) throw await unknown(open, environment);
  if (environment === open.project.defaultEnvironment && !request.evenDefault)
    throw new DiagnosticError(diagnose('environment-drop-default', { environment }));
  await confirm(context, request, environment, standing.own.size);
  const record = await dropEnvironment(open.lake, environment);
  if (record === null) throw await unknown(open, environment);
  const removed = await removeDropped(open.lake, environment, policyOf(open, host.clock.now(), 0));
  if (options.json)
    console.document({ formatVersion: '1.0', environment, version: record.version, ...removed });
  console.say(
    `${console.style.green('✓')} ${environment} is gone: ${count(removed.files)} files of its tables removed, ${bytes(removed.freedBytes)} freed. Builds that nobody else uses go with \`lode gc\`.`,
  );
  return exitCodes.done;
}

async function unknown(open: OpenProject, environment: string): Promise<DiagnosticError> {
  const known = await listEnvironments(open.lake);
  return new DiagnosticError(
    diagnose('environment-unknown', { environment, known, near: nearNames(environment, known) }),
  );
}

async function confirm(
  { host, console }: Context,
  request: EnvDropOptions,
  environment: string,
  tables: number,
): Promise<void> {
  if (request.yes) return;
  if (!host.terminal.interactive || console.json)
    throw new DiagnosticError(diagnose('confirmation-needed', { what: `dropping ${environment}` }));
  if (!(await host.ask(`Drop ${environment} with its ${count(tables)} models and all their history?`)))
    throw new DiagnosticError(diagnose('declined', {}));
}
