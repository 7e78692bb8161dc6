import type { Command } from 'commander';
import type { Chosen, Values } from './chosen.ts';
import { collect, count, text } from './options.ts';

/** What asks for audits: `audit`. */
export function addAuditCommands(program: Command, chosen: Chosen): void {
  program
    .command('audit')
    .description('run audits on what stands in an environment; show failing rows; propose audits')
    .argument('[selector]', 'only models that this selects')
    .option('--exclude <models>', 'not these models')
    .option('--tag <tag>', 'only audits with this tag (may be repeated)', collect, [])
    .option('--env <name>', 'the environment')
    .option('--failures', 'show the rows that broke audits when these last failed, as runs kept them')
    .option('--rows <count>', 'with --failures: how many rows of each audit', count, 10)
    .option('--suggest <model>', 'write audits that its rows pass and that it does not have, as YAML')
    .action((selector: string | undefined, values: Values, command: Command) =>
      chosen(command, async (context) => {
        await refuseTogether(selector, values, command);
        const environment = text(values.env);
        if (typeof values.suggest === 'string')
          return (await import('../commands/suggest-audits.ts')).suggestAuditsCommand(context, {
            model: values.suggest,
            environment,
          });
        const models = { select: selector ?? null, exclude: text(values.exclude), environment };
        return values.failures === true
          ? (await import('../commands/audit-failures.ts')).auditFailuresCommand(context, {
              ...models,
              rows: values.rows as number,
            })
          : (await import('../commands/audit.ts')).auditCommand(context, {
              ...models,
              tags: values.tag as string[],
            });
      }),
    );
}

/** Options that would say nothing beside others. */
async function refuseTogether(selector: string | undefined, values: Values, command: Command): Promise<void> {
  const tags = (values.tag as string[]).length > 0;
  const wrong =
    values.suggest !== undefined
      ? [
          [selector !== undefined, 'a selector'],
          [values.exclude !== undefined, '--exclude'],
          [tags, '--tag'],
          [values.failures === true, '--failures'],
        ]
      : values.failures === true
        ? [[tags, '--tag']]
        : [[command.getOptionValueSource('rows') === 'cli', '--rows']];
  const found = wrong.find(([given]) => given === true);
  if (found === undefined) return;
  const { DiagnosticError, diagnose } = await import('../../diagnostics/index.ts');
  const other = values.suggest !== undefined ? '--suggest' : values.failures === true ? '--failures' : null;
  throw new DiagnosticError(
    diagnose('argument-invalid', {
      argument: String(found[1]),
      problem: other === null ? 'it goes only with --failures' : `it does not go with ${other}`,
      hint: 'Leave one of them out.',
    }),
  );
}
