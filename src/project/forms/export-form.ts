import { z } from 'zod';
import { csvDialectForm, timePieces } from '../../csv/index.ts';

const floatFormat = z
  .string()
  .regex(/^[^%]*%[-+0 ]*\d{0,3}(\.\d{1,2})?[eEfFgG][^%]*$/, {
    error: 'a format for one number as Python has it, e.g. `%.2f`',
  })
  .describe(
    'How floating point numbers are written, e.g. `%.2f`. Default: the shortest text that gives the number again.',
  );

const timeFormat = z.string().superRefine((text, context) => {
  const pieces = text === 'iso' ? [] : timePieces(text);
  if (typeof pieces === 'string')
    context.addIssue({ code: 'custom', message: `\`iso\`, or a format such as \`%d.%m.%Y\`: ${pieces}` });
});

const digits = z.number().int().min(0).max(30).describe('Digits after the decimal separator.');

const dialectKeys = {
  ...csvDialectForm.shape,
  date: timeFormat.optional().describe('How dates are written: `%d.%m.%Y`; `iso` for 2024-01-31.'),
  time: timeFormat.optional().describe('How times of a day are written: `%H:%M`; `iso` for 13:05:00.'),
  timestamp: timeFormat
    .optional()
    .describe('How moments are written: `%d.%m.%Y %H:%M`; `iso` for 2024-01-31 13:05:00.'),
  like: z
    .enum(['pandas'])
    .optional()
    .describe('`pandas`: whatever is not said is as `DataFrame.to_csv` has it.'),
  double_quote: z
    .boolean()
    .optional()
    .describe('A quote inside of a field stands twice. Default: yes, unless an escape is named.'),
  quote_nulls: z
    .boolean()
    .optional()
    .describe('NULL is quoted where text is. Default: no; yes where it is like pandas.'),
  quote_breaks: z
    .enum(['any', 'line_end'])
    .optional()
    .describe(
      'Which line breaks make quotes necessary: any, or those of `line_end` alone, as Python before 3.13 has it.',
    ),
  unencodable: z
    .union([z.enum(['error', 'drop', 'xml', 'backslash']), z.strictObject({ replace: z.string().min(1) })])
    .optional()
    .describe(
      'What becomes of a letter that the encoding does not have. Default: error, and no file is written.',
    ),
  float_format: floatFormat.optional(),
};

const column = z.union([
  z.string(),
  z
    .strictObject({
      column: z.string().optional().describe('The column of the model.'),
      row_number: z
        .number()
        .int()
        .optional()
        .describe('The row’s number instead of a column, counted from this one.'),
      as: z.string().optional().describe('The name in the header. Default: the column’s.'),
      cast: z
        .string()
        .regex(/^[A-Za-z][A-Za-z0-9_ ]*(\(\s*\d+\s*(,\s*\d+\s*)?\))?$/, { error: 'a type, e.g. `DOUBLE`' })
        .optional()
        .describe(
          'A type that the value is cast to first: `DOUBLE` for what a program held in floating point numbers.',
        ),
      digits: digits.optional(),
      float_format: floatFormat.optional(),
      format: timeFormat.optional().describe('For a date or a time of this column.'),
      decimal: z.enum(['.', ',']).optional(),
      null: z.string().optional().describe('What stands for NULL in this column.'),
      true: z.string().optional(),
      false: z.string().optional(),
      quote: z.boolean().optional().describe('Always quoted, or only where it cannot be without.'),
      pad: z
        .union([
          z.number().int().min(1).max(10_000),
          z.strictObject({
            width: z.number().int().min(1).max(10_000),
            with: z.string().length(1).optional(),
            side: z.enum(['left', 'right']).optional(),
          }),
        ])
        .optional()
        .describe('Filled up with blanks to so many letters, as a CHAR column is.'),
    })
    .refine((entry) => (entry.column === undefined) !== (entry.row_number === undefined), {
      error: 'either `column` or `row_number`',
    }),
]);

const names = z.union([z.string(), z.array(z.string())]);

const exportEntry = z.strictObject({
  model: z.string().describe('The table, e.g. gold.finance_monthly.'),
  description: z.string().optional(),
  owner: z.string().optional().describe('Who is to be told when something that it reads breaks.'),
  tags: z.array(z.string()).optional(),
  environment: z.string().optional().describe('Which environment is exported. Default: the project’s.'),
  path: z
    .string()
    .min(1)
    .optional()
    .describe('The file, below `folder`; `{{date "%Y%m%d"}}` and the like are filled in. Default: NAME.csv.'),
  manifest: z
    .string()
    .min(1)
    .optional()
    .describe('The file that says what was exported. Default: NAME.manifest.json.'),
  columns: z
    .array(column)
    .min(1)
    .optional()
    .describe('Which columns, in the order of the file. Default: all.'),
  where: z.string().optional().describe('Only rows for which this holds.'),
  order_by: names
    .optional()
    .describe(
      '`date desc nulls first`, in the order of importance. Default: the model’s grain. NULL stands last unless said otherwise.',
    ),
  partition_by: names
    .optional()
    .describe('A file for each value of these columns, which `path` names as `{{column}}`.'),
  after: z
    .enum(['apply'])
    .optional()
    .describe('`apply`: made anew after each commit by `lode apply` or `lode run`.'),
  ...dialectKeys,
});

export const exportForm = z
  .strictObject({
    folder: z
      .string()
      .min(1)
      .optional()
      .describe('Where the files go, relative to the project. Default: out.'),
    defaults: z
      .strictObject(dialectKeys)
      .optional()
      .describe('How the files of all these exports are written, where they do not say otherwise.'),
    exports: z.record(
      z
        .string()
        .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/, { error: 'a name of letters, digits, `_`, `-` and `.`' }),
      exportEntry,
    ),
  })
  .meta({ title: 'Exports' });

export type ExportForm = z.infer<typeof exportForm>;
export type ExportEntry = ExportForm['exports'][string];
export type ExportDialect = NonNullable<ExportForm['defaults']>;
