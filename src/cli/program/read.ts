import type { Command } from 'commander';
import type { Chosen, Values } from './chosen.ts';
import { count, format, formatOf, list, text } from './options.ts';

/** What reads an environment’s tables: `query`, `profile`. */
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

  program
    .command('profile')
    .description('say what the columns of a model are like, now and in the versions before')
    .argument('<model>', 'e.g. gold.kpis_daily')
    .option('--column <name>', 'one column through the versions')
    .option('--columns <names>', 'several columns side by side: a,b,c', list)
    .option('--versions <number>', 'of how many versions, newest first', count, 10)
    .option('--env <name>', 'the environment')
    .option('--exact', 'measure the table as it stands, all of its rows, now')
    .action((model: string, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/profile.ts')).profileCommand(context, {
          model,
          columns: [
            ...(text(values.column) === null ? [] : [text(values.column)!]),
            ...((values.columns as readonly string[] | undefined) ?? []),
          ],
          versions: values.versions as number,
          environment: text(values.env),
          exact: values.exact === true,
        }),
      ),
    );
}
