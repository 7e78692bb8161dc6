import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import type { CsvReading } from '../result.ts';
import { type CompareSession, quoted, textLiteral } from '../sql.ts';
import type { CsvSettings } from './csv-settings.ts';
import { type Reader, readersFor } from './readers.ts';

export interface TypedCsv {
  /** Items of a SELECT over the table of texts: the values, under the columns' names. */
  readonly select: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly reading: CsvReading['columns'];
  readonly diagnostics: readonly Diagnostic[];
}

const sampleRows = 5_000;

/**
 * Proposes how the text of each column is to be read, from all of its values: a sample leaves the ways that fit, and the best of them is held against all rows. Only where that fails are the others tried. Where the other side says that a column is a number or a
 * time and some text is not, what can be read is written as its type writes it, and the rest stays as it is. `table` holds texts alone.
 */
export async function proposeTypes(
  session: CompareSession,
  table: string,
  names: readonly string[],
  settings: CsvSettings,
  hints: ReadonlyMap<string, string>,
  side: 'left' | 'right',
): Promise<TypedCsv> {
  const columns = names.map((name) => {
    const given = Object.entries(settings.types).find(
      ([each]) => each.toLowerCase() === name.toLowerCase(),
    )?.[1];
    const text = textOf(name, settings);
    const readers = readersFor(settings, given ?? hints.get(name.toLowerCase()) ?? null);
    return {
      name,
      text,
      given: given ?? null,
      hint: given ?? hints.get(name.toLowerCase()) ?? null,
      readers,
    };
  });
  const sampled = await countReadable(session, `(FROM ${table} LIMIT ${sampleRows})`, columns);
  const left = columns.map((column, index) => {
    const { filled, readable } = sampled[index]!;
    const whole = column.readers.filter((_, at) => readable[at] === filled);
    const some = column.readers.filter((_, at) => readable[at]! > 0);
    if (column.hint === null) return { ...column, readers: filled > 0 ? whole : [] };
    return { ...column, readers: whole.length > 0 ? whole : some };
  });
  const asked = left.map((column) => ({ ...column, readers: likeliest(column.readers) }));
  const firstCount = await countReadable(session, table, asked);
  const failed = left.filter((_, index) => {
    const { filled, readable } = firstCount[index]!;
    return asked[index]!.readers.length < left[index]!.readers.length && filled > 0 && readable[0] !== filled;
  });
  const again = failed.length === 0 ? [] : await countReadable(session, table, failed);
  const proved = left.map((column, index) => {
    const at = failed.indexOf(column);
    return at < 0 ? { ...asked[index]!, ...firstCount[index]! } : { ...column, ...again[at]! };
  });
  const digits = await decimalDigits(session, table, proved);
  const diagnostics: Diagnostic[] = [];
  const typed = proved.map((column, index) => {
    const { filled, readable } = column;
    const plain = { name: column.name, type: 'VARCHAR', format: null, alternative: null, unreadable: 0 };
    const whole = column.readers.filter((_, at) => filled > 0 && readable[at] === filled);
    const best = whole[0] ?? (column.hint === null ? undefined : mostReadable(column.readers, readable));
    if (best === undefined) return { item: column.text, reading: plain };
    const unreadable = filled - readable[column.readers.indexOf(best)]!;
    const type = best.type === 'DECIMAL' ? decimalType(digits[index]!) : best.type;
    const value =
      best.type === 'DECIMAL' ? `CAST(${best.value(column.text)} AS ${type})` : best.value(column.text);
    const other = whole.find(
      (each) =>
        each !== best &&
        each.family === best.family &&
        each.family !== 'number' &&
        /%d.*%m|%m.*%d/.test(each.format ?? ''),
    );
    const alternative = /%d\/%m|%m\/%d/.test(best.format ?? '') ? (other?.format ?? null) : null;
    if (alternative !== null)
      diagnostics.push(
        diagnose('compare-csv-date-ambiguous', {
          side,
          column: column.name,
          format: best.format ?? '',
          alternative,
        }),
      );
    const item = unreadable === 0 ? value : `coalesce(CAST(${value} AS VARCHAR), ${column.text})`;
    return {
      item,
      reading: {
        ...plain,
        type: unreadable === 0 ? type : 'VARCHAR',
        format: best.format,
        alternative,
        unreadable,
      },
    };
  });
  return {
    select: typed.map(({ item }, index) => `${item} AS ${quoted(names[index]!)}`).join(', '),
    columns: typed.map(({ reading }) => ({ name: reading.name, type: reading.type })),
    reading: typed.map(({ reading }) => reading),
    diagnostics,
  };
}

/** The first reader, and what a date of it could be mistaken for. */
function likeliest(readers: readonly Reader[]): readonly Reader[] {
  const [best] = readers;
  const isOrdered = (reader: Reader) => /%d\/%m|%m\/%d/.test(reader.format ?? '');
  return readers.filter((reader) => reader === best || (isOrdered(best!) && isOrdered(reader)));
}

/** The most digits before and after the point of what any decimal reader of a column reads. */
async function decimalDigits(
  session: CompareSession,
  table: string,
  columns: readonly {
    readonly text: string;
    readonly readers: readonly Reader[];
    readonly readable: readonly number[];
  }[],
): Promise<{ whole: number; scale: number }[]> {
  const none = { whole: 1, scale: 0 };
  const asked = columns.flatMap((column, index) => {
    const most = Math.max(0, ...column.readable);
    const readers = column.readers.filter(
      (reader, at) => reader.type === 'DECIMAL' && column.readable[at] === most,
    );
    return readers.length === 0
      ? []
      : [{ index, values: readers.map((reader) => reader.value(column.text)) }];
  });
  if (asked.length === 0) return columns.map(() => none);
  const items = asked.flatMap(({ values }) => {
    const text = `CAST(abs(coalesce(${values.join(', ')})) AS VARCHAR)`;
    return [
      `max(length(split_part(${text}, '.', 1)))`,
      `max(length(rtrim(split_part(${text}, '.', 2), '0')))`,
    ];
  });
  const { rows } = await session.query(`SELECT ${items.join(', ')} FROM ${table}`);
  return columns.map((_, index) => {
    const at = asked.findIndex((each) => each.index === index);
    if (at < 0) return none;
    return { whole: Number(rows[0]![2 * at] ?? 1), scale: Number(rows[0]![2 * at + 1] ?? 0) };
  });
}

function decimalType({ whole, scale }: { whole: number; scale: number }): string {
  return `DECIMAL(${whole + scale <= 18 ? 18 : 38},${scale})`;
}

function textOf(name: string, { nullText }: CsvSettings): string {
  return nullText === null ? quoted(name) : `nullif(${quoted(name)}, ${textLiteral(nullText)})`;
}

function mostReadable(readers: readonly Reader[], readable: readonly number[]): Reader | undefined {
  const most = Math.max(0, ...readable);
  return most === 0 ? undefined : readers[readable.indexOf(most)];
}

/** Of each column, how many values are there, and how many of them each reader reads. */
async function countReadable(
  session: CompareSession,
  relation: string,
  columns: readonly { readonly text: string; readonly readers: readonly Reader[] }[],
): Promise<{ filled: number; readable: number[] }[]> {
  // A blank field is no value that could speak against a reader.
  const present = (text: string) => `trim(${text}) <> ''`;
  const items = columns.flatMap(({ text, readers }) => [
    `count(*) FILTER (${present(text)})`,
    ...readers.map((reader) => `count(*) FILTER (${present(text)} AND ${reader.value(text)} IS NOT NULL)`),
  ]);
  const { rows } = await session.query(`SELECT ${items.join(', ')} FROM ${relation}`);
  const numbers = rows[0]!.map(Number);
  let at = 0;
  return columns.map(({ readers }) => {
    const [filled = 0, ...readable] = numbers.slice(at, at + 1 + readers.length);
    at += 1 + readers.length;
    return { filled, readable };
  });
}
