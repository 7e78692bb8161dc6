import { z } from 'zod';
import { choice, decimalOrText, sslForm, text, wholeNumber } from '../server/setting-forms.ts';

/** The settings of a source of type `postgres`. Messages say what was expected. */
export const postgresForm = z.strictObject({
  host: text('the name or address of the server').default('localhost'),
  port: wholeNumber(1, 65_535).default(5432),
  database: text('the name of the database'),
  schema: text('the name of a schema of the database').default('public'),
  user: text('the name of a role that may log in'),
  password: z.string({ error: 'a text' }).default(''),
  charset: text('the name of a character set: UTF8, WIN1252, ISO8859_1 and so on')
    .transform((name) => name.toUpperCase())
    .default('UTF8'),
  numeric: decimalOrText.default({ kind: 'text' }),
  out_of_range: choice(['refuse', 'empty']).default('refuse'),
  time_zone: text('the name of a time zone').default('UTC'),
  ...sslForm,
  statement_timeout: wholeNumber(0, 604_800).optional(),
  connect_timeout: wholeNumber(1, 600).default(10),
  answer_timeout: wholeNumber(1, 3600).default(30),
});

export type PostgresSettings = z.infer<typeof postgresForm>;
