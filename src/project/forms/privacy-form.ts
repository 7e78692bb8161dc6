import { z } from 'zod';

const className = z.string().min(1);

const effect = z.union([
  z.literal('ends').describe('What comes out says nothing of a person.'),
  z.strictObject({ gives: className.describe('The class of what comes out, whatever went in.') }),
  z.strictObject({
    changes: z
      .record(className, className.nullable())
      .describe(
        'What comes out of data of these classes; null: no personal data. Other classes stay what they are.',
      ),
  }),
]);

const rule = z.union([
  z.literal('no pii').describe('No personal data at all.'),
  z.strictObject({ allow: z.array(className).describe('The only classes that may be there.') }),
]);

/** `privacy` of project.yml: where personal data may be, and what makes other data of it. */
export const privacyForm = z.strictObject({
  layers: z
    .record(z.string(), rule)
    .optional()
    .describe('What a layer may hold: `no pii`, or classes. A layer that is not named may hold any.'),
  indirect: z
    .enum(['error', 'warning', 'note', 'off'])
    .optional()
    .describe(
      'What it is that personal data decides rows or values (a filter, a join, a CASE) of a layer that must not hold it. Default: warning.',
    ),
  anonymisers: z
    .record(z.string(), effect)
    .optional()
    .describe('Functions, and macros of macros/*.sql, after which personal data is something else.'),
});

export type PrivacyForm = z.infer<typeof privacyForm>;
