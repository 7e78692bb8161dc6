import { type Command, Option } from 'commander';
import type { ComparisonFormat } from '../commands/compare-request.ts';
import type { Chosen, Values } from './chosen.ts';
import { collect, text, wholeNumber } from './options.ts';

/** What holds tables against each other: `compare`. */
export function addCompareCommand(program: Command, chosen: Chosen): void {
  program
    .command('compare')
    .description('say whether two tables hold the same, and where and how they differ')
    .argument(
      '[left]',
      'a model, a file, a source’s relation or a query, e.g. prod@12:gold.kpis; or an environment, e.g. prod@12',
    )
    .argument('[right]', 'the same')
    .option('--key <columns>', 'columns that tell rows apart (default: a model’s grain, else proposed)')
    .option('--bag', 'without a key: whole rows, each as often as it stands')
    .option(
      '--map <left=right>',
      'a column that is called otherwise on the right (may be repeated)',
      collect,
      [],
    )
    .option('--ignore <columns>', 'columns that are not compared')
    .option('--columns <columns>', 'compare these alone, and the key')
    .option(
      '--tolerance <rule>',
      '0.01, 1%, "2 decimals", 5s; for one column: amount=0.01 (may be repeated)',
      collect,
      [],
    )
    .option(
      '--text <forms>',
      'what does not count: trim, padding, case, unicode, spaces, empty (NULL is ""); for one column: name=case,trim (may be repeated)',
      collect,
      [],
    )
    .option('--signed-zero', '-0 differs from 0')
    .option('--where <condition>', 'only rows of both sides for which this holds')
    .option('--left-where <condition>', 'only such rows of the left side')
    .option('--right-where <condition>', 'only such rows of the right side')
    .option('--window <column>', 'only the period of this date or time that both sides have')
    .option('--min-age <duration>', 'leave out rows that are younger, e.g. 12h: they may still be arriving')
    .option('--age-column <column>', 'what says how old a row is (default: the window’s column)')
    .option(
      '--left <setting=value>',
      'how the left file is written: encoding, separator, quote, header, decimal, thousands, date, timestamp, null, type.COLUMN; or time_zone (may be repeated)',
      collect,
      [],
    )
    .option('--right <setting=value>', 'the same of the right side (may be repeated)', collect, [])
    .option('--options <file>', 'a YAML file that says all of this; arguments win over it')
    .option('--samples <number>', 'how many cells and rows are shown of each kind (default: 5)', wholeNumber)
    .option(
      '--materialize <name|path>',
      'write the differing rows as a table: a name in the lake, a folder (Delta) or a .parquet file',
    )
    .option('--no-explain', 'do not follow differences up the lineage')
    .option(
      '--explain-data',
      'compare all tables on the way up (else: few, and no table of more than 500,000 rows)',
    )
    .option('--memory-limit <size>', 'what the engine may use, e.g. 4GB')
    .addOption(
      new Option('--format <format>', 'how to print it; html is one file that needs no network').choices([
        'text',
        'json',
        'html',
        'markdown',
      ]),
    )
    .option('--out <file>', 'write it to a file')
    .action((left: string | undefined, right: string | undefined, values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/compare.ts')).compareCommand(context, {
          left: left ?? null,
          right: right ?? null,
          options: text(values.options),
          key: text(values.key),
          bag: values.bag === true,
          map: values.map as string[],
          ignore: text(values.ignore),
          columns: text(values.columns),
          tolerance: values.tolerance as string[],
          text: values.text as string[],
          signedZero: values.signedZero === true,
          where: text(values.where),
          leftWhere: text(values.leftWhere),
          rightWhere: text(values.rightWhere),
          window: text(values.window),
          minimumAge: text(values.minAge),
          ageColumn: text(values.ageColumn),
          leftSettings: values.left as string[],
          rightSettings: values.right as string[],
          samples: (values.samples as number | undefined) ?? null,
          materialize: text(values.materialize),
          explain: values.explain === false ? null : values.explainData === true ? 'all' : 'small',
          memoryLimit: text(values.memoryLimit),
          format: (values.format as ComparisonFormat | undefined) ?? (context.options.json ? 'json' : 'text'),
          out: text(values.out),
        }),
      ),
    );
}
