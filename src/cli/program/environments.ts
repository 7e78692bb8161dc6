import type { Command } from 'commander';
import type { Chosen, Values } from './chosen.ts';
import { waitOf, waitOption } from './options.ts';

/** The environments of a lake: `env …`. */
export function addEnvironmentCommands(program: Command, chosen: Chosen): void {
  const environments = program.command('env').description('the environments of the lake');
  environments
    .command('list')
    .description('list the environments with their versions')
    .action((_: Values, command: Command) =>
      chosen(command, async (context) => (await import('../commands/env.ts')).envListCommand(context)),
    );

  environments
    .command('show')
    .description('list the models of an environment with their tables, or what they take on disk')
    .argument('[environment]', 'default: default_environment of project.yml')
    .option('--storage', 'what its tables take on disk now and for their history')
    .action((environment: string | undefined, values: Values, command: Command) =>
      chosen(command, async (context) =>
        values.storage === true
          ? (await import('../commands/env-storage.ts')).envStorageCommand(context, environment ?? null)
          : (await import('../commands/env.ts')).envShowCommand(context, environment ?? null),
      ),
    );

  environments
    .command('diff')
    .description(
      'list the models that are not the same in two environments; exits with 2 where there are any',
    )
    .argument('<left>')
    .argument('<right>')
    .action((left: string, right: string, _: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/env.ts')).envDiffCommand(context, left, right),
      ),
    );

  environments
    .command('drop')
    .description('end an environment and remove its tables')
    .argument('<environment>')
    .option('--yes', 'do not ask')
    .option('--even-default', 'also where it is the project’s default environment')
    .addOption(waitOption())
    .action((environment: string, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/env-drop.ts')).envDropCommand(context, {
          environment,
          yes: values.yes === true,
          evenDefault: values.evenDefault === true,
          wait: waitOf(values),
        }),
      ),
    );

  environments
    .command('repair')
    .description('say what can be mended of an environment of which something was lost, and mend it')
    .argument('[environment]', 'default: default_environment of project.yml')
    .option('--yes', 'do not ask')
    .action((environment: string | undefined, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/env-repair.ts')).envRepairCommand(context, {
          environment: environment ?? null,
          yes: values.yes === true,
        }),
      ),
    );
}
