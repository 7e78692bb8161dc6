import { z } from 'zod';
import { choice, decimalOrText, sslForm, text, wholeNumber } from '../server/setting-forms.ts';

/** The settings of a source of type `mysql`. Messages say what was expected. */
export const mysqlForm = z.strictObject({
  host: text('the name or address of the server').default('localhost'),
  port: wholeNumber(1, 65_535).default(3306),
  database: text('the name of the database'),
  user: text('the name of a user'),
  password: z.string({ error: 'a text' }).default(''),
  numeric: decimalOrText.default({ kind: 'text' }),
  time: choice(['time', 'text']).default('time'),
  tinyint1: choice(['integer', 'boolean']).default('integer'),
  out_of_range: choice(['refuse', 'empty']).default('refuse'),
  ...sslForm,
  statement_timeout: wholeNumber(0, 604_800).optional(),
  connect_timeout: wholeNumber(1, 600).default(10),
  answer_timeout: wholeNumber(1, 3600).default(30),
});

export type MysqlSettings = z.infer<typeof mysqlForm>;
