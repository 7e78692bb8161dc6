import { z } from 'zod';
import { csvReadingForm } from '../../csv/index.ts';
import { text } from '../server/setting-forms.ts';

const files = 'a pattern of files such as `orders_*.csv`, or a list of them';

const patterns = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)], { error: files })
  .transform((given) => (typeof given === 'string' ? [given] : given));

const relationForm = csvReadingForm.extend({
  files: patterns.describe(
    'The files of the relation, below `path`: `orders_*.csv`, `2024/**/*.csv`, or a list.',
  ),
  types: z
    .record(z.string(), z.string())
    .optional()
    .describe("Types of columns in DuckDB's words; others are the contract's, or proposed."),
});

/** The settings of a source of type `csv`. Messages say what was expected. */
export const csvForm = csvReadingForm.extend({
  path: text('the folder of its files').describe('The folder of the files, relative to the project.'),
  relations: z
    .record(
      z.string(),
      z.preprocess(
        (given) => (typeof given === 'string' || Array.isArray(given) ? { files: given } : given),
        relationForm,
      ),
      { error: 'a mapping from relations to patterns of files' },
    )
    .optional()
    .describe(
      'Relation → its files, and what is written otherwise there. Default: each `*.csv` in the folder is one.',
    ),
});

export type CsvSourceSettings = z.infer<typeof csvForm>;
