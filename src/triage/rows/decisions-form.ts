import { z } from 'zod';

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/, 'a day such as 2026-03-01');

/** One decision on a legacy object. */
const decisionForm = z
  .strictObject({
    decision: z
      .enum(['keep', 'merge', 'drop'])
      .optional()
      .describe(
        '`keep`: it becomes a model. `merge`: another one takes it in. `drop`: it is left behind. Default: not decided.',
      ),
    into: z.string().optional().describe('Of `merge`: the object that takes it in.'),
    owner: z.string().optional().describe('Who answers for it, over what the estate itself says.'),
    date: day.optional().describe('When it was decided. A read of a dropped object after this day is told.'),
    reason: z.string().optional().describe('Why.'),
    model: z
      .string()
      .optional()
      .describe('The model that has taken its place, where no mapping says so with `origin.object`.'),
  })
  .refine(
    (form) => (form.decision === 'merge') === (form.into !== undefined),
    '`into` with `decision: merge`',
  );

/** triage.yml: what was decided of a legacy estate. */
export const triageDecisionsForm = z
  .strictObject({
    owners: z
      .record(z.string(), z.string())
      .optional()
      .describe('Ids of objects, `*` for any text → who answers for them; the first that fits counts.'),
    wave: z
      .strictObject({
        unit: z.enum(['objects', 'points']).optional().describe('Default: objects.'),
        size: z.number().int().positive(),
      })
      .optional()
      .describe('How big a wave is. Default: 10 objects.'),
    ready_after: z
      .number()
      .int()
      .positive()
      .optional()
      .describe('So many nights in a row a pair must match before its object is ready. Default: 14.'),
    objects: z.record(z.string(), decisionForm).optional().describe('By id, as `lode triage` names them.'),
  })
  .meta({ title: 'Decisions on a legacy estate' });

export type TriageDecisionsForm = z.infer<typeof triageDecisionsForm>;
export type ObjectDecision = NonNullable<TriageDecisionsForm['objects']>[string];
