import { z } from 'zod';
import { csvDialectForm } from './dialect.ts';

const badRowsRule = 'a number of rows, or a share such as `0.1%`';

/** How files are read: a dialect, and what is made of lines that are none. */
export const csvReadingForm = csvDialectForm.extend({
  comment: z
    .string({ error: 'a text' })
    .min(1, 'a text')
    .optional()
    .describe('What begins a line that is passed over: `#`.'),
  skip_lines: z
    .union([z.number(), z.string().regex(/^\d+$/).transform(Number)], { error: 'a number of lines' })
    .pipe(z.number().int('a number of lines').nonnegative('a number of lines'))
    .optional()
    .describe('So many lines stand before the header, or the first row. Default: 0.'),
  bad_rows: z
    .union([z.number(), z.string()], { error: badRowsRule })
    .transform((given, context) => {
      const rows = badRowsOf(String(given));
      if (rows !== null) return rows;
      context.addIssue({ code: 'custom', message: badRowsRule });
      return z.NEVER;
    })
    .optional()
    .describe(
      'How many rows that cannot be read are kept aside before the load stops: `100`, or a share such as `0.1%`. They are the relation `<name>_rejects`. Default: 0.',
    ),
  file_name: z
    .string({ error: 'the name of a column' })
    .min(1, 'the name of a column')
    .optional()
    .describe('A column of this name tells the file that a row came from.'),
});

export type CsvReadingForm = z.infer<typeof csvReadingForm>;

/** How many bad rows a load may have. */
export type BadRows =
  | { readonly kind: 'count'; readonly rows: number }
  /** Of all rows, from 0 to 1; `text` as it was written. */
  | { readonly kind: 'share'; readonly share: number; readonly text: string };

function badRowsOf(text: string): BadRows | null {
  const parts = /^\s*(\d+(?:\.\d+)?)\s*(%?)\s*$/.exec(text);
  if (parts === null) return null;
  const number = Number(parts[1]);
  if (parts[2] === '%')
    return number <= 100 ? { kind: 'share', share: number / 100, text: `${parts[1]}%` } : null;
  return Number.isInteger(number) ? { kind: 'count', rows: number } : null;
}
