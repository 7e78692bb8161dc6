import { type Command, Option } from 'commander';
import type { Chosen, Values } from './chosen.ts';
import { collect, text } from './options.ts';

const formats = ['text', 'json', 'csv'] as const;

/** What stands before a migration: `legacy …`. */
export function addLegacyCommands(program: Command, chosen: Chosen): void {
  const legacy = program
    .command('legacy')
    .description('what a legacy estate of SQL, scripts and databases holds');

  legacy
    .command('scan')
    .description(
      'read folders of SQL and scripts, and catalogs of databases: every object with what it reads and writes',
    )
    .argument('[paths...]', 'folders and files')
    .addOption(
      new Option(
        '--dialect <dialect>',
        'the dialect of the SQL, or of the files of a folder: `scripts/ora=oracle` (default: told by its words)',
      )
        .argParser(collect)
        .default([], 'told by its words'),
    )
    .addOption(
      new Option('--connection <source>', 'the catalog of a source of project.yml; may be repeated')
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--out <file>', 'where the inventory goes (default: triage/inventory.json)')
    .addOption(
      new Option(
        '--format <format>',
        'what is printed: a summary, the inventory, or a line for each object',
      ).choices(formats),
    )
    .option('--fresh', 'read unchanged files again too')
    .option('--no-bind', 'leave out binding in DuckDB: quicker, and nothing is said to be bound')
    .action((paths: string[], values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/legacy-scan.ts')).legacyScanCommand(context, {
          paths,
          dialects: values.dialect as string[],
          connections: values.connection as string[],
          out: text(values.out),
          format:
            (values.format as (typeof formats)[number] | undefined) ??
            (context.options.json ? 'json' : 'text'),
          fresh: values.fresh === true,
          bind: values.bind !== false,
        }),
      ),
    );

  legacy
    .command('lineage')
    .description(
      'where the columns of the estate come from, through its views, procedures and scripts, and how well that is known',
    )
    .argument('[object]', 'a table or view, or one of its columns: dbo.v_orders.total')
    .option('--inventory <file>', 'what `lode legacy scan` found (default: triage/inventory.json)')
    .addOption(
      new Option('--format <format>', 'how to print it; html is one file that needs no network').choices([
        'text',
        'json',
        'html',
      ]),
    )
    .option('--out <file>', 'write it to a file')
    .option('--update', 'write into the inventory which objects were bound')
    .action((subject: string | undefined, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/legacy-lineage.ts')).legacyLineageCommand(context, {
          subject: subject ?? null,
          inventory: text(values.inventory),
          format:
            (values.format as 'text' | 'json' | 'html' | undefined) ??
            (context.options.json ? 'json' : 'text'),
          out: text(values.out),
          update: values.update === true,
        }),
      ),
    );
}
