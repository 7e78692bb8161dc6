import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { lodeVersion } from '../version.ts';
import { addHelp } from './command-help.ts';
import type { Context } from './commands/context.ts';
import type { LineageFormat } from './commands/lineage.ts';
import type { PlanFormat } from './commands/plan.ts';
import { type Shell, shells } from './completion/scripts.ts';
import type { GlobalOptions } from './console.ts';
import { parseDuration } from './duration.ts';
import { type ExitCode, exitCodes } from './exit.ts';
import type { Host } from './host.ts';
import { resultFormats } from './write-result.ts';

export type ParsedCommand =
  /** Help was printed, or the arguments were wrong and that was said. */
  | { readonly kind: 'done'; readonly code: ExitCode }
  | {
      readonly kind: 'command';
      readonly options: GlobalOptions;
      readonly run: (context: Context) => Promise<ExitCode>;
      /** It runs until it is interrupted, and sees to that itself. */
      readonly endless: boolean;
    };

const overruleHelp =
  'say that a breaking model is metadata (its rows stand) or additive (its readers see the same); may be repeated, needs --reason';

type Values = Readonly<Record<string, unknown>>;
type Chosen = (command: Command, run: (context: Context) => Promise<ExitCode>, endless?: boolean) => void;

/** Reads a command line. Commands' code is loaded only when they run. */
export async function parseCommand(argv: readonly string[], host: Host): Promise<ParsedCommand> {
  // Not an option of commander's: it would take the word from commands that have a `--version` of their own.
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    host.stdout(`${lodeVersion}\n`);
    return { kind: 'done', code: exitCodes.done };
  }
  // What completion asks holds half-typed options, which commander would refuse.
  if (argv[0] === '__complete') {
    const { completeWords } = await import('./commands/completion.ts');
    return {
      kind: 'done',
      code: await completeWords(
        host,
        defineProgram(() => {}),
        argv.slice(1),
      ),
    };
  }
  let parsed: ParsedCommand | null = null;
  const chosen: Chosen = (command, run, endless = false) => {
    parsed = { kind: 'command', options: globalOptions(command.optsWithGlobals()), run, endless };
  };
  const program = defineProgram(chosen);
  configure(program, host);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError)
      return { kind: 'done', code: error.exitCode === 0 ? exitCodes.done : exitCodes.error };
    throw error;
  }
  return parsed ?? { kind: 'done', code: exitCodes.done };
}

/** All commands with their options and help. `chosen` is told which one the user meant. */
export function defineProgram(chosen: Chosen): Command {
  const program = new Command('lode')
    .description(
      'Turns a folder of SQL models into a lake of Delta tables, and proves what each change will do before it does it.',
    )
    .usage('[options] <command>\n       lode --version')
    .option('--project <dir>', 'the project’s folder (default: the working folder)')
    .option('--target <name>', 'which connections the sources use (default: default_target of project.yml)')
    .option('--json', 'print one JSON document instead of text')
    .option('--no-color', 'no colours (also: NO_COLOR)')
    .option('--quiet', 'errors only')
    .option('--verbose', 'say more, with stack traces of internal errors')
    .showSuggestionAfterError(true);

  program
    .command('init')
    .description('make a new project that applies at once')
    .argument('[dir]', 'default: the working folder')
    .option(
      '--from-parquet <folder>',
      'read its files: contract, bronze models with their columns, audits proposed from the rows',
    )
    .option('--source <name>', 'with --from-parquet: what to call the source (default: the folder’s name)')
    .action((folder: string | undefined, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('./commands/init.ts')).initCommand(context, {
          folder: folder ?? null,
          fromParquet: text(values.fromParquet),
          source: text(values.source),
        }),
      ),
    );

  program
    .command('compile')
    .description('check the whole project and print everything that is wrong with it')
    .option('--watch', 'again on every save, until Ctrl-C')
    .action((values: Values, command: Command) =>
      values.watch === true
        ? chosen(
            command,
            async (context) => (await import('./commands/watch.ts')).watchCommand(context),
            true,
          )
        : chosen(command, async (context) => (await import('./commands/compile.ts')).compileCommand(context)),
    );

  program
    .command('render')
    .description('print the SQL of a model as it will run, macros expanded')
    .argument('<model>', 'e.g. gold.kpis_daily')
    .action((model: string, _: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('./commands/render.ts')).renderCommand(context, model),
      ),
    );

  program
    .command('show')
    .description('print the first rows of a model or query, models as edited; writes nothing')
    .argument('[model]', 'e.g. gold.kpis_daily')
    .option('--inline <sql>', 'a query over models instead of a model; macros may be used')
    .option('--env <name>', 'the environment that unchanged models are read from')
    .option('--limit <rows>', 'how many rows', count, 20)
    .addOption(format())
    .action((model: string | undefined, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('./commands/show.ts')).showCommand(context, {
          model: model ?? null,
          inline: text(values.inline),
          environment: text(values.env),
          limit: values.limit as number,
          format: formatOf(values, context),
        }),
      ),
    );

  program
    .command('plan')
    .description('say what applying would do, and why; writes nothing')
    .argument('[environment]', 'default: default_environment of project.yml')
    .option('--select <models>', 'only these models, e.g. "+gold.kpis_daily tag:finance"')
    .option('--exclude <models>', 'not these models')
    .option('--against <version>', 'compare with git:REVISION or a folder, without any lake')
    .option('--detailed-exitcode', 'exit with 2 where there is something to do')
    .option('--out <file>', 'also write the plan as JSON')
    .addOption(
      new Option('--format <format>', 'how to print it; markdown is for a pull request').choices([
        'text',
        'markdown',
        'json',
      ]),
    )
    .option('--allow-target-change', 'plan even though the environment was filled from another target')
    .option('--overrule <model=verdict>', overruleHelp, collect, [])
    .option('--reason <text>', 'why verdicts are overruled; the environment records it')
    .action((environment: string | undefined, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('./commands/plan.ts')).planCommand(context, {
          environment: environment ?? null,
          select: text(values.select),
          exclude: text(values.exclude),
          detailedExitCode: values.detailedExitcode === true,
          out: text(values.out),
          allowTargetChange: values.allowTargetChange === true,
          overrule: values.overrule as string[],
          reason: text(values.reason),
          against: text(values.against),
          format: (values.format as PlanFormat | undefined) ?? null,
        }),
      ),
    );

  program
    .command('apply')
    .description('build, audit and commit what the project says; nothing is visible before it has passed')
    .argument('[environment]', 'or a plan.json, which is carried out exactly (default: default_environment)')
    .option('--yes', 'do not ask')
    .option('--select <models>', 'only these models')
    .option('--exclude <models>', 'not these models')
    .option('--concurrency <models>', 'how many models to build at once', count, 4)
    .option('--memory-limit <size>', 'what the engine may use, e.g. 4GB')
    .option(
      '--discard-external <model>',
      'overwrite commits that others made to this model’s table (may be repeated)',
      collect,
      [],
    )
    .option('--allow-target-change', 'replace what another target filled')
    .option('--overrule <model=verdict>', overruleHelp, collect, [])
    .option('--reason <text>', 'why verdicts are overruled; the environment records it')
    .addOption(waitOption())
    .option('--events <file>', 'write what happens as it happens, a JSON object a line; - is stdout')
    .option(
      '--allow-destructive <model>',
      'drop this model’s table without a question (may be repeated)',
      collect,
      [],
    )
    .action((subject: string | undefined, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('./commands/apply.ts')).applyCommand(context, {
          subject: subject ?? null,
          select: text(values.select),
          exclude: text(values.exclude),
          yes: values.yes === true,
          memoryLimit: text(values.memoryLimit),
          concurrency: values.concurrency as number,
          discardExternal: values.discardExternal as string[],
          allowTargetChange: values.allowTargetChange === true,
          overrule: values.overrule as string[],
          reason: text(values.reason),
          allowDestructive: values.allowDestructive as string[],
          events: text(values.events),
          wait: waitOf(values),
        }),
      ),
    );

  program
    .command('query')
    .description('run a query over the tables of an environment')
    .argument('<sql>', 'one SELECT; tables are named as in models')
    .option('--env <name>', 'the environment')
    .option('--as-of <version|time>', 'an earlier version of all tables together')
    .addOption(format())
    .option('--out <file>', 'write the result to a file')
    .action((sql: string, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('./commands/query.ts')).queryCommand(context, {
          sql,
          environment: text(values.env),
          asOf: text(values.asOf),
          format: formatOf(values, context),
          out: text(values.out),
        }),
      ),
    );

  program
    .command('test')
    .description('run the unit tests of models: given rows, expected rows; no lake, no source')
    .option('--select <models>', 'only tests of these models')
    .option('--exclude <models>', 'not tests of these models')
    .action((values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('./commands/test.ts')).testCommand(context, {
          select: text(values.select),
          exclude: text(values.exclude),
        }),
      ),
    );

  const environments = program.command('env').description('the environments of the lake');
  environments
    .command('list')
    .description('list the environments with their versions')
    .action((_: Values, command: Command) =>
      chosen(command, async (context) => (await import('./commands/env.ts')).envListCommand(context)),
    );
  environments
    .command('show')
    .description('list the models of an environment with their tables')
    .argument('[environment]', 'default: default_environment of project.yml')
    .action((environment: string | undefined, _: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('./commands/env.ts')).envShowCommand(context, environment ?? null),
      ),
    );
  environments
    .command('diff')
    .description(
      'list the models that are not the same in two environments; exits with 2 where there are any',
    )
    .argument('<left>')
    .argument('<right>')
    .action((left: string, right: string, _: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('./commands/env.ts')).envDiffCommand(context, left, right),
      ),
    );

  program
    .command('rollback')
    .description('bring an environment back to what it held in an earlier version; runs no query')
    .argument('[environment]', 'default: default_environment of project.yml')
    .requiredOption('--to <version|time>', 'an earlier version, or the one that stood at a time')
    .option('--select <models>', 'only these models, by name')
    .option('--include-history', 'also bronze and what keeps history')
    .option(
      '--discard-external <model>',
      'overwrite commits that others made to this model’s table (may be repeated)',
      collect,
      [],
    )
    .option('--yes', 'do not ask')
    .addOption(waitOption())
    .action((environment: string | undefined, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('./commands/rollback.ts')).rollbackCommand(context, {
          environment: environment ?? null,
          to: values.to as string,
          select: text(values.select),
          includeHistory: values.includeHistory === true,
          discardExternal: values.discardExternal as string[],
          yes: values.yes === true,
          wait: waitOf(values),
        }),
      ),
    );

  program
    .command('history')
    .description('list the versions of an environment, or those in which a model changed')
    .argument('[model]', 'e.g. gold.kpis_daily')
    .option('--env <name>', 'the environment')
    .option('--limit <versions>', 'how many', count, 20)
    .action((model: string | undefined, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('./commands/history.ts')).historyCommand(context, {
          model: model ?? null,
          environment: text(values.env),
          limit: values.limit as number,
        }),
      ),
    );

  program
    .command('lineage')
    .description('say where columns come from and what they reach')
    .argument(
      '[subject]',
      'a model, or a column: gold.kpis_daily, silver.billing.duration, column:bronze.billing.duree+',
    )
    .option('--upstream', 'what it comes from')
    .option('--downstream', 'what it reaches, and what changes if it disappears')
    .option('--select <models>', 'only these models and what they reach')
    .addOption(
      new Option('--depth <depth>', 'edges one step up, or to source columns at once')
        .choices(['step', 'source'])
        .default('step'),
    )
    .addOption(
      new Option('--format <format>', 'how to print it').choices([
        'text',
        'json',
        'mermaid',
        'html',
        'openlineage',
        'csv',
        'triage',
      ]),
    )
    .option('--out <file>', 'write it to a file')
    .action((subject: string | undefined, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('./commands/lineage.ts')).lineageCommand(context, {
          subject: subject ?? null,
          upstream: values.upstream === true,
          downstream: values.downstream === true,
          select: text(values.select),
          depth: values.depth === 'source' ? 'source' : 'step',
          format: (values.format as LineageFormat | undefined) ?? (context.options.json ? 'json' : 'text'),
          out: text(values.out),
        }),
      ),
    );

  const source = program.command('source').description('the systems that bronze models read');
  source
    .command('list')
    .description('list a target’s sources and their relations, and which have a contract')
    .argument('[source]')
    .action((name: string | undefined, _: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('./commands/source.ts')).sourceListCommand(context, name ?? null),
      ),
    );
  source
    .command('pull')
    .description(
      'write or bring up to date the contract of a source; descriptions and tags that people wrote stay',
    )
    .argument('<source>')
    .argument('[relations...]', 'default: those of the contract, or all where there is none')
    .action((name: string, relations: string[], _: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('./commands/source.ts')).sourcePullCommand(context, name, relations),
      ),
    );

  const delta = program.command('delta').description('any Delta table, by its path');
  delta
    .command('scan')
    .description('print the rows of a Delta table')
    .argument('<path>')
    .option('--version <number>', 'the table as of a version', wholeNumber)
    .option('--timestamp <time>', 'the table as of a time (ISO 8601)')
    .option('--where <condition>', 'only rows for which this holds')
    .option('--columns <names>', 'only these columns, separated by commas')
    .addOption(format())
    .option('--out <file>', 'write the result to a file')
    .action((path: string, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('./commands/delta.ts')).deltaScanCommand(context, {
          path,
          version: (values.version as number | undefined) ?? null,
          timestamp: text(values.timestamp),
          where: text(values.where),
          columns: text(values.columns),
          format: formatOf(values, context),
          out: text(values.out),
        }),
      ),
    );
  delta
    .command('inspect')
    .description('print schema, protocol, properties and size of a Delta table')
    .argument('<path>')
    .option('--version <number>', 'the table as of a version', wholeNumber)
    .option('--timestamp <time>', 'the table as of a time (ISO 8601)')
    .action((path: string, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('./commands/delta.ts')).deltaInspectCommand(
          context,
          path,
          (values.version as number | undefined) ?? null,
          text(values.timestamp),
        ),
      ),
    );
  delta
    .command('history')
    .description('list the commits of a Delta table, newest first')
    .argument('<path>')
    .option('--limit <commits>', 'how many', count, 20)
    .action((path: string, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('./commands/delta.ts')).deltaHistoryCommand(context, path, values.limit as number),
      ),
    );
  program
    .command('doctor')
    .description('look at machine, lake, sources and secrets: what would fail, before it does')
    .action((_: Values, command: Command) =>
      chosen(command, async (context) => (await import('./commands/doctor.ts')).doctorCommand(context)),
    );

  delta
    .command('changes')
    .description('print the rows that versions inserted, updated and deleted (the change data feed)')
    .argument('<path>')
    .requiredOption('--from <version>', 'the first version', wholeNumber)
    .option('--to <version>', 'the last version (default: the newest)', wholeNumber)
    .addOption(format())
    .option('--out <file>', 'write the result to a file')
    .action((path: string, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('./commands/delta-maintenance.ts')).deltaChangesCommand(context, {
          path,
          from: values.from as number,
          to: (values.to as number | undefined) ?? null,
          format: formatOf(values, context),
          out: text(values.out),
        }),
      ),
    );
  delta
    .command('optimize')
    .description('pack small files into larger ones; rows stay as they are')
    .argument('<path>')
    .option('--where <condition>', 'only files that may hold such rows')
    .option('--z-order-by <names>', 'columns by which near rows should lie together, separated by commas')
    .action((path: string, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('./commands/delta-maintenance.ts')).deltaOptimizeCommand(context, {
          path,
          where: text(values.where),
          zOrderBy: (text(values.zOrderBy) ?? '')
            .split(',')
            .map((name) => name.trim())
            .filter((name) => name !== ''),
        }),
      ),
    );
  delta
    .command('vacuum')
    .description('remove files that no version within the retention needs')
    .argument('<path>')
    .option(
      '--retain <hours>',
      'how long replaced files stay (default: the table’s own, else 168)',
      wholeNumber,
    )
    .option('--force', 'allow a shorter time than the table’s own')
    .option('--dry-run', 'only print what would go')
    .action((path: string, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('./commands/delta-maintenance.ts')).deltaVacuumCommand(context, {
          path,
          retentionHours: (values.retain as number | undefined) ?? null,
          force: values.force === true,
          dryRun: values.dryRun === true,
        }),
      ),
    );
  delta
    .command('restore')
    .description('make the table what it was at a version or time, as a new version')
    .argument('<path>')
    .option('--version <number>', 'the version', wholeNumber)
    .option('--timestamp <time>', 'the time (ISO 8601)')
    .action((path: string, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('./commands/delta-maintenance.ts')).deltaRestoreCommand(context, path, {
          version: (values.version as number | undefined) ?? null,
          timestamp: text(values.timestamp),
        }),
      ),
    );
  delta
    .command('checkpoint')
    .description('write a checkpoint of the newest version')
    .argument('<path>')
    .action((path: string, _: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('./commands/delta-maintenance.ts')).deltaCheckpointCommand(context, path),
      ),
    );
  program
    .command('completion')
    .description('print a script that makes a shell complete commands and names')
    .addArgument(new Argument('<shell>').choices(shells))
    .action((shell: Shell, _: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('./commands/completion.ts')).completionCommand(context, shell),
      ),
    );

  addHelp(program);
  return program;
}

/** Errors and help go through the host; nothing ends the process. */
function configure(command: Command, host: Host): void {
  command.exitOverride();
  command.configureOutput({
    writeOut: (written) => host.stdout(written),
    writeErr: (written) => host.stderr(written),
    getOutHelpWidth: () => host.terminal.columns,
    getErrHelpWidth: () => host.terminal.columns,
  });
  for (const each of command.commands) configure(each, host);
}

function globalOptions(values: Values): GlobalOptions {
  return {
    project: text(values.project),
    target: text(values.target),
    json: values.json === true,
    colour: values.color !== false,
    quiet: values.quiet === true,
    verbose: values.verbose === true,
  };
}

function format(): Option {
  return new Option('--format <format>', 'how to print rows').choices(resultFormats);
}

function formatOf(values: Values, context: Context): (typeof resultFormats)[number] {
  return (
    (values.format as (typeof resultFormats)[number] | undefined) ?? (context.options.json ? 'json' : 'table')
  );
}

function waitOption(): Option {
  return new Option(
    '--wait [duration]',
    'where another process is at work on the environment, wait for it; for at most e.g. 10m',
  ).argParser((value: string) => {
    const milliseconds = parseDuration(value);
    if (milliseconds === null)
      throw new InvalidArgumentError(
        'Give a length of time such as 90s, 10m or 2h, and the environment before it.',
      );
    return milliseconds;
  });
}

function waitOf({ wait }: Values): number | null {
  return wait === true ? Number.POSITIVE_INFINITY : typeof wait === 'number' ? wait : null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function count(value: string): number {
  const number = wholeNumber(value);
  if (number < 1) throw new InvalidArgumentError('Give a whole number from 1.');
  return number;
}

function wholeNumber(value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw new InvalidArgumentError('Give a whole number.');
  return Number(value);
}

function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}
