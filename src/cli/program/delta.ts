import type { Command } from 'commander';
import type { Chosen, Values } from './chosen.ts';
import { count, format, formatOf, text, wholeNumber } from './options.ts';

/** Any Delta table, by its path: `delta …`. */
export function addDeltaCommands(program: Command, chosen: Chosen): void {
  const delta = program.command('delta').description('any Delta table, by its path');
  delta
    .command('scan')
    .description('print the rows of a Delta table')
    .argument('<path>', 'the table: a folder, or s3://BUCKET/FOLDER')
    .option('--version <number>', 'the table as of a version', wholeNumber)
    .option('--timestamp <time>', 'the table as of a time (ISO 8601)')
    .option('--where <condition>', 'only rows for which this holds')
    .option('--columns <names>', 'only these columns, separated by commas')
    .addOption(format())
    .option('--out <file>', 'write the result to a file')
    .action((path: string, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/delta.ts')).deltaScanCommand(context, {
          path,
          version: (values.version as number | undefined) ?? null,
          timestamp: text(values.timestamp),
          where: text(values.where),
          columns: text(values.columns),
          format: formatOf(values, context),
          out: text(values.out),
        }),
      ),
    );

  delta
    .command('inspect')
    .description('print schema, protocol, properties and size of a Delta table')
    .argument('<path>', 'the table: a folder, or s3://BUCKET/FOLDER')
    .option('--version <number>', 'the table as of a version', wholeNumber)
    .option('--timestamp <time>', 'the table as of a time (ISO 8601)')
    .action((path: string, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/delta.ts')).deltaInspectCommand(
          context,
          path,
          (values.version as number | undefined) ?? null,
          text(values.timestamp),
        ),
      ),
    );

  delta
    .command('history')
    .description('list the commits of a Delta table, newest first')
    .argument('<path>', 'the table: a folder, or s3://BUCKET/FOLDER')
    .option('--limit <commits>', 'how many', count, 20)
    .action((path: string, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/delta.ts')).deltaHistoryCommand(context, path, values.limit as number),
      ),
    );

  delta
    .command('changes')
    .description('print the rows that versions inserted, updated and deleted (the change data feed)')
    .argument('<path>', 'the table: a folder, or s3://BUCKET/FOLDER')
    .requiredOption('--from <version>', 'the first version', wholeNumber)
    .option('--to <version>', 'the last version (default: the newest)', wholeNumber)
    .option('--columns <names>', 'only these columns, separated by commas')
    .addOption(format())
    .option('--out <file>', 'write the result to a file')
    .action((path: string, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/delta-maintenance.ts')).deltaChangesCommand(context, {
          path,
          from: values.from as number,
          to: (values.to as number | undefined) ?? null,
          columns:
            text(values.columns)
              ?.split(',')
              .map((name) => name.trim()) ?? null,
          format: formatOf(values, context),
          out: text(values.out),
        }),
      ),
    );

  delta
    .command('optimize')
    .description('pack small files into larger ones; rows stay as they are')
    .argument('<path>', 'the table: a folder, or s3://BUCKET/FOLDER')
    .option('--where <condition>', 'only files that may hold such rows')
    .option('--z-order-by <names>', 'columns by which near rows should lie together, separated by commas')
    .action((path: string, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/delta-maintenance.ts')).deltaOptimizeCommand(context, {
          path,
          where: text(values.where),
          zOrderBy: (text(values.zOrderBy) ?? '')
            .split(',')
            .map((name) => name.trim())
            .filter((name) => name !== ''),
        }),
      ),
    );

  delta
    .command('vacuum')
    .description('remove files that no version within the retention needs')
    .argument('<path>', 'the table: a folder, or s3://BUCKET/FOLDER')
    .option(
      '--retain <hours>',
      'how long replaced files stay (default: the table’s own, else 168)',
      wholeNumber,
    )
    .option('--force', 'allow a shorter time than the table’s own')
    .option('--dry-run', 'only print what would go')
    .action((path: string, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/delta-maintenance.ts')).deltaVacuumCommand(context, {
          path,
          retentionHours: (values.retain as number | undefined) ?? null,
          force: values.force === true,
          dryRun: values.dryRun === true,
        }),
      ),
    );

  delta
    .command('restore')
    .description('make the table what it was at a version or time, as a new version')
    .argument('<path>', 'the table: a folder, or s3://BUCKET/FOLDER')
    .option('--version <number>', 'the version', wholeNumber)
    .option('--timestamp <time>', 'the time (ISO 8601)')
    .action((path: string, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/delta-maintenance.ts')).deltaRestoreCommand(context, path, {
          version: (values.version as number | undefined) ?? null,
          timestamp: text(values.timestamp),
        }),
      ),
    );

  delta
    .command('checkpoint')
    .description('write a checkpoint of the newest version')
    .argument('<path>', 'the table: a folder, or s3://BUCKET/FOLDER')
    .action((path: string, _: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/delta-maintenance.ts')).deltaCheckpointCommand(context, path),
      ),
    );
}
