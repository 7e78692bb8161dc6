import { type Command, Option } from 'commander';
import { type Dialect, dialects } from '../../triage/estate/dialect.ts';
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
    .addOption(
      new Option(
        '--keep',
        'where a person and the mapping have changed the same, keep the person’s, and take it as settled',
      ).conflicts('force'),
    )
    .option('--dry-run', 'show what would be done')
    .action((files: string[], values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/mapping-generate.ts')).mappingGenerateCommand(context, {
          files,
          winner: values.force === true ? 'mapping' : values.keep === true ? 'person' : null,
          dryRun: values.dryRun === true,
        }),
      ),
    );

  mapping
    .command('extract')
    .description(
      'write a mapping from a legacy view, query, procedure or data flow, and prove that what it generates computes the same',
    )
    .argument(
      '<from>',
      'a file with one view, query or procedure, an object of the inventory, a table of a procedure: PROCEDURE#TABLE, or a data flow: PACKAGE.dtsx#NAME',
    )
    .addOption(
      new Option('--from <dialect>', 'what it is written in (default: as the inventory says)').choices(
        dialects,
      ),
    )
    .option('--inventory <file>', 'what `lode legacy scan` found (default: triage/inventory.json)')
    .option('--model <name>', 'the model that it becomes (default: silver, and its own name)')
    .option('--out <file>', 'the mapping’s file (default: below mappings/)')
    .option('--force', 'write over a mapping that is there')
    .action((from: string, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/mapping-extract.ts')).mappingExtractCommand(context, {
          from,
          dialect: (values.from as Dialect | undefined) ?? null,
          inventory: text(values.inventory),
          target: text(values.model),
          out: text(values.out),
          force: values.force === true,
        }),
      ),
    );
}
