import type { Command } from 'commander';
import type { Chosen, Values } from './chosen.ts';

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
    .description('tell in what sources differ from their contracts; exit code 2 where they do')
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
    .argument('[relations...]', 'default: those of the contract, or all where there is none')
    .action((name: string, relations: string[], _: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/source.ts')).sourcePullCommand(context, name, relations),
      ),
    );
}
