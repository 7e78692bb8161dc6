import { z } from 'zod';

export const loadStrategies = ['cursor', 'snapshot', 'record_version', 'log_table'] as const;

const lengthOfTime = /^\d+ (second|minute|hour|day|week|month)s?$/;

/** The header's `load:` — how the rows of a source come into a bronze table that keeps those of earlier loads. */
export const loadForm = z.strictObject({
  by: z
    .enum(loadStrategies)
    .describe(
      '`cursor`: rows whose cursor is newer. `snapshot`: all rows, compared by key. `record_version`: rows of a Firebird table that later transactions wrote. `log_table`: keys that triggers wrote down.',
    ),
  column: z
    .string()
    .min(1)
    .optional()
    .describe(
      'With `cursor` the column of the model that grows, handed on as the source has it. With `log_table` the column of the log that grows. Default there: LODE_TRANSACTION.',
    ),
  lag: z
    .union([
      z.number().int().nonnegative(),
      z.string().regex(lengthOfTime, 'a length of time such as `2 days`, or a whole number'),
    ])
    .optional()
    .describe(
      'How far before the largest value seen the next load begins to read: a length of time such as `2 days`, or a whole number. Default: 0.',
    ),
  keep: z
    .enum(['current', 'changes'])
    .optional()
    .describe(
      '`current`: the table holds the present rows. `changes`: it holds a row for each insert, update and delete. Default: current.',
    ),
  max_deletes: z
    .string()
    .regex(/^(100|\d{1,2})%$/, 'a share such as `50%`')
    .optional()
    .describe('The largest share of the standing rows that one load may delete. Default: 50%.'),
  deletes: z
    .union([
      z.enum(['always', 'never']),
      z.string().regex(lengthOfTime, '`always`, `never` or how much time lies between two, such as `1 day`'),
    ])
    .optional()
    .describe(
      'With `record_version`, how often all keys are compared to find rows that were deleted. Default: always.',
    ),
  table: z.string().min(1).optional().describe('With `log_table` the log, as the source calls it.'),
});

export type LoadForm = z.infer<typeof loadForm>;

/** Which keys a strategy knows; those with `true` have to be there. */
export const keysOfStrategies: Readonly<
  Record<LoadForm['by'], Readonly<Partial<Record<keyof LoadForm, boolean>>>>
> = {
  cursor: { column: true, lag: false, keep: false },
  snapshot: { keep: false, max_deletes: false },
  record_version: { keep: false, max_deletes: false, deletes: false },
  log_table: { table: true, column: false, lag: false, keep: false, max_deletes: false },
};
