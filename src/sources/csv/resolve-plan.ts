import {
  type BadRows,
  type CsvReadingForm,
  csvReadingForm,
  dialectConflict,
  dialectOf,
} from '../../csv/index.ts';
import { type Diagnostic, DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { KnownRelation } from '../../ports/index.ts';
import { columnStore } from './column-types.ts';
import { openFile } from './header.ts';
import type { CsvFile } from './list-files.ts';
import { formatFor, type PlannedColumn, type RelationPlan } from './plan.ts';
import { propose } from './propose.ts';

/** What is said of a relation before its files are looked at. */
export interface DeclaredRelation {
  readonly source: string;
  readonly relation: string;
  readonly files: readonly CsvFile[];
  /** Of project.yml. */
  readonly reading: CsvReadingForm;
  readonly types: Readonly<Record<string, string>>;
  /** Of the contract. */
  readonly known: KnownRelation | null;
}

export interface ResolvedRelation {
  readonly plan: RelationPlan;
  /** How the files are read, for the contract to keep. */
  readonly csv: Readonly<Record<string, unknown>>;
  readonly notes: readonly Diagnostic[];
}

const noBadRows: BadRows = { kind: 'count', rows: 0 };

/**
 * How a relation's files are read: as project.yml says, else as the contract does, else as it is found out. A relation that the contract has is never guessed at again: a column that came later
 * is text.
 */
export async function resolvePlan(declared: DeclaredRelation): Promise<ResolvedRelation> {
  const { source, relation, files, known } = declared;
  if (files.length === 0) throw new DiagnosticError(diagnose('csv-no-files', { source, relation }));
  const fixed = known?.csv == null ? {} : csvReadingForm.parse(unparsed(known.csv));
  const reading: CsvReadingForm = { ...fixed, ...declared.reading };
  const rest = {
    source,
    relation,
    files,
    comment: reading.comment ?? '',
    skipLines: reading.skip_lines ?? 0,
    badRows: reading.bad_rows ?? noBadRows,
    fileName: reading.file_name ?? null,
  };
  if (known === null) {
    const { dialect, columns, notes } = await propose(declared, reading, declared.types);
    const planned = columns.map(({ name, type, format }) =>
      plannedColumn(rest, dialect, { name, type, format, nullable: true, description: null }),
    );
    const plan = { ...rest, dialect, columns: checkFileName(rest, planned) };
    return { plan, csv: writtenReading(plan, reading), notes };
  }
  const dialect = dialectOf(reading);
  const conflict = dialectConflict(dialect);
  if (conflict !== null)
    throw new DiagnosticError(diagnose('csv-dialect-conflict', { source, relation, problem: conflict }));
  const ofContract = known.columns.filter((column) => column.name !== rest.fileName);
  const names = await headersOf(
    { ...rest, dialect },
    ofContract.map((column) => column.name),
  );
  const found = names ?? ofContract.map((column) => column.name);
  const columns = found.map((name) => {
    const column =
      ofContract.find((each) => each.name === name) ??
      ofContract.find((each) => each.name.toLowerCase() === name.toLowerCase());
    const given = Object.entries(declared.types).find(
      ([each]) => each.toLowerCase() === name.toLowerCase(),
    )?.[1];
    return plannedColumn(rest, dialect, {
      name,
      type: given ?? column?.type ?? 'VARCHAR',
      format: column?.format ?? null,
      nullable: column?.nullable ?? true,
      description: null,
    });
  });
  const plan = { ...rest, dialect, columns: checkFileName(rest, columns) };
  return { plan, csv: writtenReading(plan, reading), notes: [] };
}

/**
 * The names in the files' headers, each once; null where no file has a header. A header that has nothing of what is expected is that of another file, or a row: rejects with `csv-header-other`.
 */
async function headersOf(
  place: Omit<RelationPlan, 'columns'>,
  expected: readonly string[],
): Promise<readonly string[] | null> {
  const all = new Map<string, string>();
  const wanted = new Set(expected.map((name) => name.toLowerCase()));
  for (const file of place.files) {
    const { records, names } = await openFile(place, file);
    await records.close();
    if (names === null) continue;
    if (wanted.size > 0 && !names.some((name) => wanted.has(name.toLowerCase())))
      throw new DiagnosticError(
        diagnose('csv-header-other', {
          source: place.source,
          relation: place.relation,
          path: file.shown,
          found: names,
          expected,
        }),
      );
    for (const name of names) if (!all.has(name.toLowerCase())) all.set(name.toLowerCase(), name);
  }
  return all.size > 0 ? [...all.values()] : null;
}

function plannedColumn(
  { source, relation }: Pick<RelationPlan, 'source' | 'relation'>,
  dialect: RelationPlan['dialect'],
  column: Pick<PlannedColumn, 'name' | 'type' | 'nullable' | 'description'> & {
    readonly format: string | null;
  },
): PlannedColumn {
  const store = columnStore(column.type);
  if (store === null)
    throw new DiagnosticError(
      diagnose('csv-type-unreadable', { source, relation, column: column.name, type: column.type }),
    );
  const { format: ownFormat, ...rest } = column;
  return { ...rest, store, ownFormat, format: formatFor(dialect, column.type, ownFormat) };
}

function checkFileName(
  { source, fileName }: Pick<RelationPlan, 'source' | 'fileName'>,
  columns: readonly PlannedColumn[],
): readonly PlannedColumn[] {
  if (fileName !== null && columns.some((column) => column.name.toLowerCase() === fileName.toLowerCase()))
    throw new DiagnosticError(
      diagnose('source-setting-invalid', {
        source,
        setting: 'file_name',
        expected: 'a name that no column of the files has',
      }),
    );
  return columns;
}

/** What the contract keeps: what always has to be known, and what else is not the usual. */
function writtenReading(
  { dialect, comment, skipLines, fileName }: Omit<RelationPlan, 'columns'>,
  reading: CsvReadingForm,
): Readonly<Record<string, unknown>> {
  const tab = (letter: string) => (letter === '\t' ? 'tab' : letter);
  const none = (letter: string) => (letter === '' ? 'none' : letter);
  const usual = dialectOf({ quote: dialect.quote });
  return {
    encoding: dialect.encoding,
    separator: tab(dialect.separator),
    ...(dialect.quote === '"' ? {} : { quote: none(dialect.quote) }),
    ...(dialect.escape === usual.escape ? {} : { escape: none(dialect.escape) }),
    header: dialect.header,
    ...(dialect.lineEnd === 'cr' ? { line_end: 'cr' } : {}),
    decimal: dialect.decimal,
    ...(dialect.thousands === '' ? {} : { thousands: dialect.thousands }),
    ...(dialect.date === 'iso' ? {} : { date: dialect.date }),
    ...(dialect.time === 'iso' ? {} : { time: dialect.time }),
    ...(dialect.timestamp === 'iso' ? {} : { timestamp: dialect.timestamp }),
    ...(reading.null_words === undefined ? {} : { null_words: [...reading.null_words] }),
    ...(reading.true_words === undefined ? {} : { true_words: [...reading.true_words] }),
    ...(reading.false_words === undefined ? {} : { false_words: [...reading.false_words] }),
    ...(comment === '' ? {} : { comment }),
    ...(skipLines === 0 ? {} : { skip_lines: skipLines }),
    ...(reading.bad_rows === undefined ? {} : { bad_rows: badRowsText(reading.bad_rows) }),
    ...(fileName === null ? {} : { file_name: fileName }),
  };
}

function badRowsText(rows: BadRows): number | string {
  return rows.kind === 'count' ? rows.rows : rows.text;
}

/** A contract that was read has values in the place of texts; as they were written they are checked once more. */
function unparsed(csv: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const rows = csv.bad_rows as BadRows | number | string | undefined;
  return typeof rows === 'object' ? { ...csv, bad_rows: badRowsText(rows) } : csv;
}
