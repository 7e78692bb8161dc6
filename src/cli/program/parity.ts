import { type Command, InvalidArgumentError, Option } from 'commander';
import type { StatusFormat } from '../commands/parity-status.ts';
import type { Chosen, Values } from './chosen.ts';
import { collect, count, text, wholeNumber } from './options.ts';

/** Old and new side by side, night after night: `parity …`. */
export function addParityCommands(program: Command, chosen: Chosen): void {
  const parity = program
    .command('parity')
    .description('compare the pairs of parity.yml every night, and say when it is safe to switch');

  withPairs(parity.command('run'))
    .description('compare all pairs and record what was found')
    .option('--env <name>', 'the environment that the pairs mean')
    .addOption(nightOption('the night that it counts for, e.g. 2026-03-01 (default: today)'))
    .option('--run-id <id>', 'of whoever started it: what a run of this id has recorded is not done again')
    .option('--memory-limit <size>', 'what the engine may use, e.g. 4GB')
    .addOption(new Option('--worker <process>', 'compares for another process').hideHelp())
    .action((values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/parity-run.ts')).parityRunCommand(context, {
          pairs: values.pair as string[],
          environment: text(values.env),
          night: text(values.night),
          runId: text(values.runId),
          memoryLimit: text(values.memoryLimit),
          workerOf: typeof values.worker === 'string' ? Number(values.worker) : null,
        }),
      ),
    );

  withPairs(parity.command('status'))
    .description('show the nights of each pair, and how many matched in a row')
    .addOption(nightOption('as it stood on this night (default: today)'))
    .option('--nights <number>', 'how many nights to show (default: since the first, at most 60)', days)
    .addOption(
      new Option('--format <format>', 'how to print it; html is one file that needs no network').choices([
        'text',
        'json',
        'html',
        'markdown',
      ]),
    )
    .option('--out <file>', 'write it to a file')
    .action((values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/parity-status.ts')).parityStatusCommand(context, {
          pairs: values.pair as string[],
          night: text(values.night),
          nights: (values.nights as number | undefined) ?? null,
          format: (values.format as StatusFormat | undefined) ?? (context.options.json ? 'json' : 'text'),
          out: text(values.out),
        }),
      ),
    );

  parity
    .command('show')
    .description('show what was found of a pair on a night: versions, files, differences')
    .argument('<pair>')
    .addOption(nightOption('which night (default: the last one)'))
    .action((pair: string, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/parity-show.ts')).parityShowCommand(context, {
          pair,
          night: text(values.night),
        }),
      ),
    );

  parity
    .command('accept')
    .description('write into parity.yml that a difference is known and right, until a day')
    .argument('<pair>')
    .requiredOption('--reason <text>', 'why it is right')
    .requiredOption('--until <date>', 'the last night for which it holds')
    .option('--columns <columns>', 'cells of these columns may differ')
    .addOption(
      new Option('--only-in <side>', 'rows may be there that only this side has').choices(['left', 'right']),
    )
    .option('--where <condition>', 'only such rows; over the key, and <column>_left and <column>_right')
    .option('--max-rows <number>', 'no more rows than these', count)
    .option('--by <name>', 'who accepts it (default: the user)')
    .action((pair: string, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/parity-accept.ts')).parityAcceptCommand(context, {
          pair,
          reason: values.reason as string,
          until: values.until as string,
          by: text(values.by),
          columns: text(values.columns),
          onlyIn: (values.onlyIn as 'left' | 'right' | undefined) ?? null,
          where: text(values.where),
          maxRows: (values.maxRows as number | undefined) ?? null,
        }),
      ),
    );

  withPairs(parity.command('gate'))
    .description('exit with 3 until every required pair has matched so many nights in a row')
    .option('--days <number>', 'how many nights', days, 14)
    .addOption(nightOption('as it stood on this night (default: today)'))
    .action((values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/parity-status.ts')).parityGateCommand(context, {
          pairs: values.pair as string[],
          night: text(values.night),
          days: values.days as number,
        }),
      ),
    );
}

/** A thousand nights are more than anybody waits. */
function days(value: string): number {
  const number = wholeNumber(value);
  if (number < 1 || number > 1000) throw new InvalidArgumentError('Give a whole number from 1 to 1000.');
  return number;
}

function nightOption(meaning: string): Option {
  return new Option('--night <date>', meaning);
}

function withPairs(command: Command): Command {
  return command.option('--pair <name>', 'only this pair (may be repeated)', collect, []);
}
