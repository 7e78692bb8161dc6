import { z } from 'zod';
import { modelKinds } from '../model.ts';
import { columnAuditForm, tableAuditForm } from './audit-form.ts';

const names = z.union([z.string(), z.array(z.string()).min(1)]);

const columnForm = z.union([
  z.string().describe('The description.'),
  z.strictObject({
    description: z.string().optional().describe("What the column means; becomes the Delta column's comment."),
    audits: z.array(columnAuditForm).optional().describe('What its values must satisfy.'),
    pii: z.string().optional().describe('What kind of personal data it is, e.g. `name`.'),
    tags: z.array(z.string()).optional().describe('Free words.'),
    type: z.string().optional().describe('The type that the column must have.'),
  }),
]);

export const headerForm = z
  .strictObject({
    kind: z.enum(modelKinds).optional().describe('How the model becomes a table. Default: full.'),
    description: z.string().optional().describe("What a row is; becomes the Delta table's description."),
    owner: z.string().optional().describe('Who answers for it.'),
    tags: z.array(z.string()).optional().describe('Free words, for selecting: `--select tag:finance`.'),
    enabled: z.boolean().optional().describe('`false`: the model is left out. Default: true.'),
    grain: names.optional().describe('Columns that together name a row.'),
    columns: z
      .record(z.string(), columnForm)
      .optional()
      .describe('Output columns by name: a description, or a mapping.'),
    audits: z
      .array(tableAuditForm)
      .optional()
      .describe('What its rows must satisfy before anybody sees them.'),
    partitioned_by: names.optional().describe('Columns by which the files of the table are parted.'),
    renamed_from: z.string().optional().describe("The model's former name: it keeps that table's history."),
    cron: z.string().optional().describe('When it is due, e.g. `0 6 * * *`; a step is written `0/15`.'),
    start: z.string().optional().describe('The first moment that it has data for.'),
    time_column: z.string().optional().describe('The column that says which interval a row belongs to.'),
    interval: z
      .enum(['hour', 'day', 'month', 'year'])
      .optional()
      .describe('How long an interval is. Default: day.'),
    lookback: z
      .number()
      .int()
      .nonnegative()
      .optional()
      .describe('How many intervals before the newest are computed again. Default: 0.'),
    unique_key: names.optional().describe('Columns by which new rows replace old ones.'),
    updated_at: z.string().optional().describe('The column that says when a row changed.'),
  })
  .meta({ title: 'Header of a model' });

export type HeaderForm = z.infer<typeof headerForm>;

/** Keys that only some kinds have. */
export const keysOfKinds: Readonly<Record<string, readonly string[]>> = {
  time_column: ['incremental_by_time_range', 'append'],
  interval: ['incremental_by_time_range'],
  lookback: ['incremental_by_time_range'],
  unique_key: ['incremental_by_unique_key', 'scd_type_2'],
  updated_at: ['scd_type_2'],
};
