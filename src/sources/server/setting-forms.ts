import { z } from 'zod';

/** A number of project.yml, also as text: replaced variables are text. Messages of all forms here say what was expected. */
export const wholeNumber = (least: number, most: number) =>
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

export const text = (what: string) => z.string({ error: what }).min(1, what);

export const choice = <const Words extends readonly [string, ...string[]]>(words: Words) =>
  z.enum(words, { error: `one of ${words.join(', ')}` });

/** What a number becomes that no DECIMAL of 38 digits surely holds: text, or a DECIMAL that its user has chosen. */
export const decimalOrText = z
  .string({ error: 'text, or a type such as DECIMAL(38,10)' })
  .transform((words, context) => {
    if (words.trim().toLowerCase() === 'text') return { kind: 'text' } as const;
    const parts = /^\s*(?:decimal|numeric)\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)\s*$/i.exec(words);
    const digits = Number(parts?.[1] ?? 0);
    const scale = Number(parts?.[2] ?? 0);
    if (digits >= 1 && digits <= 38 && scale <= digits) return { kind: 'decimal', digits, scale } as const;
    context.addIssue({ code: 'custom', message: 'text, or a type such as DECIMAL(38,10)' });
    return z.NEVER;
  });

/** How a connection is encrypted; the files are paths. */
export const sslForm = {
  ssl: choice(['disable', 'prefer', 'require', 'verify-ca', 'verify-full'])
    .default('prefer')
    .describe('How the connection is encrypted, in the words of PostgreSQL’s own programs.'),
  ssl_ca: text('the path of a file with certificates')
    .optional()
    .describe(
      'A file with the certificates of who may have signed the server’s. Default: those that Node knows.',
    ),
  ssl_cert: text('the path of a file with a certificate')
    .optional()
    .describe('A file with a certificate of the client’s own.'),
  ssl_key: text('the path of a file with a key').optional().describe('The file with its key.'),
};

/** The settings of `sslForm` as worker/tls.mjs takes them. */
export function tlsOpening(settings: {
  readonly ssl: string;
  readonly ssl_ca?: string | undefined;
  readonly ssl_cert?: string | undefined;
  readonly ssl_key?: string | undefined;
}) {
  return {
    mode: settings.ssl,
    ca: settings.ssl_ca ?? null,
    cert: settings.ssl_cert ?? null,
    key: settings.ssl_key ?? null,
  };
}

/** How long is waited for a server. */
export const timeoutForm = {
  connect_timeout: wholeNumber(1, 600)
    .default(10)
    .describe('Seconds until a connection must stand. Default: 10.'),
  answer_timeout: wholeNumber(1, 3600)
    .default(30)
    .describe(
      'Seconds without a sign of life before Lode looks whether the server is still there. Default: 30.',
    ),
};

export const statementTimeoutForm = {
  statement_timeout: wholeNumber(0, 604_800)
    .optional()
    .describe('Seconds until the server ends a query; 0 is none. Default: the server’s.'),
};
