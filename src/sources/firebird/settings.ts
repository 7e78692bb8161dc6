import { z } from 'zod';
import { choice, text, timeoutForm, wholeNumber } from '../server/setting-forms.ts';

/** The settings of a source of type `firebird`. Messages say what was expected. */
export const firebirdForm = z.strictObject({
  host: text('the name or address of the server')
    .default('localhost')
    .describe('Name or address of the server.'),
  port: wholeNumber(1, 65_535).default(3050).describe('Its port. Default: 3050.'),
  database: text("the database's path or alias on the server").describe(
    'The path as the server sees it, or an alias of its databases.conf.',
  ),
  user: text('the name of a Firebird user').describe('Who logs in.'),
  password: z
    .string({ error: 'a text' })
    .describe('Their password: `${NAME}` takes it from the environment or `.env`.'),
  role: text('the name of a role').optional().describe('The role that has the rights.'),
  charset: text('the name of a character set, as Firebird writes it')
    .transform((name) => name.toUpperCase())
    .default('UTF8')
    .describe('What the text of columns of character set NONE is in truth. Default: UTF8.'),
  decimals: choice(['declared', 'stored'])
    .default('declared')
    .describe('`stored` gives decimals the digits that the integer behind them can hold.'),
  wire_crypt: choice(['enabled', 'disabled'])
    .default('enabled')
    .describe('`disabled` for a server with `WireCrypt = Disabled`.'),
  auth_plugin: choice(['Srp512', 'Srp384', 'Srp256', 'Srp', 'Legacy_Auth'])
    .optional()
    .describe('Default: chosen with the server.'),
  ...timeoutForm,
});

export type FirebirdSettings = z.infer<typeof firebirdForm>;
