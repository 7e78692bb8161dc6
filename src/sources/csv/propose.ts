import {
  type CsvDialect,
  type CsvEncoding,
  type CsvReadingForm,
  dialectOf,
  fieldForms,
  findDialect,
  unescapeField,
} from '../../csv/index.ts';
import { type Diagnostic, DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { openSnapshot } from '../files/snapshot.ts';
import { type Candidate, candidates } from './candidates.ts';
import { decoderOf } from './decode-bytes.ts';
import { otherEncoding, surveyEncoding } from './find-encoding.ts';
import { openFile } from './header.ts';
import type { CsvFile } from './list-files.ts';
import { chunksOf, markOf } from './open-records.ts';

/** How the files of a relation may be read, from all that they hold. */
export interface Proposal {
  readonly dialect: CsvDialect;
  readonly columns: readonly ProposedColumn[];
  /** What a person should look at. */
  readonly notes: readonly Diagnostic[];
}

export interface ProposedColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string | null;
}

interface Files {
  readonly source: string;
  readonly relation: string;
  readonly files: readonly CsvFile[];
}

/**
 * Finds out how files are written and which types their columns have: encoding and types from all bytes, the separator from the beginning. What `declared` says is taken as it is. Rejects
 * with `csv-two-encodings`, `csv-nothing-to-see`, `csv-dialect-unclear`.
 */
export async function propose(
  place: Files,
  declared: CsvReadingForm,
  types: Readonly<Record<string, string>>,
): Promise<Proposal> {
  const encoding = declared.encoding ?? (await findEncoding(place));
  const beginning = await beginningOf(place, encoding, declared.skip_lines ?? 0, declared.comment ?? '');
  const found = findDialect(beginning, {
    separator: declared.separator ?? null,
    quote: declared.quote ?? null,
    header: declared.header ?? null,
  });
  if (found === null)
    throw new DiagnosticError(
      diagnose('csv-nothing-to-see', {
        source: place.source,
        relation: place.relation,
        files: place.files.map((file) => file.name),
      }),
    );
  const { separator, quote, header, lineEnd } = found;
  const dialect = dialectOf({
    separator,
    quote,
    header,
    ...(lineEnd === 'lf' ? {} : { line_end: lineEnd }),
    ...declared,
    encoding,
  });
  return proposeColumns(place, dialect, declared, types);
}

async function findEncoding(place: Files): Promise<CsvEncoding> {
  const told: { encoding: CsvEncoding; path: string; line: number }[] = [];
  for (const file of place.files) {
    const snapshot = await openSnapshot(place.source, file);
    try {
      const { mark, utf8Line, otherLine } = await surveyEncoding(chunksOf(place.source, file, snapshot));
      const path = file.shown;
      if (mark !== null) told.push({ encoding: mark, path, line: 1 });
      if (mark === 'utf-16le' || mark === 'utf-16be') continue;
      if (utf8Line !== null) told.push({ encoding: 'utf-8', path, line: utf8Line });
      if (otherLine !== null) told.push({ encoding: otherEncoding, path, line: otherLine });
    } finally {
      await snapshot.close();
    }
  }
  const [first] = told;
  const other = told.find((each) => each.encoding !== first?.encoding);
  if (first === undefined) return 'utf-8';
  if (other === undefined) return first.encoding;
  throw new DiagnosticError(
    diagnose('csv-two-encodings', { source: place.source, relation: place.relation, first, other }),
  );
}

const beginningBytes = 256 * 1024;

/** The beginning of the first file that has one, as text, without the lines that are none of it. */
async function beginningOf(
  place: Files,
  encoding: CsvEncoding,
  skipLines: number,
  comment: string,
): Promise<string> {
  for (const file of place.files) {
    const snapshot = await openSnapshot(place.source, file);
    try {
      const { value } = await chunksOf(place.source, file, snapshot).next();
      if (value === undefined) continue;
      const marked = value.subarray(markOf(value)?.length ?? 0, beginningBytes);
      const isWhole = value.length <= beginningBytes && value.length >= Number(file.state.size);
      const text = decoderOf(encoding)(marked, isWhole).utf8.toString();
      const lines = text.split(/(?<=\n)/).slice(skipLines);
      const own = comment === '' ? lines : lines.filter((line) => !line.startsWith(comment));
      if (own.length > 0) return own.join('');
    } finally {
      await snapshot.close();
    }
  }
  return '';
}

interface SeenColumn {
  readonly name: string;
  candidates: Candidate[];
  seen: boolean;
}

async function proposeColumns(
  place: Files,
  dialect: CsvDialect,
  declared: CsvReadingForm,
  types: Readonly<Record<string, string>>,
): Promise<Proposal> {
  const columns = new Map<string, SeenColumn>();
  const columnOf = (name: string): SeenColumn => {
    let column = columns.get(name.toLowerCase());
    if (column === undefined) {
      column = { name, candidates: candidates(dialect), seen: false };
      columns.set(name.toLowerCase(), column);
    }
    return column;
  };
  const nullWords = new Set(dialect.nullWords);
  let rows = 0;
  let ragged = 0;
  const reading = {
    ...place,
    dialect,
    comment: declared.comment ?? '',
    skipLines: declared.skip_lines ?? 0,
  };
  for (const file of place.files) {
    const { records, names } = await openFile(reading, file);
    try {
      let of: readonly SeenColumn[] | null = names === null ? null : names.map(columnOf);
      let goesOn = !(dialect.header && names === null);
      while (goesOn) {
        goesOn = await records.next((record, bytes, bad) => {
          of ??= Array.from({ length: record.count }, (_, index) => columnOf(`column${index + 1}`));
          if (record.isBlank && of.length !== 1) return true;
          rows++;
          if (record.count !== of.length || record.problem !== null || bad !== null) {
            ragged++;
            return true;
          }
          for (let field = 0; field < of.length; field++) {
            const column = of[field]!;
            if (column.candidates.length === 0) continue;
            let [text, start, end] = [bytes, record.starts[field]!, record.ends[field]!];
            if (record.forms[field] === fieldForms.escaped) {
              text = Buffer.from(unescapeField(bytes.subarray(start, end), dialect));
              [start, end] = [0, text.length];
            }
            while (start < end && (text[start] === 0x20 || text[start] === 0x09)) start++;
            while (start < end && (text[end - 1] === 0x20 || text[end - 1] === 0x09)) end--;
            if (start === end || (nullWords.size > 1 && nullWords.has(text.toString('utf8', start, end))))
              continue;
            column.seen = true;
            column.candidates = stillPossible(column.candidates, text, start, end);
          }
          return true;
        });
      }
      await records.verify();
    } finally {
      await records.close();
    }
  }
  if (ragged * 2 > rows)
    throw new DiagnosticError(
      diagnose('csv-dialect-unclear', {
        source: place.source,
        relation: place.relation,
        separator: dialect.separator,
        rows,
        ragged,
      }),
    );
  return decide(place, dialect, declared, types, [...columns.values()]);
}

/** The same list where all hold: nearly always. */
function stillPossible(of: Candidate[], bytes: Buffer, start: number, end: number): Candidate[] {
  for (const candidate of of)
    if (!candidate.accepts(bytes, start, end)) {
      const refused = candidate;
      return of.filter((each) => each !== refused && each.accepts(bytes, start, end));
    }
  return of;
}

function decide(
  place: Files,
  dialect: CsvDialect,
  declared: CsvReadingForm,
  types: Readonly<Record<string, string>>,
  columns: readonly SeenColumn[],
): Proposal {
  const decimal = declared.decimal ?? decimalSign(columns);
  const notes: Diagnostic[] = [];
  const proposed = columns.map((column): ProposedColumn => {
    const given = Object.entries(types).find(
      ([name]) => name.toLowerCase() === column.name.toLowerCase(),
    )?.[1];
    const possible = column.seen
      ? column.candidates.filter((each) => each.decimal === null || each.decimal === decimal)
      : [];
    const wanted =
      given === undefined ? possible : possible.filter((each) => each.type() === given.toUpperCase());
    const [best] = wanted;
    const type = given ?? best?.type() ?? 'VARCHAR';
    const format = best?.format ?? null;
    const other = wanted.find(
      (each) => each !== best && each.type() === type && swapped(each.format, format),
    );
    if (format !== null && other?.format != null)
      notes.push(
        diagnose('csv-date-ambiguous', {
          source: place.source,
          relation: place.relation,
          column: column.name,
          format,
          alternative: other.format,
        }),
      );
    return { name: column.name, type, format };
  });
  return { dialect: { ...dialect, decimal }, columns: proposed, notes };
}

/** The decimal sign of the columns that can have one only; most of them, where they differ. */
function decimalSign(columns: readonly SeenColumn[]): '.' | ',' {
  const needs = (sign: '.' | ',') =>
    columns.filter((column) => {
      const [first] = column.candidates;
      return column.seen && first?.decimal === sign;
    }).length;
  return needs(',') > needs('.') ? ',' : '.';
}

/** Whether two formats differ in the order of day and month alone. */
function swapped(a: string | null, b: string | null): boolean {
  if (a === null || b === null || a === b) return false;
  return a.replace('%d', '%x').replace('%m', '%d').replace('%x', '%m') === b;
}
