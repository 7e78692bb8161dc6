import { z } from 'zod';
import { parseAge, parseChange, parseShare, parseThreshold, parseTolerance } from '../audit-parts.ts';

const value = z.union([z.string(), z.number(), z.boolean()]);
const bound = z.union([z.string(), z.number()]);
const names = z.union([z.string(), z.array(z.string()).min(1)]);
const values = z.array(value).min(1);
const share = z.union([
  z.number().min(0).max(1),
  z.string().refine((text) => parseShare(text) !== null, 'a share of rows such as `5%` or `0.05`'),
]);
const change = z.union([
  z.number(),
  z.string().refine((text) => parseChange(text) !== null, 'a change of the number of rows such as `-10%`'),
]);
const tolerance = z.union([
  z.number().min(0),
  z.string().refine((text) => parseTolerance(text) !== null, 'a tolerance such as `0.01` or `0.1%`'),
]);
const age = z.string().refine((text) => parseAge(text) !== null, 'a length of time such as `36 hours`');
const threshold = z
  .string()
  .refine((text) => parseThreshold(text) !== null, 'a comparison such as `> 10` or `> 0.1%`');
const step = z.union([z.number(), z.string()]);

const range = { min: bound.optional(), max: bound.optional(), inclusive: z.boolean().optional() };
const foreign = { to: z.string(), field: names.optional() };
const shares = { min: share.optional(), max: share.optional() };
const sequence = { interval: step.optional(), group_by: names.optional() };
const shift = {
  max: z.number().positive().optional(),
  bins: z.number().int().min(2).max(100).optional(),
};
const sums = {
  with: z.string(),
  with_column: names.optional(),
  group_by: names.optional(),
  with_group_by: names.optional(),
  with_where: z.string().optional(),
  tolerance: tolerance.optional(),
};

const personal = {
  of: names
    .optional()
    .describe(
      'Where the personal data stands: `bronze.residents.name`, or `bronze.residents` for its tagged columns. Default: every tagged column of bronze and of the seeds.',
    ),
  except: names.optional().describe('Values that are ordinary words as well.'),
  min_length: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe('Names with fewer letters are not looked for. Default: 3.'),
  min_digits: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe('Numbers with fewer digits are not looked for. Default: 5.'),
};

/** What may stand beside the name of any audit. */
export const auditOptions = {
  where: z.string().optional().describe('An SQL condition: only rows for which it is true are looked at.'),
  severity: z
    .enum(['error', 'warn'])
    .optional()
    .describe('`warn` reports and goes on; the same as `on_failure: warn`. Default: error.'),
  on_failure: z
    .enum(['block', 'warn', 'quarantine'])
    .optional()
    .describe(
      '`block` (the default) stops the commit, `warn` reports and goes on, `quarantine` puts the failing rows aside and goes on without them.',
    ),
  error_if: threshold
    .optional()
    .describe('When failing rows stop the commit, as a count or a share: `> 10`, `> 0.1%`. Default: any do.'),
  warn_if: threshold
    .optional()
    .describe('When failing rows are reported, where they do not stop the commit. Default: any are.'),
  tags: z.array(z.string()).optional().describe('Free words, for selecting: `lode audit --tag nightly`.'),
  name: z.string().optional().describe('What the audit is called in messages and results.'),
  description: z.string().optional().describe('Why it must hold.'),
};

/** Arguments of an audit of the project's own. */
const own = z.union([
  value,
  z.array(value),
  z.null(),
  z.record(z.string(), z.union([value, z.array(value), z.null()])),
]);

/** An audit in the list `audits:` of a model: one of the names, with its arguments; or the name of an audit in `tests/audits/`. */
export const tableAuditForm = z.union([
  z.string(),
  z
    .object({
      not_null: names.optional().describe('No row has NULL in these columns.'),
      unique: names.optional().describe('These columns together name at most one row.'),
      accepted_values: z
        .strictObject({ column: z.string(), values })
        .optional()
        .describe('The column holds only these values, or NULL.'),
      not_accepted_values: z
        .strictObject({ column: z.string(), values })
        .optional()
        .describe('The column holds none of these values.'),
      accepted_range: z
        .strictObject({ column: z.string(), ...range })
        .optional()
        .describe('The column lies between the bounds, or is NULL.'),
      expression: z.string().optional().describe('An SQL condition that is false for no row.'),
      match_regex: z
        .strictObject({ column: z.string(), pattern: z.string() })
        .optional()
        .describe('The pattern is found in every value of the column, or it is NULL.'),
      not_match_regex: z
        .strictObject({ column: z.string(), pattern: z.string() })
        .optional()
        .describe('The pattern is found in no value of the column.'),
      relationships: z
        .strictObject({ column: names, ...foreign })
        .optional()
        .describe('Every value of the column stands in a column of another relation, or is NULL.'),
      null_share: z
        .strictObject({ column: z.string(), ...shares })
        .optional()
        .describe('The share of the rows with NULL in the column.'),
      row_count: z
        .strictObject({
          min: z.number().int().nonnegative().optional(),
          max: z.number().int().nonnegative().optional(),
          min_change: change.optional(),
          max_change: change.optional(),
        })
        .optional()
        .describe('The table has so many rows; or so many more or fewer than the version before.'),
      freshness: z
        .strictObject({ column: z.string(), max_age: age })
        .optional()
        .describe('The newest value of the column is no older than this.'),
      sequential_values: z
        .strictObject({ column: z.string(), ...sequence })
        .optional()
        .describe('Each value of the column lies one interval after the one before it.'),
      mutually_exclusive_ranges: z
        .strictObject({
          lower_bound_column: z.string(),
          upper_bound_column: z.string(),
          partition_by: names.optional(),
          gaps: z.enum(['allowed', 'not_allowed', 'required']).optional(),
          zero_length_range_allowed: z.boolean().optional(),
        })
        .optional()
        .describe('The ranges from one column to the other do not overlap.'),
      reconcile: z
        .strictObject({ column: names.optional(), ...sums })
        .optional()
        .describe(
          'The sums of the columns are those of another relation; without columns, the counts of rows are.',
        ),
      distribution: z
        .strictObject({ column: z.string(), ...shift })
        .optional()
        .describe(
          'The values are spread as in the version before: the population stability index is at most `max`.',
        ),
      no_personal_data: z
        .union([z.literal(true), z.strictObject({ columns: names.optional(), ...personal })])
        .optional()
        .describe(
          'No name or number of a person, as bronze knows them, stands in the text of these columns.',
        ),
      ...auditOptions,
    })
    .catchall(own),
]);

/** An audit in the list `audits:` of a column: a name, or a name with its arguments. */
export const columnAuditForm = z.union([
  z.string(),
  z
    .object({
      not_null: z.literal(true).optional(),
      unique: z.literal(true).optional(),
      accepted_values: values.optional(),
      not_accepted_values: values.optional(),
      accepted_range: z.strictObject(range).optional(),
      expression: z.string().optional(),
      match_regex: z.string().optional(),
      not_match_regex: z.string().optional(),
      relationships: z.strictObject(foreign).optional(),
      null_share: z.union([share, z.strictObject(shares)]).optional(),
      freshness: age.optional(),
      sequential_values: z.union([z.literal(true), z.strictObject(sequence)]).optional(),
      reconcile: z.strictObject(sums).optional(),
      distribution: z.union([z.literal(true), z.strictObject(shift)]).optional(),
      no_personal_data: z.union([z.literal(true), z.strictObject(personal)]).optional(),
      ...auditOptions,
    })
    .catchall(own),
]);

export type TableAuditForm = z.infer<typeof tableAuditForm>;
export type TableAuditMapping = Exclude<TableAuditForm, string>;
export type ColumnAuditForm = z.infer<typeof columnAuditForm>;
