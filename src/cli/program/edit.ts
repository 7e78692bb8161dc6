import { type Command, Option } from 'commander';
import type { LineageFormat } from '../commands/lineage.ts';
import type { Chosen, Values } from './chosen.ts';
import { count, format, formatOf, text } from './options.ts';

/** What is asked while models are written; nothing is built: `compile`, `render`, `show`, `lineage`, `test`. */
export function addEditCommands(program: Command, chosen: Chosen): void {
  program
    .command('compile')
    .description('check the whole project and print everything that is wrong with it')
    .option('--watch', 'again on every save, until Ctrl-C')
    .action((values: Values, command: Command) =>
      values.watch === true
        ? chosen(
            command,
            async (context) => (await import('../commands/watch.ts')).watchCommand(context),
            true,
          )
        : chosen(command, async (context) =>
            (await import('../commands/compile.ts')).compileCommand(context),
          ),
    );

  program
    .command('render')
    .description('print the SQL of a model as it will run, macros expanded')
    .argument('<model>', 'e.g. gold.kpis_daily')
    .action((model: string, _: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/render.ts')).renderCommand(context, model),
      ),
    );

  program
    .command('show')
    .description('print the first rows of a model or query, models as edited; writes nothing')
    .argument('[model]', 'e.g. gold.kpis_daily')
    .option('--inline <sql>', 'a query over models instead of a model; macros may be used')
    .option('--env <name>', 'the environment that unchanged models are read from')
    .option('--limit <rows>', 'how many rows', count, 20)
    .addOption(format())
    .action((model: string | undefined, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/show.ts')).showCommand(context, {
          model: model ?? null,
          inline: text(values.inline),
          environment: text(values.env),
          limit: values.limit as number,
          format: formatOf(values, context),
        }),
      ),
    );

  program
    .command('lineage')
    .description('say where columns come from and what they reach')
    .argument(
      '[subject]',
      'a model, or a column: gold.kpis_daily, silver.billing.duration, column:bronze.billing.duree+',
    )
    .option('--upstream', 'what it comes from')
    .option('--downstream', 'what it reaches, and what changes if it disappears')
    .option('--select <models>', 'only these models and what they reach')
    .addOption(
      new Option('--depth <depth>', 'edges one step up, or to source columns at once')
        .choices(['step', 'source'])
        .default('step'),
    )
    .addOption(
      new Option('--format <format>', 'how to print it').choices([
        'text',
        'json',
        'mermaid',
        'html',
        'openlineage',
        'csv',
        'triage',
      ]),
    )
    .option('--out <file>', 'write it to a file')
    .action((subject: string | undefined, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/lineage.ts')).lineageCommand(context, {
          subject: subject ?? null,
          upstream: values.upstream === true,
          downstream: values.downstream === true,
          select: text(values.select),
          depth: values.depth === 'source' ? 'source' : 'step',
          format: (values.format as LineageFormat | undefined) ?? (context.options.json ? 'json' : 'text'),
          out: text(values.out),
        }),
      ),
    );

  program
    .command('test')
    .description('run the unit tests of models: given rows, expected rows; no lake, no source')
    .option('--select <models>', 'only tests of these models')
    .option('--exclude <models>', 'not tests of these models')
    .option(
      '--generate <model>',
      'write a test of this model from rows of an environment, personal data masked',
    )
    .option('--env <name>', 'with --generate: the environment')
    .option('--rows <count>', 'with --generate: how many rows of the result', count, 3)
    .option('--where <condition>', 'with --generate: a condition over the model that these rows meet')
    .option('--name <name>', 'with --generate: the name of the test')
    .option('--out <file>', 'with --generate: the file; without it, that of the model in tests/unit')
    .option('--coverage', 'also say which columns and branches no test exercises')
    .option('--junit <file>', 'also write the results as JUnit XML, for a CI server')
    .action((values: Values, command: Command) =>
      chosen(command, async (context) => {
        await refuseTogether(values);
        return typeof values.generate === 'string'
          ? (await import('../commands/test-generate.ts')).testGenerateCommand(context, {
              model: values.generate,
              environment: text(values.env),
              rows: values.rows as number,
              where: text(values.where),
              name: text(values.name),
              out: text(values.out),
            })
          : (await import('../commands/test.ts')).testCommand(context, {
              select: text(values.select),
              exclude: text(values.exclude),
              junit: text(values.junit),
              coverage: values.coverage === true,
            });
      }),
    );
}

/** Options of `lode test` that say nothing where a test is written, or nothing where tests are run. */
async function refuseTogether(values: Values): Promise<void> {
  const writes = values.generate !== undefined;
  const useless = writes ? ['select', 'exclude', 'coverage', 'junit'] : ['env', 'where', 'name', 'out'];
  const wrong = useless.find((name) => values[name] !== undefined);
  if (wrong === undefined) return;
  const { DiagnosticError, diagnose } = await import('../../diagnostics/index.ts');
  throw new DiagnosticError(
    diagnose('argument-invalid', {
      argument: `--${wrong}`,
      problem: writes
        ? 'it does not go with --generate, which runs no tests'
        : 'it goes only with --generate',
      hint: writes
        ? 'Write the test first, then run `lode test`.'
        : 'Write `lode test --generate MODEL`, or leave it out.',
    }),
  );
}
