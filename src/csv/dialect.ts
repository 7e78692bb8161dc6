import { z } from 'zod';
import { csvEncodingOf, csvEncodings } from './encoding.ts';
import { missingInFormat } from './time-format.ts';

const encoding = z
  .string()
  .transform((name, context) => {
    const known = csvEncodingOf(name);
    if (known !== null) return known;
    context.addIssue({ code: 'custom', message: `one of ${csvEncodings.join(', ')}` });
    return z.NEVER;
  })
  .describe('How bytes become letters: utf-8, utf-16le, utf-16be, windows-1252, iso-8859-15 …');

const letterRule = 'one letter, or `tab`';
const letter = z
  .string({ error: letterRule })
  .transform((text) => (/^(tab|\\t)$/i.test(text) ? '\t' : text))
  .refine((text) => /^[^\r\n]$/u.test(text), { error: letterRule });

/** A letter, or none at all: `none`, or an empty text. */
const letterOrNone = z
  .string({ error: 'one letter, or `none`' })
  .transform((text) => (text === 'none' ? '' : text))
  .refine((text) => text === '' || /^[^\r\n]$/u.test(text), { error: 'one letter, or `none`' });

const words = z
  .union([z.string(), z.array(z.string())], { error: 'a text, or a list of texts' })
  .transform((given) => (typeof given === 'string' ? [given] : given));

const format = (kind: 'date' | 'time' | 'timestamp') =>
  z.string({ error: 'a format such as `%d.%m.%Y`' }).superRefine((text, context) => {
    const problem = text === 'iso' ? null : missingInFormat(text, kind);
    if (problem !== null)
      context.addIssue({
        code: 'custom',
        message: `\`iso\`, or a format such as \`${examples[kind]}\`: ${problem}`,
      });
  });

const examples = { date: '%d.%m.%Y', time: '%H:%M', timestamp: '%d.%m.%Y %H:%M:%S' };

/**
 * How a CSV file is written, as people say it: in project.yml, in a contract, for an export. Whatever is missing has its default (`defaultDialect`), or is found out where a
 * file is looked at.
 */
export const csvDialectForm = z.strictObject({
  encoding: encoding.optional(),
  bom: z
    .boolean()
    .optional()
    .describe('Write a byte order mark first. One that is there is always understood. Default: no.'),
  separator: letter.optional().describe('Between fields: `,`, `;`, `|`, `tab`.'),
  quote: letterOrNone.optional().describe('Around fields; `none` where there are no quotes.'),
  quoting: z
    .enum(['needed', 'text', 'all', 'never'], { error: '`needed`, `text`, `all` or `never`' })
    .optional()
    .describe(
      'What is quoted when a file is written: what needs it, all text, everything but NULL, or nothing. Default: needed.',
    ),
  escape: letterOrNone
    .optional()
    .describe('What stands before a quote inside of quotes. Default: the quote, so that it is doubled.'),
  header: z
    .boolean({ error: '`true` or `false`' })
    .optional()
    .describe('Whether the first line names the columns.'),
  line_end: z
    .enum(['lf', 'crlf', 'cr'], { error: '`lf`, `crlf` or `cr`' })
    .optional()
    .describe('What ends a line. Reading takes `lf` and `crlf` alike. Default: lf.'),
  decimal: z
    .enum(['.', ','], { error: '`.` or `,`' })
    .optional()
    .describe('Before the fraction of a number.'),
  thousands: letterOrNone
    .optional()
    .describe('Between groups of three digits; `none` where there is nothing.'),
  date: format('date').optional().describe('How dates are written: `%d.%m.%Y`; `iso` for 2024-01-31.'),
  time: format('time').optional().describe('How times of a day are written: `%H:%M`; `iso` for 13:05:00.'),
  timestamp: format('timestamp')
    .optional()
    .describe('How moments are written: `%d.%m.%Y %H:%M`; `iso` for 2024-01-31 13:05:00, or with a T.'),
  null_words: words
    .optional()
    .describe(
      'What stands for NULL where it is not quoted; the first is what is written. Default: an empty field.',
    ),
  true_words: words.optional().describe('What stands for true, in any case; the first is what is written.'),
  false_words: words.optional().describe('What stands for false, in any case; the first is what is written.'),
});

export type CsvDialectForm = z.infer<typeof csvDialectForm>;

/** How a CSV file is written, nothing left open. */
export interface CsvDialect {
  readonly encoding: NonNullable<CsvDialectForm['encoding']>;
  readonly bom: boolean;
  readonly separator: string;
  /** Empty: there are no quotes. */
  readonly quote: string;
  readonly quoting: 'needed' | 'text' | 'all' | 'never';
  /** Empty: inside of quotes nothing stands for a quote. */
  readonly escape: string;
  readonly header: boolean;
  readonly lineEnd: 'lf' | 'crlf' | 'cr';
  readonly decimal: '.' | ',';
  /** Empty: none. */
  readonly thousands: string;
  /** In strptime's words (time-format.ts), or `iso`. */
  readonly date: string;
  readonly time: string;
  readonly timestamp: string;
  /** The first is what is written. */
  readonly nullWords: readonly string[];
  readonly trueWords: readonly string[];
  readonly falseWords: readonly string[];
}

/** What programs write where nothing is said. */
export const defaultDialect: CsvDialect = {
  encoding: 'utf-8',
  bom: false,
  separator: ',',
  quote: '"',
  quoting: 'needed',
  escape: '"',
  header: true,
  lineEnd: 'lf',
  decimal: '.',
  thousands: '',
  date: 'iso',
  time: 'iso',
  timestamp: 'iso',
  nullWords: [''],
  trueWords: ['true', 't', 'yes', 'y', '1'],
  falseWords: ['false', 'f', 'no', 'n', '0'],
};

/** A form with `base` for what it leaves open. A quote other than the base's is doubled too, if no escape is named. */
export function dialectOf(form: CsvDialectForm, base: CsvDialect = defaultDialect): CsvDialect {
  const quote = form.quote ?? base.quote;
  return {
    encoding: form.encoding ?? base.encoding,
    bom: form.bom ?? base.bom,
    separator: form.separator ?? base.separator,
    quote,
    quoting: form.quoting ?? (quote === '' ? 'never' : base.quoting),
    escape: form.escape ?? (base.escape === base.quote ? quote : base.escape),
    header: form.header ?? base.header,
    lineEnd: form.line_end ?? base.lineEnd,
    decimal: form.decimal ?? base.decimal,
    thousands: form.thousands ?? base.thousands,
    date: form.date ?? base.date,
    time: form.time ?? base.time,
    timestamp: form.timestamp ?? base.timestamp,
    nullWords: form.null_words ?? base.nullWords,
    trueWords: form.true_words ?? base.trueWords,
    falseWords: form.false_words ?? base.falseWords,
  };
}

/** What two parts of a dialect exclude, in words; null: they go together. */
export function dialectConflict(dialect: CsvDialect): string | null {
  const { separator, quote, decimal, thousands } = dialect;
  if (separator === quote) return '`separator` and `quote` are the same letter';
  if (thousands !== '' && thousands === decimal) return '`thousands` and `decimal` are the same letter';
  return null;
}
