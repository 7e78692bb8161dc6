import { textLiteral } from '../sql.ts';
import type { CsvSettings } from './csv-settings.ts';

/** One way to read a column's text as a type. `value` gives SQL for `text`: NULL where it does not read so. */
export interface Reader {
  readonly type: string;
  readonly format: string | null;
  readonly family: 'number' | 'date' | 'timestamp' | 'boolean';
  readonly value: (text: string) => string;
}

const dateFormats = ['%Y-%m-%d', '%d.%m.%Y', '%d/%m/%Y', '%m/%d/%Y', '%Y/%m/%d', '%d-%m-%Y', '%d.%m.%y'];
const timeFormats = ['%H:%M:%S', '%H:%M', '%H:%M:%S.%f'];

/**
 * The ways in which a column may be written, the likelier first. `hint`: the type of the column that it will be compared with; null: unknown. Where it is text, no reader is
 * offered: a number read from text could lose its leading zeros.
 */
export function readersFor(settings: CsvSettings, hint: string | null): readonly Reader[] {
  if (hint !== null && /^(VARCHAR|ENUM|JSON|BLOB)/i.test(hint)) return [];
  const numbers = numberReaders(settings, hint);
  const dates = (settings.date === null ? dateFormats : [settings.date]).map(dateReader);
  if (settings.date === null && hint !== null && /^(DATE|TIMESTAMP)/.test(hint))
    dates.push(dateReader('%Y%m%d'));
  const times = timestampReaders(settings);
  const booleans = [booleanReader(hint)];
  if (hint === null) return [...booleans, ...numbers, ...dates, ...times];
  if (/^(DATE|TIMESTAMP)/.test(hint)) return [...dates, ...times];
  if (hint === 'BOOLEAN') return booleans;
  return /INT|DECIMAL|DOUBLE|FLOAT/.test(hint) ? numbers : [];
}

function numberReaders(settings: CsvSettings, hint: string | null): Reader[] {
  const { thousands } = settings;
  const grouped = (text: string) =>
    thousands === null ? text : `replace(${text}, ${textLiteral(thousands)}, '')`;
  // Leading zeros make a code of a number; beside a number they do not matter.
  const whole = hint === null ? '(0|[1-9]\\d*)' : '\\d+';
  const integer: Reader = {
    type: 'BIGINT',
    format: thousands === null ? null : `groups of thousands with ${thousands}`,
    family: 'number',
    // What comes back as it was is a number in its plain form; the pattern is only for the others, and takes much longer.
    value: (text) =>
      `CASE WHEN CAST(TRY_CAST(${grouped(text)} AS BIGINT) AS VARCHAR) = ${grouped(text)} THEN TRY_CAST(${grouped(text)} AS BIGINT) WHEN regexp_full_match(trim(${grouped(text)}), '[-+]?${whole}') THEN TRY_CAST(trim(${grouped(text)}) AS BIGINT) END`,
  };
  const points = settings.decimal === null ? (['.', ','] as const) : [settings.decimal];
  const decimals = points.map(
    (point): Reader => ({
      type: 'DECIMAL',
      format: point === ',' ? 'decimal comma' : 'decimal point',
      family: 'number',
      value: (text) =>
        `CASE WHEN regexp_full_match(trim(${grouped(text)}), '[-+]?(${whole}([${point}]\\d{0,12})?|[${point}]\\d{1,12})') THEN TRY_CAST(replace(trim(${grouped(text)}), '${point}', '.') AS DECIMAL(38,12)) END`,
    }),
  );
  const floating: Reader = {
    type: 'DOUBLE',
    format: null,
    family: 'number',
    value: (text) =>
      `CASE WHEN regexp_full_match(trim(${text}), '(?i)[-+]?(\\d+(\\.\\d*)?(e[-+]?\\d+)?|nan|inf|infinity)') THEN TRY_CAST(trim(${text}) AS DOUBLE) END`,
  };
  if (hint === 'DOUBLE' || hint === 'FLOAT')
    return [
      ...(settings.decimal === ',' ? [] : [floating]),
      ...decimals.filter((reader) => reader.format === 'decimal comma').map(asDouble),
    ];
  return settings.decimal === ',' ? [integer, ...decimals] : [integer, ...decimals, floating];
}

/** By way of text: a decimal cast to a double goes over a division. */
function asDouble(reader: Reader): Reader {
  return {
    ...reader,
    type: 'DOUBLE',
    value: (text) => `TRY_CAST(CAST(${reader.value(text)} AS VARCHAR) AS DOUBLE)`,
  };
}

function dateReader(format: string): Reader {
  return {
    type: 'DATE',
    format,
    family: 'date',
    value: (text) => `CAST(try_strptime(trim(${text}), ${textLiteral(format)}) AS DATE)`,
  };
}

function timestampReaders(settings: CsvSettings): Reader[] {
  const formats =
    settings.timestamp === null
      ? dateFormats.flatMap((date) =>
          timeFormats.flatMap((time) => [
            `${date} ${time}`,
            ...(date === '%Y-%m-%d' ? [`${date}T${time}`] : []),
          ]),
        )
      : [settings.timestamp];
  return [
    ...formats.map(
      (format): Reader => ({
        type: 'TIMESTAMP',
        format,
        family: 'timestamp',
        value: (text) => `try_strptime(trim(${text}), ${textLiteral(format)})`,
      }),
    ),
    ...(settings.timestamp === null
      ? [
          {
            type: 'TIMESTAMP',
            format: 'ISO 8601',
            family: 'timestamp' as const,
            value: (text: string) =>
              `CASE WHEN regexp_full_match(trim(${text}), '\\d{4}-\\d\\d-\\d\\d([ T]\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,6})?)?)?') THEN TRY_CAST(trim(${text}) AS TIMESTAMP) END`,
          },
          {
            type: 'TIMESTAMP WITH TIME ZONE',
            format: 'ISO 8601 with zone',
            family: 'timestamp' as const,
            value: (text: string) =>
              `CASE WHEN regexp_full_match(trim(${text}), '\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,6})?)?\\s*(Z|[-+]\\d\\d(:?\\d\\d)?)') THEN TRY_CAST(trim(${text}) AS TIMESTAMPTZ) END`,
          },
        ]
      : []),
  ];
}

function booleanReader(hint: string | null): Reader {
  const words = hint === 'BOOLEAN' ? 'true|false|t|f|1|0|yes|no|y|n' : 'true|false';
  return {
    type: 'BOOLEAN',
    format: null,
    family: 'boolean',
    value: (text) =>
      `CASE WHEN regexp_full_match(lower(trim(${text})), '${words}') THEN lower(trim(${text})) IN ('true', 't', '1', 'yes', 'y') END`,
  };
}
