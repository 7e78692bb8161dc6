import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../duration.ts';
import type { Chosen, Values } from './chosen.ts';
import { collect, text } from './options.ts';

/** What looks after a lake: `gc`, `erase`, `fsck`. */
export function addKeepCommands(program: Command, chosen: Chosen): void {
  program
    .command('gc')
    .description(
      'remove from the lake what no version that is kept needs; drop environments whose time is over',
    )
    .option('--dry-run', 'only say what would go')
    .addOption(graceOption())
    .action((values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/gc.ts')).gcCommand(context, {
          dryRun: values.dryRun === true,
          grace: (values.grace as number | undefined) ?? null,
        }),
      ),
    );

  program
    .command('erase')
    .description(
      'remove a person’s rows from the lake and from all that keeps them; says what remains until when',
    )
    .option('--where <condition>', 'rows for which this holds, in every table that has its columns')
    .option(
      '--request <file>',
      'a YAML file with conditions for single tables, and what is to be made again or left',
    )
    .option(
      '--relation <name>',
      'ask only what reads this relation of a source, and what is made of it (may be repeated)',
      collect,
      [],
    )
    .option(
      '--rebuild <model>',
      'make this table again whole from what it reads (may be repeated)',
      collect,
      [],
    )
    .option('--leave <model>', 'leave this table as it is (may be repeated)', collect, [])
    .option(
      '--purge-history',
      'end the history of all environments now: versions, files, logs and builds from before go at once',
    )
    .option('--reference <text>', 'your own name for it, kept in the record, e.g. of a letter')
    .option('--yes', 'do it; else it only says what it would do')
    .action((values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/erase.ts')).eraseCommand(context, {
          where: text(values.where),
          request: text(values.request),
          relations: values.relation as string[],
          rebuild: values.rebuild as string[],
          leave: values.leave as string[],
          purgeHistory: values.purgeHistory === true,
          reference: text(values.reference),
          yes: values.yes === true,
        }),
      ),
    );

  program
    .command('fsck')
    .description('say whether the lake is whole: versions, manifests, logs, files; writes nothing')
    .option('--environment <name>', 'only this environment')
    .option('--data', 'also read all rows: statistics and contents')
    .action((values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/fsck.ts')).fsckCommand(context, {
          environment: text(values.environment),
          data: values.data === true,
        }),
      ),
    );
}

function graceOption(): Option {
  return new Option(
    '--grace <duration>',
    'leave alone what is younger, e.g. 12h; longer than any apply takes (default: 2 days)',
  ).argParser((value: string) => {
    const milliseconds = parseDuration(value);
    if (milliseconds === null)
      throw new InvalidArgumentError('Give a length of time such as 90s, 10m, 12h or 2d.');
    return milliseconds;
  });
}
