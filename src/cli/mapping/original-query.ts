import { type Diagnostic, DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { type SourceFile, sqlTokens } from '../../text/index.ts';
import {
  type Dialect,
  isDummyTable,
  type KnownTable,
  type LegacyObject,
  loadLegacyParser,
  translate,
} from '../../triage/index.ts';
import { procedureQuery } from './procedure-query.ts';

/** The query that a mapping is taken from, in DuckDB's words. */
export interface OriginalQuery {
  /** In the words of the file; null: it has none. */
  readonly name: string | null;
  readonly sql: string;
  readonly warnings: readonly Diagnostic[];
}

/** The one view or query of a text. Rejects where there is none, where there are several, and where it cannot be translated. */
export async function originalQuery(
  file: SourceFile,
  dialect: Dialect,
  tables: (name: readonly string[]) => KnownTable | null,
): Promise<OriginalQuery> {
  const statements = statementsOf(file.text).filter(({ start, end }) =>
    /^\s*(create\b[\s\S]*?\bview\b|recreate\b|alter\s+view\b|select\b|with\b|from\b)/i.test(
      withoutComments(file.text.slice(start, end)),
    ),
  );
  const [statement] = statements;
  if (statement === undefined || statements.length > 1)
    throw new DiagnosticError(
      diagnose('mapping-not-extracted', {
        what: file.path,
        problem:
          statement === undefined ? 'it holds no view and no query' : `it holds ${statements.length} of them`,
      }),
    );
  const text = file.text.slice(statement.start, statement.end);
  if (dialect === 'duckdb') return { ...withoutHead(text), warnings: [] };
  const parser = await loadLegacyParser();
  const translated = translate(parser, { file, ...statement }, dialect, {
    tables: (name) => (isDummyTable(name) ? null : tables(name)),
  });
  if (translated.kind === 'refused') throw new DiagnosticError(translated.reasons);
  return {
    name: translated.target?.name.join('.') ?? null,
    sql: translated.sql,
    warnings: translated.warnings,
  };
}

/** The view or query of an object of the inventory, as a file of its own, and what a reader should know of it. */
export function textOfObject(object: LegacyObject): SourceFile & { readonly notes: readonly string[] } {
  const query = procedureQuery(object);
  if ('problem' in query)
    throw new DiagnosticError(diagnose('mapping-not-extracted', { what: object.id, problem: query.problem }));
  return { path: object.place.file, text: query.text, notes: query.notes };
}

function statementsOf(text: string): { start: number; end: number }[] {
  const ends = sqlTokens(text)
    .filter(({ kind, start }) => kind === 'symbol' && text[start] === ';')
    .map(({ start }) => start);
  const bounds = [-1, ...ends, text.length];
  return bounds
    .slice(1)
    .map((end, index) => ({ start: bounds[index]! + 1, end }))
    .filter(({ start, end }) => withoutComments(text.slice(start, end)).trim() !== '');
}

function withoutComments(text: string): string {
  return sqlTokens(text)
    .filter(({ kind }) => kind !== 'comment')
    .map(({ start, end }) => text.slice(start, end))
    .join(' ');
}

/** `CREATE OR REPLACE VIEW name (columns) AS` cut off, its names around the query. */
function withoutHead(text: string): Omit<OriginalQuery, 'warnings'> {
  const words = sqlTokens(text)
    .filter(({ kind }) => kind !== 'comment')
    .map(({ start, end, kind }) => ({ start, end, kind, text: text.slice(start, end) }));
  if (words[0]?.text.toUpperCase() !== 'CREATE') return { name: null, sql: text.trim() };
  const view = words.findIndex((word) => word.text.toUpperCase() === 'VIEW');
  const as = words.findIndex(
    (word, index) => index > view && word.kind === 'word' && word.text.toUpperCase() === 'AS',
  );
  const head = words.slice(view + 1, as);
  const open = head.findIndex((word) => word.text === '(');
  const plain = (name: string) => (name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name);
  return {
    name: head
      .slice(0, open < 0 ? undefined : open)
      .filter((word) => !/^(if|not|exists)$/i.test(word.text))
      .map((word) => plain(word.text))
      .join(''),
    sql:
      open < 0
        ? text.slice(words[as]!.end).trim()
        : `SELECT * FROM (\n${text.slice(words[as]!.end).trim()}\n) AS view_columns${text.slice(head[open]!.start, head.at(-1)!.end)}`,
  };
}
