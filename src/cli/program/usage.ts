import { type Command, InvalidArgumentError, Option } from 'commander';
import { isTimeZone } from '../../project/index.ts';
import {
  type Dialect,
  dialects,
  type LogField,
  type LogFormat,
  logFields,
  logFormats,
} from '../../triage/index.ts';
import type { Chosen, Values } from './chosen.ts';
import { text } from './options.ts';

/** Who reads what: `usage …`. */
export function addUsageCommands(program: Command, chosen: Chosen): void {
  const usage = program.command('usage').description('who reads which column, by the query logs of servers');

  usage
    .command('import')
    .description('add query logs to what is known of use; without files: the log of lode query')
    .argument('[files...]', 'logs; packed ones too (.gz)')
    .addOption(
      new Option(
        '--dialect <dialect>',
        'what the queries are written in, where the log does not say',
      ).choices(dialects),
    )
    .addOption(new Option('--format <format>', 'who wrote the logs (default: found out)').choices(logFormats))
    .option(
      '--column <field=name>',
      `which column is which field of ${logFields.join(', ')} (may be repeated)`,
      column,
      {},
    )
    .option('--server <name>', 'which server wrote them, where several write the same format')
    .addOption(
      new Option('--time-zone <zone>', 'of times without a zone (default: the project’s)').argParser(zone),
    )
    .option('--inventory <file>', 'of lode legacy scan (default: triage/inventory.json)')
    .option('--again', 'read logs anew that were imported before, as after a scan that found more tables')
    .action((files: string[], values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/usage-import.ts')).usageImportCommand(context, {
          files,
          dialect: (values.dialect as Dialect | undefined) ?? null,
          format: (values.format as LogFormat | undefined) ?? null,
          columns: values.column as Partial<Record<LogField, string>>,
          server: text(values.server),
          timeZone: text(values.timeZone),
          inventory: text(values.inventory),
          anew: values.again === true,
        }),
      ),
    );

  usage
    .command('show')
    .description('show who reads a relation or a column, or of what no use is known')
    .argument('[name]', 'a relation, or relation.column')
    .option(
      '--unused',
      'what nobody was seen to read, nobody declares, and nothing that is used is made from',
    )
    .option('--inventory <file>', 'of lode legacy scan (default: triage/inventory.json)')
    .action((name: string | undefined, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/usage-show.ts')).usageShowCommand(context, {
          name: name ?? null,
          unused: values.unused === true,
          inventory: text(values.inventory),
        }),
      ),
    );
}

function column(value: string, previous: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [field, name] = [value.slice(0, value.indexOf('=')), value.slice(value.indexOf('=') + 1)];
  if (!logFields.includes(field as LogField) || name === '')
    throw new InvalidArgumentError(
      `Give a field and its column, such as sql=body. Fields: ${logFields.join(', ')}.`,
    );
  return { ...previous, [field]: name };
}

function zone(value: string): string {
  if (!isTimeZone(value))
    throw new InvalidArgumentError('Give a time zone by its name, such as Europe/Zurich.');
  return value;
}
