import type { AddAction, DeltaStruct, MetadataAction, ProtocolAction } from '../delta/index.ts';
import { attemptFolder, type Build } from '../environment/index.ts';

/** A file that a table is to get, and where it lies now; paths relative to the lake. */
export interface NewFile {
  readonly origin: string;
  readonly size: number;
  readonly rows: number;
  readonly partitionValues: Readonly<Record<string, string | null>>;
  readonly stats: string | null;
}

/** What a version does to the rows of a model's table. */
export type RowChange =
  | { readonly kind: 'none' }
  /** Its rows are those of `files`, whatever was there. */
  | {
      readonly kind: 'replace';
      readonly files: readonly NewFile[];
      /** The schema of the table that some of them are taken over from. */
      readonly linkedFrom?: DeltaStruct;
    }
  /** `removes`: files live in the base, as its log names them, that go; all others stay. */
  | {
      readonly kind: 'update';
      readonly removes: ReadonlySet<string>;
      readonly files: readonly NewFile[];
      readonly operation: TableOperation;
      /** Files that say which rows changed, for the change data feed. */
      readonly changes?: readonly NewFile[];
      /** The table as it was read for this, where it was, so that its log need not be read once more. */
      readonly base?: BaseOfUpdate;
    };

export interface BaseOfUpdate {
  readonly version: number;
  readonly protocol: ProtocolAction;
  readonly metadata: MetadataAction;
  readonly schema: DeltaStruct;
  /** The files that go. */
  readonly gone: readonly AddAction[];
}

/** How the table's history calls it. */
export interface TableOperation {
  readonly name: 'WRITE' | 'MERGE' | 'RESTORE' | 'DELETE';
  readonly parameters: Readonly<Record<string, string>>;
}

/** The files of a build. */
export function filesOf(build: Pick<Build, 'model' | 'id' | 'attempt' | 'files'>): NewFile[] {
  const folder = attemptFolder(build.model, build.id, build.attempt);
  return build.files.map(({ path, size, rows, partitionValues, stats }) => ({
    origin: `${folder}/${path}`,
    size,
    rows,
    partitionValues,
    stats,
  }));
}

export const noChangeOfRows: RowChange = { kind: 'none' };
