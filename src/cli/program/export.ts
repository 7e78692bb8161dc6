import type { Command } from 'commander';
import type { Chosen, Values } from './chosen.ts';
import { text } from './options.ts';

/** What hands tables on to those who do not read Delta: `export`. */
export function addExportCommand(program: Command, chosen: Chosen): void {
  program
    .command('export')
    .description(
      'write tables of an environment as CSV, as exports.yml says; or a DuckDB file of views over them',
    )
    .argument('[names...]', 'exports (default: all)')
    .option('--env <name>', 'the environment (default: the export’s, else default_environment)')
    .option('--version <version|time>', 'an earlier version of all tables together')
    .option('--date <day>', 'what {{date}} stands for, e.g. 2024-10-01 (default: today)')
    .option('--to <dir>', 'another folder than the exports’ own')
    .option('--check', 'write nothing; say whether the files are still those that were exported')
    .option('--duckdb <file>', 'write a DuckDB file with a view for each table instead')
    .option('--include-pii', 'with --duckdb: also tables with columns that are tagged as personal')
    .option('--memory-limit <size>', 'what the engine may use, e.g. 4GB')
    .action((names: string[], values: Values, command: Command) =>
      chosen(command, async (context) => {
        const duckdb = text(values.duckdb);
        const environment = text(values.env);
        const version = text(values.version);
        if (duckdb !== null)
          return (await import('../commands/export-duckdb.ts')).exportDuckdbCommand(context, {
            file: duckdb,
            names,
            environment,
            version,
            includePersonal: values.includePii === true,
          });
        return (await import('../commands/export.ts')).exportCommand(context, {
          names,
          environment,
          version,
          date: text(values.date),
          to: text(values.to),
          check: values.check === true,
          memoryLimit: text(values.memoryLimit),
        });
      }),
    );
}
