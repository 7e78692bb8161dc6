import { z } from 'zod';
import { isTimeZone } from '../../project/index.ts';
import { comparisonOptions, sideForm, sideSettings } from '../form.ts';
import { isNight, weekdays } from './night.ts';

const night = z.string().refine(isNight, 'a day such as 2026-03-01');

/** Pairs are folders of the lake and words of commands. */
export const pairName = /^[\p{L}_][\p{L}\p{N}_-]{0,99}$/u;

export const acceptanceForm = z
  .strictObject({
    columns: z
      .array(z.string())
      .min(1)
      .optional()
      .describe('Cells of these columns may differ, in rows that both sides have.'),
    only_in: z.enum(['left', 'right']).optional().describe('Rows may be there that only this side has.'),
    where: z
      .string()
      .optional()
      .describe(
        'Only rows of differences for which this holds: a condition over the key and over `<column>_left`, `<column>_right`.',
      ),
    max_rows: z
      .number()
      .int()
      .positive()
      .optional()
      .describe('If it would cover more rows than these, it covers none.'),
    until: night.describe('The last night for which it holds.'),
    reason: z.string().min(1).describe('Why this is known and right.'),
    by: z.string().min(1).describe('Who accepted it.'),
  })
  .refine(
    (form) => form.columns !== undefined || form.only_in !== undefined,
    '`columns` or `only_in`: nothing is accepted as a whole',
  );

const pairFields = {
  description: z.string().optional(),
  owner: z.string().optional().describe('Who is asked when it differs.'),
  required: z.boolean().optional().describe('Whether the gate waits for it. Default: true.'),
  compare: z
    .enum(['rows', 'bytes'])
    .optional()
    .describe(
      '`rows` (the default): tables, cell by cell. `bytes`: two files that are to be the same to the last byte.',
    ),
  allow_empty: z
    .boolean()
    .optional()
    .describe(
      'Two sides without any row match. Without it the night has failed: an empty export proves nothing.',
    ),
};

export const pairForm = z.strictObject({
  ...pairFields,
  left: sideForm.describe('The old side: an export, a source’s relation, a query.'),
  right: sideForm.describe('The new side: a model of the environment, an exported file.'),
  ...comparisonOptions,
  accepted: z.array(acceptanceForm).optional().describe('Known differences that count as matched.'),
});

const dayOff = z.union([
  night,
  z.strictObject({
    from: night,
    to: night.optional().describe('The last of them. Default: the first.'),
    reason: z.string().optional(),
  }),
]);

const settings = {
  time_zone: z
    .string()
    .refine(isTimeZone, 'a time zone such as Europe/Brussels')
    .optional()
    .describe('In which the nights are days. Default: that of the project.'),
  environment: z
    .string()
    .optional()
    .describe(
      'Whose models are compared, where a side names none. Default: the project’s default environment.',
    ),
  schedule: z
    .union([z.enum(['daily', 'weekdays']), z.array(z.enum(weekdays)).min(1)])
    .optional()
    .describe(
      'On which nights a comparison is expected: `daily` (the default), `weekdays` (mon to fri), or a list such as `[tue, wed]`. A night that is expected and missing ends a streak.',
    ),
  days_off: z.array(dayOff).optional().describe('Nights on which none is expected.'),
  defaults: z
    .strictObject({
      owner: pairFields.owner,
      left: z.strictObject(sideSettings).optional(),
      right: z.strictObject(sideSettings).optional(),
      ...comparisonOptions,
    })
    .optional()
    .describe('What holds for every pair that does not say otherwise.'),
};

/** parity.yml, its pairs unchecked: a wrong one stops none of the others. */
export const parityFrame = z.strictObject({ ...settings, pairs: z.record(z.string(), z.unknown()) });

/** parity.yml as a whole. */
export const parityForm = z
  .strictObject({
    ...settings,
    pairs: z
      .record(z.string().regex(pairName, 'a name of letters, digits, _ and -'), pairForm)
      .describe('By name. The history of a pair goes by its name.'),
  })
  .meta({ title: 'The pairs of a parallel run' });

export type PairForm = z.infer<typeof pairForm>;
export type AcceptanceForm = z.infer<typeof acceptanceForm>;
export type ParityFrame = z.infer<typeof parityFrame>;
