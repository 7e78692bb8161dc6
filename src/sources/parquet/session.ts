import { type RecordBatch, type Schema, tableFromIPC } from 'apache-arrow';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { SourceColumn, SourceRead, SourceSession } from '../../ports/index.ts';
import { rowFilter } from '../arrow/filter-rows.ts';
import { typeWords } from '../arrow/type-words.ts';
import type { ListedFile } from '../files/listed-file.ts';
import { openSnapshot, type Snapshot } from '../files/snapshot.ts';
import { exactColumn, exactRelation } from '../names.ts';
import { DamagedParquet, type Decoder, startDecoder, UnreadableParquet } from './decoder.ts';

interface OpenFile {
  readonly listed: ListedFile;
  readonly snapshot: Snapshot;
  readonly schema: Schema;
}

/**
 * A session over the files of a folder as they were listed. Each is opened when it is first asked for and held until the end; a file that has
 * changed since the session began is refused.
 */
export function openParquetSession(source: string, files: readonly ListedFile[]): SourceSession {
  const decoder = startDecoder();
  const opened = new Map<string, Promise<OpenFile>>();
  const fileOf = (relation: string): Promise<OpenFile> => {
    const listed = findFile(source, files, relation);
    let file = opened.get(listed.path);
    if (file === undefined) {
      file = openFile(source, decoder, listed);
      opened.set(listed.path, file);
    }
    return file;
  };
  return {
    relations: async () => files.map((file) => file.relation),
    async schema(relation) {
      const { listed, schema } = await fileOf(relation);
      return { name: listed.relation, columns: sourceColumns(source, listed.relation, schema) };
    },
    async *read(read) {
      yield* readRows(source, decoder, await fileOf(read.relation), read);
    },
    async version(relation) {
      return (await fileOf(relation)).snapshot.hash();
    },
    async close() {
      for (const result of await Promise.allSettled(opened.values())) {
        if (result.status === 'rejected') continue;
        await result.value.snapshot.close();
      }
      opened.clear();
      await decoder.close();
    },
  };
}

function findFile(source: string, files: readonly ListedFile[], relation: string): ListedFile {
  const name = exactRelation(
    source,
    files.map((file) => file.relation),
    relation,
  );
  return files.find((file) => file.relation === name)!;
}

async function openFile(source: string, decoder: Decoder, listed: ListedFile): Promise<OpenFile> {
  const snapshot = await openSnapshot(source, listed);
  try {
    const { schema } = tableFromIPC(await decoder.schema(snapshot));
    return { listed, snapshot, schema };
  } catch (error) {
    await snapshot.close();
    throw readingFailure(source, listed, error);
  }
}

function readingFailure(source: string, { relation, path }: ListedFile, error: unknown): unknown {
  if (!(error instanceof DamagedParquet) && !(error instanceof UnreadableParquet)) return error;
  const place = { source, relation, path, problem: error.message };
  return new DiagnosticError(
    error instanceof DamagedParquet
      ? diagnose('source-file-damaged', { ...place, kind: 'Parquet' })
      : diagnose('source-file-unreadable', place),
    1,
    error,
  );
}

function sourceColumns(source: string, relation: string, schema: Schema): SourceColumn[] {
  return schema.fields.map((field) => {
    const type = typeWords(field.type);
    if (type === null)
      throw new DiagnosticError(
        diagnose('source-type-unsupported', {
          source,
          relation,
          column: field.name,
          type: String(field.type),
        }),
      );
    return {
      name: field.name,
      type,
      nullable: field.nullable,
      description: field.metadata.get('description') ?? null,
    };
  });
}

async function* readRows(
  source: string,
  decoder: Decoder,
  file: OpenFile,
  read: SourceRead,
): AsyncGenerator<RecordBatch> {
  const { listed, snapshot, schema } = file;
  const place = { source, relation: listed.relation };
  const names = schema.fields.map((field) => field.name);
  const exactName = (column: string) => exactColumn(place, names, column);
  const wanted = (read.columns ?? names).map(exactName);
  const filters = read.filters.map((filter) => ({ ...filter, column: exactName(filter.column) }));
  const needed = new Set([...wanted, ...filters.map((filter) => filter.column)]);
  let left = read.limit ?? Number.POSITIVE_INFINITY;
  if (left <= 0) return;
  // The reader gives the columns in the file's order, whatever order they are asked for in.
  const given = names.filter((name) => needed.has(name));
  const order = wanted.map((name) => given.indexOf(name));
  const passing = rowFilter(place, schema.selectAt(given.map((name) => names.indexOf(name))), filters);
  try {
    const limit = filters.length === 0 ? read.limit : null;
    for await (const bytes of decoder.batches(snapshot, given, limit)) {
      for (const rows of tableFromIPC(bytes).batches.flatMap(passing)) {
        yield rows.slice(0, Math.min(left, rows.numRows)).selectAt(order);
        left -= rows.numRows;
        if (left <= 0) return;
      }
    }
  } catch (error) {
    throw readingFailure(source, listed, error);
  } finally {
    await snapshot.verify();
  }
}
