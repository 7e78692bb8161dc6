import { z } from 'zod';

const columnForm = z.strictObject({
  type: z.string().min(1).optional().describe("The type in DuckDB's words. Default: found from all values."),
  description: z.string().optional().describe('What the column means.'),
  pii: z.string().optional().describe('What kind of personal data it is, e.g. `name`.'),
  tags: z.array(z.string()).optional().describe('Free words.'),
});

export const seedForm = z
  .strictObject({
    seed: z.string().optional().describe("The seed's name. Default: this file's name."),
    file: z
      .string()
      .optional()
      .describe('The data file beside this one. Default: the name with .csv or .csv.gz.'),
    delimiter: z
      .string()
      .regex(/^[^"\r\n]$/, 'one character, such as `;`')
      .optional()
      .describe('Default: a comma.'),
    null_text: z.string().optional().describe('Unquoted, it is NULL. Default: an empty field.'),
    description: z.string().optional().describe('What a row is.'),
    columns: z.record(z.string(), columnForm).optional().describe('Columns by name.'),
  })
  .meta({ title: 'Description of a seed' });

export type SeedForm = z.infer<typeof seedForm>;
