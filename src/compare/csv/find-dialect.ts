import type { CsvDialect, CsvSettings } from './csv-settings.ts';

const separators = [';', ',', '\t', '|'];

/**
 * How a CSV file is written, seen from its beginning: the separator that parts most lines into as many fields as the first line has, and whether the first line names the
 * columns. Settings decide where they are given. null where the beginning is empty.
 */
export function findDialect(beginning: string, settings: CsvSettings): CsvDialect | null {
  const quote = settings.quote ?? '"';
  const candidates = settings.separator === null ? separators : [settings.separator];
  const scored = candidates.map((separator) => {
    const records = readRecords(beginning, separator, quote);
    const width = records[0]?.length ?? 0;
    const fitting = records.filter((record) => record.length === width).length;
    return { separator, records, width, score: width < 2 ? 0 : fitting / records.length };
  });
  // With equal scores more columns are more likely: a comma may stand in every amount.
  scored.sort((a, b) => b.score - a.score || b.width - a.width);
  const best = scored[0]!;
  const [first, ...rest] = best.records;
  if (first === undefined) return null;
  const header = settings.header ?? isHeader(first, rest);
  return {
    separator: best.separator,
    quote,
    header,
    columns: header
      ? unique(first.map((name) => name.trim()))
      : first.map((_, index) => `column${index + 1}`),
  };
}

/** Names are there, differ, and are no values. */
function isHeader(first: readonly string[], rest: readonly (readonly string[])[]): boolean {
  const names = first.map((name) => name.trim().toLowerCase());
  if (
    names.some(
      (name) => name === '' || /^[-+]?[\d.,]+$/.test(name) || /^\d{1,4}[-./]\d{1,2}[-./]\d{1,4}/.test(name),
    )
  )
    return false;
  if (new Set(names).size < names.length) return false;
  // A first line that comes again further down is a row.
  return !rest.some(
    (record) => record.length === first.length && record.every((field, index) => field === first[index]),
  );
}

function unique(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name, index) => {
    let free = name === '' ? `column${index + 1}` : name;
    for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${name}_${number}`;
    taken.add(free.toLowerCase());
    return free;
  });
}

/** Whole records of the text; the last, which may be cut, only where it is the only one. */
function readRecords(text: string, separator: string, quote: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  let quoted = false;
  const endRecord = () => {
    record.push(field);
    field = '';
    if (record.length > 1 || record[0] !== '') records.push(record);
    record = [];
  };
  for (let at = text.charCodeAt(0) === 0xfeff ? 1 : 0; at < text.length; at++) {
    const letter = text[at]!;
    if (quoted) {
      if (letter !== quote) field += letter;
      else if (text[at + 1] === quote) {
        field += quote;
        at++;
      } else quoted = false;
    } else if (quote !== '' && letter === quote && field === '') quoted = true;
    else if (letter === separator) {
      record.push(field);
      field = '';
    } else if (letter === '\n' || letter === '\r') {
      if (letter === '\r' && text[at + 1] === '\n') at++;
      endRecord();
    } else field += letter;
    if (records.length >= 200) return records;
  }
  if (records.length === 0 && (field !== '' || record.length > 0)) endRecord();
  return records;
}
