import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Definition } from '../../environment/index.ts';
import { type RepairResult, repairEnvironment } from '../../execute/index.ts';
import { openBuildingDatabase } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { awaitEnvironment } from '../hold-environment.ts';
import { compileOpen, environmentOf, type OpenProject, openProject } from '../open-project.ts';
import { repairText } from '../views/repair-text.ts';
import type { Context } from './context.ts';

export interface EnvRepairOptions {
  readonly environment: string | null;
  readonly yes: boolean;
}

/** `lode env repair [NAME]`: says what can be mended of an environment, and mends it. Exits with 1 where something is still wrong afterwards. */
export async function envRepairCommand(context: Context, request: EnvRepairOptions): Promise<ExitCode> {
  const { host, options, console } = context;
  const open = await openProject(host, options);
  const environment = environmentOf(open, request.environment);
  await awaitEnvironment(context, open, {
    environment,
    command: `lode env repair ${environment}`,
    wait: null,
  });
  const definitions = await knownDefinitions(context, open);
  const database = await openBuildingDatabase(host, open, null);
  const session = await database.connect();
  const repair = (dryRun: boolean) =>
    repairEnvironment({ lake: open.lake, session, environment, definitions, dryRun });
  try {
    const planned = await repair(true);
    if (planned.before.length === 0 || planned.actions.length === 0) return finish(context, planned, false);
    if (!options.json) console.say(repairText(planned, console.style, false));
    await confirm(context, request, environment);
    return finish(context, await repair(false), true);
  } finally {
    session.close();
    await database.close();
  }
}

function finish({ options, console }: Context, result: RepairResult, done: boolean): ExitCode {
  const whole = result.after.every((each) => each.severity !== 'error');
  if (options.json) console.document({ formatVersion: '1.0', done, whole, ...result });
  if (!whole) console.diagnostics(result.after);
  console.say(repairText(result, console.style, true));
  return whole ? exitCodes.done : exitCodes.error;
}

/** What the project says now: a lost definition can be written again from it. A project that does not compile knows none. */
async function knownDefinitions(
  { host }: Context,
  open: OpenProject,
): Promise<ReadonlyMap<string, Definition>> {
  const { compiled } = await compileOpen(host, open);
  const all = [...compiled.models, ...compiled.seeds];
  return new Map(all.map(({ definition, definitionHash }) => [definitionHash, definition]));
}

async function confirm(
  { host, console }: Context,
  request: EnvRepairOptions,
  environment: string,
): Promise<void> {
  if (request.yes) return;
  if (!host.terminal.interactive || console.json)
    throw new DiagnosticError(diagnose('confirmation-needed', { what: `mending ${environment}` }));
  if (!(await host.ask(`Mend ${environment} so?`))) throw new DiagnosticError(diagnose('declined', {}));
}
