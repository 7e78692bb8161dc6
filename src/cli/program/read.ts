import type { Command } from 'commander';
import type { Chosen, Values } from './chosen.ts';
import { format, formatOf, text } from './options.ts';

/** What reads an environment’s tables: `query`. */
export function addReadCommands(program: Command, chosen: Chosen): void {
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
        (await import('../commands/query.ts')).queryCommand(context, {
          sql,
          environment: text(values.env),
          asOf: text(values.asOf),
          format: formatOf(values, context),
          out: text(values.out),
        }),
      ),
    );
}
