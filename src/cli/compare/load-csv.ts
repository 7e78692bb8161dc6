import type { CsvSettings } from '../../compare/index.ts';
import { type FoundDialect, findDialect } from '../../csv/index.ts';
import { quoteName, quoteText } from '../../delta/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { EngineError, type Session } from '../../ports/index.ts';
import { beginningOf, decodeFile, findEncoding } from './csv-encoding.ts';

export interface LoadedCsv {
  readonly encoding: string;
  readonly dialect: FoundDialect;
}

/**
 * Reads a CSV file into `table`, every column as text, strictly: all records have as many fields as the first, quotes are closed. An empty field is NULL, `""` is empty text. `scratch` is a
 * folder for a copy in UTF-8, where the file is in another encoding. Rejects with `compare-csv-…`.
 */
export async function loadCsv(
  session: Session,
  path: string,
  settings: CsvSettings,
  table: string,
  scratch: string,
): Promise<LoadedCsv> {
  const encoding = await findEncoding(path, settings.encoding);
  const decoded = encoding === 'utf-8' ? null : `${scratch}/${table}.csv`;
  if (decoded !== null) await decodeFile(path, encoding, decoded);
  const file = decoded ?? path;
  const dialect = findDialect(await beginningOf(file), settings);
  if (dialect === null)
    throw new DiagnosticError(
      diagnose('compare-csv-unreadable', {
        path,
        line: null,
        problem: 'The file is empty: there is not even a line of names.',
      }),
    );
  const columns = dialect.columns.map((name) => `${quoteText(name)}: 'VARCHAR'`).join(', ');
  const reader = [
    quoteText(file),
    'auto_detect = false',
    `delim = ${quoteText(dialect.separator)}`,
    `quote = ${quoteText(dialect.quote)}`,
    `escape = ${quoteText(dialect.quote)}`,
    `header = ${dialect.header}`,
    'strict_mode = true',
    'null_padding = false',
    'allow_quoted_nulls = false',
    "nullstr = ''",
    'max_line_size = 16777216',
    `columns = {${columns}}`,
  ].join(', ');
  try {
    await session.execute(
      `CREATE OR REPLACE TEMP TABLE ${quoteName(table)} AS SELECT * FROM read_csv(${reader})`,
    );
  } catch (error) {
    throw csvFailure(error, path, dialect);
  }
  return { encoding, dialect };
}

/** The engine's words about a CSV file as a diagnostic: its place, and what is wrong with it. */
function csvFailure(error: unknown, path: string, dialect: FoundDialect): unknown {
  if (!(error instanceof EngineError)) return error;
  const { message } = error.failure;
  const line = /CSV Error on Line: (\d+)/.exec(message)?.[1];
  const fields = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  if (line !== undefined && fields !== null)
    return new DiagnosticError(
      diagnose('compare-csv-ragged', {
        path,
        line: Number(line),
        expected: dialect.columns.length,
        found: Number(fields[2]),
      }),
      1,
      error,
    );
  // The line itself may have line breaks of its own; the words about it stand behind a blank one.
  const words = message.replace(/^[\s\S]*?Original Line:[\s\S]*?\n\n/, '');
  const [problem = message] = words
    .split('\n')
    .filter((each) => each.trim() !== '' && !/^(Invalid Input Error: )?CSV Error on Line/.test(each));
  const isOpen = /unterminated quote/.test(message);
  const isState = /state machine reached an invalid state/.test(message);
  return new DiagnosticError(
    diagnose('compare-csv-unreadable', {
      path,
      line: line === undefined ? null : Number(line),
      problem: isOpen
        ? 'A quote is opened and never closed.'
        : isState
          ? 'A quote, or a line that ends otherwise than the others, stands where none may.'
          : problem,
    }),
    1,
    error,
  );
}
