import { type LiveFile, scanFiles } from '../../delta/index.ts';
import { type Build, type LoadPosition, measuredColumns } from '../../environment/index.ts';
import type { Session } from '../../ports/index.ts';
import { type ContentParts, checkTable, contentAfter, contentParts } from '../../quality/index.ts';
import { type Lake, lakePath } from '../lake.ts';
import type { Aside } from '../quarantine/side-table.ts';
import { filesOf, type NewFile, noChangeOfRows, type RowChange, type TableOperation } from '../row-change.ts';
import type { Step } from '../step.ts';
import { type BaseTable, linkedFiles, rowsOfFiles } from './base-table.ts';
import { timeColumnOf } from './interval-sql.ts';
import { rowsByTime } from './rows-by-time.ts';

/** What a run makes of a table that keeps rows of earlier runs: files that go, files that come, the rest stays. */
export interface Applied {
  readonly base: BaseTable | null;
  readonly gone: readonly LiveFile[];
  readonly come: readonly NewFile[];
  readonly content: string;
  readonly operation: TableOperation;
  /** The builds that were made for it, or taken as they were. */
  readonly builds: readonly Build[];
  /** Whether every one of them was there. */
  readonly reused: boolean;
  /** A SELECT over the rows that are new, for audits that look at rows one by one. */
  readonly newRows: string;
  /** Files that tell readers of the change data feed what changed, where files are rewritten. */
  readonly changes?: readonly NewFile[];
  /** What was put aside on the way; left out or null: nothing is. */
  readonly aside?: Aside | null;
  /** How far the table has followed its source with these rows. */
  readonly load?: LoadPosition;
}

/** What of the base stays. */
export function keptFiles({ base, gone }: Pick<Applied, 'base' | 'gone'>): readonly LiveFile[] {
  const leaving = new Set(gone.map((file) => file.path));
  return base === null ? [] : base.files.filter((file) => !leaving.has(file.path));
}

/** The change as the commit makes it. */
export function rowChangeOf(applied: Applied): RowChange {
  const { base, gone, come, operation, changes = [] } = applied;
  if (base === null) return { kind: 'replace', files: come };
  if (!base.inPlace)
    return {
      kind: 'replace',
      files: [...linkedFiles(base, keptFiles(applied)), ...come],
      linkedFrom: base.snapshot.schema,
    };
  if (gone.length === 0 && come.length === 0) return noChangeOfRows;
  const { version, protocol, metadata, schema } = base.snapshot;
  const leaving = gone.map(({ add }) => add);
  return {
    kind: 'update',
    removes: new Set(leaving.map(({ path }) => path)),
    files: come,
    operation,
    changes,
    base: { version, protocol, metadata, schema, gone: leaving },
  };
}

/** The table's rows as they would be. */
export async function rowsAfter(lake: Lake, step: Step, applied: Applied): Promise<string> {
  const { base, come } = applied;
  const fresh = await rowsOfNewFiles(lake, step, come);
  const kept = keptFiles(applied);
  if (base === null || kept.length === 0) return fresh;
  const standing = await rowsByTime(base.snapshot, kept, timeColumnOf(step.definition), (files) =>
    rowsOfFiles(base, files, step.columns),
  );
  return come.length === 0 ? standing : `${standing}\nUNION ALL\n${fresh}`;
}

export async function rowsOfNewFiles(lake: Lake, step: Step, files: readonly NewFile[]): Promise<string> {
  await lake.files.fetchForEngine(files.map(({ origin, size }) => ({ path: lakePath(lake, origin), size })));
  return scanFiles(
    files.map(({ origin, partitionValues }) => ({
      path: lake.files.enginePath(lakePath(lake, origin)),
      partitionValues,
    })),
    step.columns,
    step.definition.partitionedBy,
  );
}

/** Size and rows of the table as it would be. */
export function totalsOf(applied: Applied): { readonly rows: number | null; readonly bytes: number } {
  const bytes = [...keptFiles(applied).map(({ add }) => add.size), ...applied.come.map((file) => file.size)];
  return {
    rows: contentParts(applied.content)?.rows ?? null,
    bytes: bytes.reduce((sum, size) => sum + size, 0),
  };
}

/** Count and content of the rows that a SELECT gives. */
export async function measure(session: Session, step: Step, select: string): Promise<ContentParts> {
  const check = await checkTable((sql) => session.query(sql), {
    relation: `(\n${select}\n)`,
    columns: measuredColumns(step.definition, step.columns).map(({ name, type }) => ({
      name,
      type,
      pii: false,
    })),
    audits: [],
    content: true,
  });
  return contentParts(check.content!)!;
}

const nothing = { rows: 0, sum: 0n };

/**
 * The content of a table after rows went and rows came. It follows from what it was, so that it costs nothing to have a long history; only where the schema is another now, or the base's content
 * is not on record, all rows are read.
 */
export async function contentOfChange(
  session: Session,
  step: Step,
  base: BaseTable | null,
  gone: Pick<ContentParts, 'rows' | 'sum'> | null,
  come: ContentParts | null,
  whole: () => Promise<string>,
): Promise<string> {
  const before = base === null ? null : contentParts(base.entry.content);
  const schema = come?.schema ?? before?.schema;
  if (base === null && come !== null) return textOf(come);
  if (before === null || before.schema !== schema) return textOf(await measure(session, step, await whole()));
  return contentAfter(before, gone ?? nothing, come ?? nothing);
}

function textOf({ rows, sum, schema }: ContentParts): string {
  return `rows:${rows}:${sum}:${schema}`;
}

export function filesOfAll(builds: readonly Build[]): NewFile[] {
  return builds.flatMap(filesOf);
}
