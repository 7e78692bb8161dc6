import type { Command } from 'commander';
import type { Chosen, Values } from './chosen.ts';
import { count, text } from './options.ts';

/** The systems that bronze models read: `source …`. */
export function addSourceCommands(program: Command, chosen: Chosen): void {
  const source = program.command('source').description('the systems that bronze models read');
  source
    .command('list')
    .description('list a target’s sources and their relations, and which have a contract')
    .argument('[source]')
    .action((name: string | undefined, _: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/source.ts')).sourceListCommand(context, name ?? null),
      ),
    );

  source
    .command('check')
    .description(
      'tell in what sources differ from their contracts: exit code 2 where they do, 3 where that would stop a load',
    )
    .argument('[source]')
    .action((name: string | undefined, _: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/source-check.ts')).sourceCheckCommand(context, name ?? null),
      ),
    );

  source
    .command('pull')
    .description(
      'write or bring up to date the contract of a source; descriptions and tags that people wrote stay',
    )
    .argument('<source>')
    .argument('[names...]', 'default: those of the contract, or all where there is none')
    .option(
      '--from-environment <environment>',
      'take in what an environment has recorded of how the source differs; the source is not asked',
    )
    .option(
      '--personal',
      'look at some values too, and at columns that stand in the contract, for what may be personal data',
    )
    .action((name: string, relations: string[], values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/source-pull.ts')).sourcePullCommand(context, {
          source: name,
          relations,
          environment: text(values.fromEnvironment),
          personal: values.personal === true,
        }),
      ),
    );

  source
    .command('triggers')
    .description('print the statements that make a log of a table’s changes, for `load: {by: log_table}`')
    .argument('<source>')
    .argument('<name>', 'the table')
    .option('--key <columns>', 'columns that name a row (default: the primary key)')
    .action((name: string, relation: string, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/source-triggers.ts')).sourceTriggersCommand(context, {
          source: name,
          relation,
          key: (text(values.key) ?? '').split(',').flatMap((column) => column.trim() || []),
        }),
      ),
    );

  source
    .command('test')
    .description(
      'hold a source’s connector to what Lode expects of every one; relations are read several times',
    )
    .argument('<source>')
    .argument('[names...]', 'small relations to read (default: all)')
    .action((name: string, relations: string[], _: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/source-test.ts')).sourceTestCommand(context, name, relations),
      ),
    );

  source
    .command('sample')
    .description('write some rows of a source as Parquet files for a mock target, and its contract')
    .argument('<source>')
    .argument('[names...]', 'default: those of the contract, or all where there is none')
    .option('--rows <rows>', 'at most so many of each relation', count, 1000)
    .option('--out <folder>', 'where to (default: the source’s folder below the seeds)')
    .option(
      '--mask',
      'replace what the contract marks as `pii` by fakes of the same shape; LODE_MASK_KEY makes them the same each time',
    )
    .action((name: string, relations: string[], values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/source-sample.ts')).sourceSampleCommand(context, {
          source: name,
          relations,
          rows: Number(values.rows),
          out: text(values.out),
          mask: values.mask === true,
        }),
      ),
    );
}
