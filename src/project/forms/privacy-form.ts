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

const variableName = z
  .string()
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable, such as RESIDENTS_KEY')
  .describe('The environment variable (or entry of .env) that holds the secret.');

const secret = z.union([
  variableName,
  z
    .strictObject({
      current: z.string().min(1).describe('The version that new hashes are made with.'),
      versions: z
        .record(z.string().min(1), variableName)
        .describe('The environment variable of each version that is still needed.'),
    })
    .refine(({ current, versions }) => Object.hasOwn(versions, current), {
      message: 'one of `versions` as `current`',
    }),
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
  secrets: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]*$/, 'a name such as `residents`'), secret)
    .optional()
    .describe(
      'Secrets that `hmac_sha256` is keyed with, by name: where their values are, never the values. One that is named `default`, or is the only one, is taken where no name is given.',
    ),
});

export type PrivacyForm = z.infer<typeof privacyForm>;
