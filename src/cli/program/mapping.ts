import type { Command } from 'commander';
import type { Chosen, Values } from './chosen.ts';
import { count, text } from './options.ts';

/** Source-to-target mappings: `mapping …`. */
export function addMappingCommands(program: Command, chosen: Chosen): void {
  const mapping = program
    .command('mapping')
    .description('what a model is made from, column by column: files that people and programs fill in');

  mapping
    .command('check')
    .description('whether mapping files are right, bind, and run over the data at hand; nothing is written')
    .argument('[files...]', 'default: all below mappings/')
    .option('--env <name>', 'the environment whose tables are read')
    .option('--limit <rows>', 'how many rows of each result are computed and audited', count, 1000)
    .action((files: string[], values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/mapping-check.ts')).mappingCheckCommand(context, {
          files,
          environment: text(values.env),
          limit: values.limit as number,
        }),
      ),
    );

  mapping
    .command('generate')
    .description(
      'write model, audits, a first unit test and the parity pair from mapping files; what a person has changed since stays',
    )
    .argument('[files...]', 'default: all below mappings/')
    .option('--force', 'put the mapping’s text in the place of what a person has changed')
    .option('--dry-run', 'show what would be done')
    .action((files: string[], values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/mapping-generate.ts')).mappingGenerateCommand(context, {
          files,
          force: values.force === true,
          dryRun: values.dryRun === true,
        }),
      ),
    );
}
