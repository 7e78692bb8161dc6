import { z } from 'zod';

/** A number of project.yml, also as text: replaced variables are text. */
const wholeNumber = (least: number, most: number) =>
  z
    .union([z.number(), z.string().regex(/^\d+$/).transform(Number)], {
      error: `a whole number from ${least} to ${most}`,
    })
    .pipe(
      z
        .number()
        .int(`a whole number from ${least} to ${most}`)
        .min(least, `a whole number from ${least} to ${most}`)
        .max(most, `a whole number from ${least} to ${most}`),
    );

const text = (what: string) => z.string({ error: what }).min(1, what);
const choice = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, { error: `one of ${words.join(', ')}` });

/** The settings of a source of type `firebird`. Messages say what was expected. */
export const firebirdForm = z.strictObject({
  host: text('the name or address of the server').default('localhost'),
  port: wholeNumber(1, 65_535).default(3050),
  database: text("the database's path or alias on the server"),
  user: text('the name of a Firebird user'),
  password: z.string({ error: 'a text' }),
  role: text('the name of a role').optional(),
  charset: text('the name of a character set, as Firebird writes it')
    .transform((name) => name.toUpperCase())
    .default('UTF8'),
  decimals: choice(['declared', 'stored']).default('declared'),
  wire_crypt: choice(['enabled', 'disabled']).default('enabled'),
  auth_plugin: choice(['Srp512', 'Srp384', 'Srp256', 'Srp', 'Legacy_Auth']).optional(),
  connect_timeout: wholeNumber(1, 600).default(10),
  answer_timeout: wholeNumber(1, 3600).default(30),
});

export type FirebirdSettings = z.infer<typeof firebirdForm>;
