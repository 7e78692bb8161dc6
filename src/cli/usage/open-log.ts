import { basename } from 'node:path';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import {
  columnName,
  type Dialect,
  detectFormat,
  dialectOfFormat,
  type FieldNames,
  fieldNames,
  foundFields,
  isSnapshot,
  isTable,
  type LogField,
  type LogFormat,
  looksLikeJson,
  splitFields,
  tellsReads,
  unreadable,
} from '../../triage/index.ts';
import type { Host } from '../host.ts';
import { readLines } from './log-lines.ts';

/** What is asked of all logs of one import. */
export interface LogOptions {
  readonly dialect: Dialect | null;
  /** Null: to be found out. */
  readonly format: LogFormat | null;
  /** Names of columns where they are not the usual ones. */
  readonly columns: Readonly<Partial<Record<LogField, string>>>;
}

/** A log whose format is known. */
export interface OpenedLog {
  readonly path: string;
  /** As it is named in reports: relative to the project. */
  readonly name: string;
  /** Who wrote it; a table of Parquet has one too. */
  readonly format: LogFormat;
  readonly isParquet: boolean;
  readonly isCsv: boolean;
  readonly separator: string;
  readonly fields: FieldNames;
  readonly dialect: Dialect;
}

/** Looks at the beginning of a log. Rejects with `usage-format-unclear`, `usage-column-missing`, `usage-dialect-missing`, or as files do. */
export async function openLog(
  host: Host,
  path: string,
  name: string,
  options: LogOptions,
  parquetColumns: (path: string) => Promise<readonly string[]>,
): Promise<OpenedLog> {
  const stat = await host.files.stat(path);
  if (stat === null) throw new DiagnosticError(diagnose('file-missing', { path: name }));
  const isParquet = options.format === 'parquet' || /\.parquet$/i.test(path);
  const head = isParquet ? [] : await firstLines(path);
  const first = head[0] ?? '';
  const looksCsv = !looksLikeJson(head.join('\n'));
  const separator = [',', '\t', ';', '|']
    .map((each) => [first.split(each).length, each] as const)
    .sort((a, b) => b[0] - a[0])[0]![1];
  const columns = isParquet
    ? (await parquetColumns(path)).map(columnName)
    : looksCsv
      ? splitFields(first, separator).map(columnName)
      : membersOf(head);
  const hint = isParquet ? null : unreadable(basename(path), head.join('\n'), columns);
  if (hint !== null && options.format === null)
    throw new DiagnosticError(diagnose('usage-format-unsupported', { file: name, kind: hint }));
  const found = detectFormat(basename(path).replace(/\.gz$/, ''), head.join('\n'), columns);
  const format = isParquet ? tableFormat(columns, options.format) : (options.format ?? found);
  if (format === null) throw new DiagnosticError(diagnose('usage-format-unclear', { file: name }));
  const fields = fieldNames(format, options.columns);
  if (isTable(format)) checkColumns(name, format, fields, columns);
  const dialect = options.dialect ?? dialectOfFormat(format);
  if (dialect === null && !columns.includes('dialect') && options.columns.dialect === undefined)
    throw new DiagnosticError(diagnose('usage-dialect-missing', { file: name }));
  return { path, name, format, isParquet, isCsv: looksCsv, separator, fields, dialect: dialect ?? 'ansi' };
}

/** A table of Parquet is read by the names of its columns, whoever wrote it. */
function tableFormat(columns: readonly string[], named: LogFormat | null): LogFormat {
  if (named !== null && named !== 'parquet') return named;
  const found = detectFormat('', '', columns);
  return found === null || found === 'csv' ? 'parquet' : found;
}

function checkColumns(file: string, format: LogFormat, fields: FieldNames, columns: readonly string[]): void {
  if (columns.length === 0) return;
  const found = foundFields(fields, columns);
  for (const field of ['sql', 'time'] as const) {
    if (found[field] !== undefined) continue;
    if (field === 'time' ? isSnapshot(format) : tellsReads(format)) continue;
    throw new DiagnosticError(
      diagnose('usage-column-missing', { file, field, looked: fields[field] ?? [], columns }),
    );
  }
}

async function firstLines(path: string): Promise<readonly string[]> {
  const lines: string[] = [];
  const reading = readLines(path, (_, text) => {
    if (lines.length < 50 && text.trim() !== '') lines.push(text);
  });
  for await (const _ of reading) if (lines.length >= 50) break;
  return lines;
}

/** The members of the first object that can be read; of an array over many lines, the names that its first lines have. */
function membersOf(head: readonly string[]): readonly string[] {
  for (const line of head) {
    try {
      const value: unknown = JSON.parse(line.trim().replace(/^\[/, '').replace(/,$/, ''));
      if (typeof value === 'object' && value !== null && !Array.isArray(value))
        return Object.keys(value).map(columnName);
    } catch {}
  }
  return [...head.join('\n').matchAll(/"([\w .-]+)"\s*:/g)].map((match) => columnName(match[1]!));
}
