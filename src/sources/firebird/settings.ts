import { z } from 'zod';
import { choice, text, wholeNumber } from '../server/setting-forms.ts';

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
