import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../duration.ts';
import type { Chosen, Values } from './chosen.ts';
import { text } from './options.ts';

/** What looks after a lake: `gc`, `fsck`. */
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
