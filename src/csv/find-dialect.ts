import { createCutter, fieldForms, unescapeField } from './cut-records.ts';
import { defaultDialect } from './dialect.ts';
import { headerNames } from './header-names.ts';

/** What is known of a file beforehand; null: to be found out. */
export interface DialectHints {
  readonly separator: string | null;
  /** Empty: there are no quotes. */
  readonly quote: string | null;
  readonly header: boolean | null;
}

/** How a file is written, seen from its beginning. */
export interface FoundDialect {
  readonly separator: string;
  readonly quote: string;
  readonly header: boolean;
  readonly lineEnd: 'lf' | 'crlf' | 'cr';
  readonly columns: readonly string[];
}

const separators = [';', ',', '\t', '|'];
const mostRecords = 200;

/**
 * How a CSV file is written, seen from its beginning: the separator that parts most lines into as many fields as the first line has, and whether the first line names the
 * columns. Hints decide where they are given. null where the beginning is empty.
 */
export function findDialect(beginning: string, hints: DialectHints): FoundDialect | null {
  const quote = hints.quote ?? '"';
  const lineEnd = findLineEnd(beginning);
  const candidates = hints.separator === null ? separators : [hints.separator];
  const scored = candidates.map((separator) => {
    const records = readRecords(beginning, separator, quote, lineEnd);
    const width = records[0]?.length ?? 0;
    const fitting = records.filter((record) => record.length === width).length;
    return { separator, records, width, score: width < 2 ? 0 : fitting / records.length };
  });
  // With equal scores more columns are more likely: a comma may stand in every amount.
  scored.sort((a, b) => b.score - a.score || b.width - a.width);
  const best = scored[0]!;
  const [first, ...rest] = best.records;
  if (first === undefined) return null;
  const header = hints.header ?? isHeader(first, rest);
  return {
    separator: best.separator,
    quote,
    header,
    lineEnd,
    columns: header ? headerNames(first) : first.map((_, index) => `column${index + 1}`),
  };
}

/** Names are there, differ, and are no values. Some may be missing or come twice where a column has a name above and values below. */
function isHeader(first: readonly string[], rest: readonly (readonly string[])[]): boolean {
  const names = first.map((name) => name.trim().toLowerCase());
  if (names.some(isValue)) return false;
  const isWhole = !names.includes('') && new Set(names).size === names.length;
  if (!isWhole && !names.some((name, index) => name !== '' && standsAbove(rest, index))) return false;
  // A first line that comes again further down is a row.
  return !rest.some(
    (record) => record.length === first.length && record.every((field, index) => field === first[index]),
  );
}

/** A number or a date. */
function isValue(text: string): boolean {
  return /^[-+]?[\d.,]+$/.test(text) || /^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}/.test(text);
}

/** Whether the column has values, and nothing else. */
function standsAbove(rest: readonly (readonly string[])[], index: number): boolean {
  const fields = rest.flatMap((record) => record[index]?.trim() || []);
  return fields.length > 0 && fields.every(isValue);
}

function findLineEnd(text: string): FoundDialect['lineEnd'] {
  const feed = text.indexOf('\n');
  if (feed < 0) return text.includes('\r') ? 'cr' : 'lf';
  return text[feed - 1] === '\r' ? 'crlf' : 'lf';
}

/** Whole records of the text; the last, which may be cut, only where it is the only one. */
function readRecords(
  text: string,
  separator: string,
  quote: string,
  lineEnd: FoundDialect['lineEnd'],
): string[][] {
  const dialect = { ...defaultDialect, separator, quote, escape: quote, lineEnd };
  const bytes = new TextEncoder().encode(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const records: string[][] = [];
  const cutWith = (isLast: boolean) =>
    createCutter(dialect).cut(bytes, 0, bytes.length, isLast, (record) => {
      if (record.isBlank) return true;
      records.push(
        Array.from({ length: record.count }, (_, field) => {
          const raw = bytes.subarray(record.starts[field], record.ends[field]);
          return decoder.decode(
            record.forms[field] === fieldForms.escaped ? unescapeField(raw, dialect) : raw,
          );
        }),
      );
      return records.length < mostRecords;
    });
  cutWith(false);
  if (records.length === 0) cutWith(true);
  return records;
}
