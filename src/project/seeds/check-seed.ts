import { type Diagnostic, diagnose, type Outcome } from '../../diagnostics/index.ts';
import { type SourceFile, type Span, spanOf } from '../../text/index.ts';
import type { SeedDialect } from '../seed.ts';
import { type ColumnContent, columnContent } from './column-content.ts';
import { type CsvField, readCsv } from './read-csv.ts';
import { type Guess, guessedType, noGuess, valueTest, widen } from './seed-types.ts';

export interface SeedShape {
  readonly columns: readonly {
    readonly name: string;
    readonly type: string;
    readonly span: Span;
    readonly content: string;
  }[];
  readonly rows: number;
}

/**
 * Reads a seed's whole file: every record has the header's number of fields, every value of a column with a declared type (`declared`, by
 * lower-case name) is one of that type. null where the header itself cannot be used.
 */
export function checkSeed(
  file: SourceFile,
  dialect: SeedDialect,
  declared: ReadonlyMap<string, string>,
): Outcome<SeedShape | null> {
  let header: readonly CsvField[] = [];
  let tests: readonly (((text: string) => boolean) | null | undefined)[] = [];
  let guesses: Guess[] = [];
  let contents: readonly ColumnContent[] = [];
  let rows = 0;
  const ofHeader: Diagnostic[] = [];
  const diagnostics = readCsv(file, dialect.delimiter, (fields, record) => {
    if (record === 0) {
      header = fields;
      ofHeader.push(...checkHeader(file, fields));
      tests = fields.map((field) => {
        const type = declared.get(field.text.toLowerCase());
        return type === undefined ? undefined : valueTest(type);
      });
      guesses = fields.map(() => noGuess);
      contents = fields.map(() => columnContent());
      return null;
    }
    rows++;
    if (fields.length !== header.length) {
      const subject = spanOf(file, fields[0]!.start, fields.at(-1)!.end);
      return diagnose('seed-ragged', { expected: header.length, found: fields.length }, { subject });
    }
    for (let index = 0; index < fields.length; index++) {
      const field = fields[index]!;
      const isNull = !field.quoted && field.text === dialect.nullText;
      contents[index]?.add(isNull ? null : field.text);
      if (isNull) continue;
      const test = tests[index];
      if (test === undefined) guesses[index] = widen(guesses[index]!, field.text);
      else if (test !== null && !test(field.text)) {
        const column = header[index]!.text;
        return diagnose(
          'seed-value',
          { column, value: field.text, type: declared.get(column.toLowerCase()) ?? '' },
          { subject: spanOf(file, field.start, field.end) },
        );
      }
    }
    return null;
  });
  if (header.length === 0) {
    if (diagnostics.length === 0)
      diagnostics.push(diagnose('seed-without-header', {}, { subject: spanOf(file, 0, 0) }));
    return { value: null, diagnostics };
  }
  const columns = header.map((field, index) => ({
    name: field.text,
    type: declared.get(field.text.toLowerCase()) ?? guessedType(guesses[index]!),
    span: spanOf(file, field.start, field.end),
    content: contents[index]!.digest(),
  }));
  return { value: { columns, rows }, diagnostics: [...ofHeader, ...diagnostics] };
}

function checkHeader(file: SourceFile, fields: readonly CsvField[]): Diagnostic[] {
  const seen = new Map<string, Span>();
  const diagnostics: Diagnostic[] = [];
  fields.forEach((field, index) => {
    const span = spanOf(file, field.start, field.end);
    const folded = field.text.toLowerCase();
    const first = seen.get(folded);
    if (field.text.trim() === '')
      diagnostics.push(diagnose('seed-unnamed-column', { number: index + 1 }, { subject: span }));
    else if (first !== undefined)
      diagnostics.push(
        diagnose(
          'seed-duplicate-column',
          { name: field.text },
          { subject: span, related: [{ message: 'first here', span: first }] },
        ),
      );
    else seen.set(folded, span);
  });
  return diagnostics;
}
