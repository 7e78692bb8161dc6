import type { Command } from 'commander';
import type { Chosen, Values } from './chosen.ts';
import { text } from './options.ts';

/** What asks for audits: `audit`. */
export function addAuditCommands(program: Command, chosen: Chosen): void {
  program
    .command('audit')
    .description('propose audits for a model, from its rows and from constraints of its source')
    .requiredOption('--suggest <model>', 'audits that its rows pass and that it does not have, as YAML')
    .option('--env <name>', 'the environment')
    .action((values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/suggest-audits.ts')).suggestAuditsCommand(context, {
          model: text(values.suggest)!,
          environment: text(values.env),
        }),
      ),
    );
}
