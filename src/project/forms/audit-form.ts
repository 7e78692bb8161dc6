import { z } from 'zod';

const value = z.union([z.string(), z.number(), z.boolean()]);
const bound = z.union([z.string(), z.number()]);
const names = z.union([z.string(), z.array(z.string()).min(1)]);
const onFailure = z
  .enum(['block', 'warn'])
  .optional()
  .describe('`block` (the default) stops the commit, `warn` reports and goes on.');
const rowCount = z.strictObject({
  min: z.number().int().nonnegative().optional(),
  max: z.number().int().nonnegative().optional(),
});

/** An audit in the list `audits:` of a model: one of the names, with its arguments. */
export const tableAuditForm = z.strictObject({
  not_null: names.optional().describe('No row has NULL in these columns.'),
  unique: names.optional().describe('These columns together name at most one row.'),
  accepted_values: z
    .strictObject({ column: z.string(), values: z.array(value).min(1) })
    .optional()
    .describe('The column holds only these values, or NULL.'),
  accepted_range: z
    .strictObject({ column: z.string(), min: bound.optional(), max: bound.optional() })
    .optional()
    .describe('The column lies between the bounds, both included, or is NULL.'),
  row_count: rowCount.optional().describe('The table has so many rows.'),
  on_failure: onFailure,
});

/** An audit in the list `audits:` of a column: a name, or a name with its arguments. */
export const columnAuditForm = z.union([
  z.enum(['not_null', 'unique']),
  z.strictObject({
    not_null: z.literal(true).optional(),
    unique: z.literal(true).optional(),
    accepted_values: z.array(value).min(1).optional(),
    accepted_range: z.strictObject({ min: bound.optional(), max: bound.optional() }).optional(),
    on_failure: onFailure,
  }),
]);

export type TableAuditForm = z.infer<typeof tableAuditForm>;
export type ColumnAuditForm = z.infer<typeof columnAuditForm>;
