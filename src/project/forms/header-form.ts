import { z } from 'zod';
import { modelKinds } from '../model.ts';
import { columnAuditForm, tableAuditForm } from './audit-form.ts';

const names = z.union([z.string(), z.array(z.string()).min(1)]);

const columnForm = z.union([
  z.string().describe('The description.'),
  z.strictObject({
    description: z.string().optional(),
    audits: z.array(columnAuditForm).optional(),
    pii: z.string().optional().describe('What kind of personal data it is, e.g. `name`.'),
    tags: z.array(z.string()).optional(),
    type: z.string().optional().describe('The type that the column must have.'),
  }),
]);

export const headerForm = z
  .strictObject({
    kind: z.enum(modelKinds).optional().describe('How the model becomes a table. Default: full.'),
    description: z.string().optional(),
    owner: z.string().optional(),
    tags: z.array(z.string()).optional(),
    enabled: z.boolean().optional(),
    grain: names.optional().describe('Columns that together name a row.'),
    columns: z.record(z.string(), columnForm).optional(),
    audits: z.array(tableAuditForm).optional(),
    partitioned_by: names.optional(),
    renamed_from: z.string().optional().describe("The model's former name: it keeps that table's history."),
    cron: z.string().optional().describe('When it is due, e.g. `0 6 * * *`; a step is written `0/15`.'),
    start: z.string().optional().describe('The first moment that it has data for.'),
    time_column: z.string().optional(),
    interval: z.enum(['hour', 'day', 'month', 'year']).optional(),
    lookback: z.number().int().nonnegative().optional(),
    unique_key: names.optional(),
    updated_at: z.string().optional(),
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
