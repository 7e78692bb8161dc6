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

/** The settings of a source of type `mysql`. Messages say what was expected. */
export const mysqlForm = z.strictObject({
  host: text('the name or address of the server')
    .default('localhost')
    .describe('Name or address of the server.'),
  port: wholeNumber(1, 65_535).default(3306).describe('Its port. Default: 3306.'),
  database: text('the name of the database').describe('The database whose tables the source has.'),
  user: text('the name of a user').describe('Who logs in.'),
  password: z
    .string({ error: 'a text' })
    .default('')
    .describe('Their password: `${NAME}` takes it from the environment or `.env`.'),
  numeric: decimalOrText
    .default({ kind: 'text' })
    .describe(
      'What a DECIMAL of more than 38 digits becomes: `text`, or a type such as `DECIMAL(38,10)`. Default: text.',
    ),
  time: choice(['time', 'text']).default('time').describe('`text` for TIME columns that hold durations.'),
  tinyint1: choice(['integer', 'boolean'])
    .default('integer')
    .describe('`boolean` makes TINYINT(1) a BOOLEAN.'),
  out_of_range: choice(['refuse', 'empty'])
    .default('refuse')
    .describe('What a value does that its type cannot hold in a table: stop the load, or be NULL (`empty`).'),
  ...sslForm,
  ...statementTimeoutForm,
  ...timeoutForm,
});

export type MysqlSettings = z.infer<typeof mysqlForm>;
