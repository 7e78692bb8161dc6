import { z } from 'zod';
import { modelKinds, schemaChangePolicies } from '../model.ts';
import { columnAuditForm, tableAuditForm } from './audit-form.ts';
import { loadForm } from './load-form.ts';

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
    retention: z
      .string()
      .regex(/^\d+ (day|week|month)s?$/, 'a length of time such as `30 days`')
      .optional()
      .describe(
        'For how long the versions of its table stay readable by its path, where that is longer than the project’s retention.',
      ),
    profile: z
      .boolean()
      .optional()
      .describe(
        'Whether its columns are profiled when it is built; `true` also where its table has more rows than are profiled by default. Default: what project.yml says.',
      ),
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
    time_zone: z
      .string()
      .optional()
      .describe(
        "Time zone in which intervals begin and in which `cron` is read, by its IANA name. Default: the project's.",
      ),
    batch_size: z
      .number()
      .int()
      .positive()
      .optional()
      .describe('How many intervals one query computes at most. Default: all that are missing.'),
    unique_key: names.optional().describe('Columns by which new rows replace old ones.'),
    delete_marker: z
      .string()
      .optional()
      .describe('A BOOLEAN column: where it is true, the row of that key is deleted.'),
    updated_at: z.string().optional().describe('The column that says when a row changed.'),
    compared_columns: z
      .union([z.literal('all'), names])
      .optional()
      .describe('Columns whose change makes a new version of a row; in the place of `updated_at`.'),
    hard_deletes: z
      .enum(['ignore', 'invalidate'])
      .optional()
      .describe('Whether a row that the query no longer gives ends its open version. Default: ignore.'),
    forward_only: z
      .boolean()
      .optional()
      .describe('`true`: a changed query holds from now on, rows that stand stay. Default: false.'),
    load: loadForm
      .optional()
      .describe('How the rows of a source come in, where not all are taken anew each time.'),
    on_schema_change: z
      .enum(schemaChangePolicies)
      .optional()
      .describe('What a changed schema does to a table whose rows stay. Default: fail.'),
  })
  .meta({ title: 'Header of a model' });

export type HeaderForm = z.infer<typeof headerForm>;

/** Keys that only some kinds have. */
export const keysOfKinds: Readonly<Record<string, readonly string[]>> = {
  time_column: ['incremental_by_time_range', 'append'],
  interval: ['incremental_by_time_range', 'append'],
  lookback: ['incremental_by_time_range'],
  batch_size: ['incremental_by_time_range', 'append'],
  unique_key: ['incremental_by_unique_key', 'scd_type_2'],
  delete_marker: ['incremental_by_unique_key'],
  load: ['append', 'incremental_by_unique_key'],
  updated_at: ['scd_type_2'],
  compared_columns: ['scd_type_2'],
  hard_deletes: ['scd_type_2'],
  forward_only: ['incremental_by_time_range', 'incremental_by_unique_key'],
  on_schema_change: ['incremental_by_time_range', 'incremental_by_unique_key', 'append', 'scd_type_2'],
};
