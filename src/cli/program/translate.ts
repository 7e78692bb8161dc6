import type { Command } from 'commander';
import type { Chosen, Values } from './chosen.ts';
import { text } from './options.ts';

/** Legacy SQL as DuckDB's: `translate`. */
export function addTranslateCommand(program: Command, chosen: Chosen): void {
  program
    .command('translate')
    .description('legacy SQL as DuckDB SQL that binds, with a warning wherever it may mean something else')
    .argument('<file>', 'a file of SQL; its table definitions are used too')
    .requiredOption(
      '--from <dialect>',
      'tsql, oracle, mysql, db2, teradata, snowflake, postgres, firebird, bigquery, databricks',
    )
    .option('--to-model <name>', 'print it as a model with a header')
    .option(
      '--inventory <file>',
      'the tables that `lode legacy scan` found (default: triage/inventory.json where it is)',
    )
    .option('--check', 'say what becomes of each statement, without its SQL')
    .action((file: string, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/translate.ts')).translateCommand(context, {
          file,
          from: values.from as string,
          model: text(values.toModel),
          inventory: text(values.inventory),
          checkOnly: values.check === true,
        }),
      ),
    );
}
