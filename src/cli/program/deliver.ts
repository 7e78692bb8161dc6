import { type Command, Option } from 'commander';
import type { PlanFormat } from '../commands/plan.ts';
import type { Chosen, Values } from './chosen.ts';
import {
  addAskedOptions,
  askedFor,
  collect,
  count,
  overruleHelp,
  text,
  waitOf,
  waitOption,
  wholeNumber,
} from './options.ts';

/** What brings an environment forward, or back: `plan`, `apply`, `rollback`, `history`. */
export function addDeliverCommands(program: Command, chosen: Chosen): void {
  addAskedOptions(
    program
      .command('plan')
      .description('say what applying would do, and why; writes nothing')
      .argument('[environment]', 'default: default_environment of project.yml'),
  )
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
        (await import('../commands/plan.ts')).planCommand(context, {
          environment: environment ?? null,
          select: text(values.select),
          exclude: text(values.exclude),
          detailedExitCode: values.detailedExitcode === true,
          out: text(values.out),
          allowTargetChange: values.allowTargetChange === true,
          asked: askedFor(values),
          overrule: values.overrule as string[],
          reason: text(values.reason),
          against: text(values.against),
          format: (values.format as PlanFormat | undefined) ?? null,
        }),
      ),
    );

  addAskedOptions(
    program
      .command('apply')
      .description('build, audit and commit what the project says; nothing is visible before it has passed')
      .argument(
        '[environment]',
        'or a plan.json, which is carried out exactly (default: default_environment)',
      ),
  )
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
        (await import('../commands/apply.ts')).applyCommand(context, {
          subject: subject ?? null,
          select: text(values.select),
          exclude: text(values.exclude),
          yes: values.yes === true,
          memoryLimit: text(values.memoryLimit),
          concurrency: values.concurrency as number,
          discardExternal: values.discardExternal as string[],
          allowTargetChange: values.allowTargetChange === true,
          asked: askedFor(values),
          overrule: values.overrule as string[],
          reason: text(values.reason),
          allowDestructive: values.allowDestructive as string[],
          events: text(values.events),
          wait: waitOf(values),
        }),
      ),
    );

  program
    .command('run')
    .description('refresh what is due or has new input, by the definitions that stand; brings in no new ones')
    .argument('[environment]', 'default: default_environment of project.yml')
    .option('--select <models>', 'only these models')
    .option('--exclude <models>', 'not these models')
    .option('--ignore-cron', 'also models whose time has not come')
    .option('--max-parallel <models>', 'how many models to build at once', count, 4)
    .option('--memory-limit <size>', 'what the engine may use, e.g. 4GB')
    .option(
      '--retries <times>',
      'how often to try again what may pass, such as a source away',
      wholeNumber,
      2,
    )
    .option(
      '--discard-external <model>',
      'overwrite commits that others made to this model’s table (may be repeated)',
      collect,
      [],
    )
    .addOption(waitOption())
    .option('--events <file>', 'write what happens as it happens, a JSON object a line; - is stdout')
    .action((environment: string | undefined, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/run.ts')).runCommand(context, {
          environment: environment ?? null,
          select: text(values.select),
          exclude: text(values.exclude),
          ignoreCron: values.ignoreCron === true,
          concurrency: values.maxParallel as number,
          memoryLimit: text(values.memoryLimit),
          retries: values.retries as number,
          discardExternal: values.discardExternal as string[],
          wait: waitOf(values),
          events: text(values.events),
        }),
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
        (await import('../commands/rollback.ts')).rollbackCommand(context, {
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
    .command('release')
    .description('let runs refresh again what a rollback held back')
    .argument('[environment]', 'default: default_environment of project.yml')
    .option('--select <models>', 'only these models, by name')
    .addOption(waitOption())
    .action((environment: string | undefined, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/release.ts')).releaseCommand(context, {
          environment: environment ?? null,
          select: text(values.select),
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
        (await import('../commands/history.ts')).historyCommand(context, {
          model: model ?? null,
          environment: text(values.env),
          limit: values.limit as number,
        }),
      ),
    );
}
