import { createHash } from 'node:crypto';
import type { RecordBatch } from 'apache-arrow';
import type { CsvReadingForm } from '../../csv/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { KnownRelation, SourceRead, SourceRelation, SourceSession } from '../../ports/index.ts';
import { selectRows } from '../arrow/select-rows.ts';
import { openSnapshot } from '../files/snapshot.ts';
import { exactRelation } from '../names.ts';
import { type CsvFile, listCsvFiles } from './list-files.ts';
import type { RelationPlan } from './plan.ts';
import { type BadRow, readBatches } from './read-batches.ts';
import { rejectBatch, rejectColumns, rejectsOf } from './rejects.ts';
import { type ResolvedRelation, resolvePlan } from './resolve-plan.ts';
import type { CsvSourceSettings } from './settings.ts';

/**
 * A session over CSV files as they were listed. What is known of a relation is its contract, or, where that does not have it, what its files say. A file that has changed since the session began is
 * refused.
 */
export async function openCsvSession(
  source: string,
  settings: CsvSourceSettings,
  known: readonly KnownRelation[],
): Promise<SourceSession> {
  const { path, relations: declared, ...reading } = settings;
  const patterns =
    declared === undefined
      ? null
      : new Map(Object.entries(declared).map(([name, { files }]) => [name, files]));
  const files = await listCsvFiles(source, path, patterns);
  const contractOf = (relation: string) =>
    known.find((each) => each.name === relation) ??
    known.find((each) => each.name.toLowerCase() === relation.toLowerCase()) ??
    null;
  const declaredOf = (
    relation: string,
  ): { reading: CsvReadingForm; types: Readonly<Record<string, string>> } => {
    const { files: _, types = {}, ...own } = declared?.[relation] ?? { files: [] };
    return { reading: { ...reading, ...own }, types };
  };
  const keepsRejects = (relation: string) => {
    const rows = declaredOf(relation).reading.bad_rows ?? contractOf(relation)?.csv?.bad_rows;
    return rows !== undefined && !files.has(rejectsOf(relation));
  };
  const all = () =>
    [...files.keys()].flatMap((relation) =>
      keepsRejects(relation) ? [relation, rejectsOf(relation)] : [relation],
    );
  const resolved = new Map<string, Promise<ResolvedRelation>>();
  const resolve = (relation: string): Promise<ResolvedRelation> => {
    let plan = resolved.get(relation);
    if (plan === undefined) {
      plan = resolvePlan({
        source,
        relation,
        files: files.get(relation)!,
        ...declaredOf(relation),
        known: contractOf(relation),
      });
      resolved.set(relation, plan);
    }
    return plan;
  };
  /** The relation that is meant: of rows, or of what could not be read of another. */
  const find = (name: string): { readonly relation: string; readonly isRejects: boolean } => {
    const exact = exactRelation(source, all(), name);
    if (files.has(exact)) return { relation: exact, isRejects: false };
    return { relation: exact.slice(0, -rejectsOf('').length), isRejects: true };
  };
  const aside = new Map<string, number>();
  return {
    relations: async () => all(),
    async schema(name) {
      const { relation, isRejects } = find(name);
      if (isRejects) return rejectsRelation(relation);
      return sourceRelation(await resolve(relation));
    },
    async *read(read) {
      const { relation, isRejects } = find(read.relation);
      const { plan } = await resolve(relation);
      aside.delete(relation);
      yield* isRejects ? readRejects(plan, read) : readRows(plan, read, (rows) => aside.set(relation, rows));
    },
    async version(name) {
      const { relation, isRejects } = find(name);
      const { plan } = await resolve(relation);
      return versionOf(plan, isRejects);
    },
    setAside(name) {
      const { relation, isRejects } = find(name);
      const rows = isRejects ? 0 : (aside.get(relation) ?? 0);
      return rows === 0 ? null : { rows, relation: rejectsOf(relation) };
    },
    close: async () => undefined,
  };
}

function sourceRelation({ plan, csv, notes }: ResolvedRelation): SourceRelation {
  const columns = plan.columns.map(({ name, type, nullable, ownFormat }) => ({
    name,
    type,
    nullable,
    description: null,
    format: ownFormat,
  }));
  const { fileName } = plan;
  if (fileName !== null)
    columns.push({ name: fileName, type: 'VARCHAR', nullable: true, description: null, format: null });
  return { name: plan.relation, columns, csv, notes };
}

function rejectsRelation(relation: string): SourceRelation {
  return {
    name: rejectsOf(relation),
    columns: rejectColumns,
    description: `Rows of ${relation} that could not be read.`,
  };
}

async function* readRows(
  plan: RelationPlan,
  read: SourceRead,
  setAside: (rows: number) => void,
): AsyncGenerator<RecordBatch> {
  const names = plan.columns.map((column) => column.name);
  if (plan.fileName !== null) names.push(plan.fileName);
  let rows = 0;
  let bad = 0;
  let first: BadRow | null = null;
  const { badRows } = plan;
  const onBadRow = (row: BadRow) => {
    bad++;
    first ??= row;
    if (badRows.kind === 'count' && bad > badRows.rows) throw tooManyBad(plan, first, bad, null);
  };
  const passing = selectRows({ source: plan.source, relation: read.relation }, names, read, (columns) =>
    counted(readBatches(plan, { columns, onBadRow }), (more) => {
      rows += more;
    }),
  );
  yield* passing;
  if (badRows.kind === 'share' && first !== null && bad > badRows.share * (bad + rows))
    throw tooManyBad(plan, first, bad, rows + bad);
  setAside(bad);
}

async function* counted(
  batches: AsyncGenerator<RecordBatch>,
  count: (rows: number) => void,
): AsyncGenerator<RecordBatch> {
  for await (const batch of batches) {
    count(batch.numRows);
    yield batch;
  }
}

function tooManyBad(plan: RelationPlan, row: BadRow, bad: number, rows: number | null): DiagnosticError {
  const { source, relation, badRows } = plan;
  return new DiagnosticError(
    diagnose('csv-row-unreadable', {
      source,
      relation,
      path: row.file.shown,
      line: row.line,
      column: row.column,
      reason: row.reason,
      raw: row.raw,
      bad,
      rows,
      allowed: badRows.kind === 'share' ? badRows.text : badRows.rows,
    }),
  );
}

async function* readRejects(plan: RelationPlan, read: SourceRead): AsyncGenerator<RecordBatch> {
  const names = rejectColumns.map((column) => column.name);
  yield* selectRows({ source: plan.source, relation: read.relation }, names, read, () => rejectBatches(plan));
}

async function* rejectBatches(plan: RelationPlan): AsyncGenerator<RecordBatch> {
  let waiting: BadRow[] = [];
  const reading = {
    columns: new Set<string>(),
    onBadRow: (row: BadRow) => waiting.push(row),
    isFull: () => waiting.length >= 4096,
  };
  for await (const _ of readBatches(plan, reading)) {
    if (waiting.length > 0) yield rejectBatch(waiting);
    waiting = [];
  }
  if (waiting.length > 0) yield rejectBatch(waiting);
}

/** What decides which rows come out: the bytes of the files, and how they are read. */
async function versionOf(plan: RelationPlan, isRejects: boolean): Promise<string> {
  const hash = createHash('sha256');
  const { files, dialect, comment, skipLines, badRows, fileName, columns } = plan;
  const read = columns.map(({ name, type, nullable, ownFormat }) => ({ name, type, nullable, ownFormat }));
  hash.update(JSON.stringify({ dialect, comment, skipLines, badRows, fileName, read, isRejects }));
  for (const file of files) hash.update(`\n${file.name} ${await contentOf(plan.source, file)}`);
  return hash.digest('hex');
}

async function contentOf(source: string, file: CsvFile): Promise<string> {
  const snapshot = await openSnapshot(source, file);
  try {
    return await snapshot.hash();
  } finally {
    await snapshot.close();
  }
}
