import { Argument, type Command } from 'commander';
import { type Shell, shells } from '../completion/scripts.ts';
import type { Chosen, Values } from './chosen.ts';
import { text } from './options.ts';

/** A first project, and what this machine needs for one: `init`, `doctor`, `completion`. */
export function addBeginCommands(program: Command, chosen: Chosen): void {
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
        (await import('../commands/init.ts')).initCommand(context, {
          folder: folder ?? null,
          fromParquet: text(values.fromParquet),
          source: text(values.source),
        }),
      ),
    );

  program
    .command('doctor')
    .description('look at machine, lake, sources and secrets: what would fail, before it does')
    .action((_: Values, command: Command) =>
      chosen(command, async (context) => (await import('../commands/doctor.ts')).doctorCommand(context)),
    );

  program
    .command('completion')
    .description('print a script that makes a shell complete commands and names')
    .addArgument(new Argument('<shell>').choices(shells))
    .action((shell: Shell, _: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/completion.ts')).completionCommand(context, shell),
      ),
    );
}
