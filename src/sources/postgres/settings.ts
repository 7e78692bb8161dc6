import { z } from 'zod';
import {
  choice,
  decimalOrText,
  sslForm,
  statementTimeoutForm,
  text,
  timeoutForm,
  wholeNumber,
} from '../server/setting-forms.ts';

/** The settings of a source of type `postgres`. Messages say what was expected. */
export const postgresForm = z.strictObject({
  host: text('the name or address of the server')
    .default('localhost')
    .describe('Name or address of the server.'),
  port: wholeNumber(1, 65_535).default(5432).describe('Its port. Default: 5432.'),
  database: text('the name of the database').describe('The name of the database.'),
  schema: text('the name of a schema of the database')
    .default('public')
    .describe('The schema whose relations the source has.'),
  user: text('the name of a role that may log in').describe('Who logs in.'),
  password: z
    .string({ error: 'a text' })
    .default('')
    .describe('Their password: `${NAME}` takes it from the environment or `.env`.'),
  charset: text('the name of a character set: UTF8, WIN1252, ISO8859_1 and so on')
    .transform((name) => name.toUpperCase())
    .default('UTF8')
    .describe('What the text of a database of encoding SQL_ASCII is in truth. Default: UTF8.'),
  numeric: decimalOrText
    .default({ kind: 'text' })
    .describe(
      'What a NUMERIC without a size, or of more than 38 digits, becomes: `text`, or a type such as `DECIMAL(38,10)`. Default: text.',
    ),
  out_of_range: choice(['refuse', 'empty'])
    .default('refuse')
    .describe('What a value does that its type cannot hold in a table: stop the load, or be NULL (`empty`).'),
  time_zone: text('the name of a time zone').default('UTC').describe('The time zone of the session.'),
  ...sslForm,
  ...statementTimeoutForm,
  ...timeoutForm,
});

export type PostgresSettings = z.infer<typeof postgresForm>;
