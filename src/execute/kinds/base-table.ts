import {
  closeSnapshot,
  type DeltaField,
  type LiveFile,
  listScanFiles,
  liveRowsSql,
  openSnapshot,
  quoteName,
  resolvePath,
  type Snapshot,
  toDuckDBType,
} from '../../delta/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { ManifestModel } from '../../environment/index.ts';
import type { Session } from '../../ports/index.ts';
import { type Lake, lakePath } from '../lake.ts';
import type { NewFile } from '../row-change.ts';

/** The rows that a model's table keeps from earlier runs. */
export interface BaseTable {
  readonly entry: ManifestModel;
  readonly snapshot: Snapshot;
  readonly files: readonly LiveFile[];
  /** Whether these files are the live ones of the environment's own table; else they have to be linked into it. */
  readonly inPlace: boolean;
  /** The table's folder, relative to the lake. */
  readonly path: string;
}

/** Opens what stands of a model at `version` of its table, in a session that stays open as long as it is used. */
export async function openBaseTable(
  lake: Lake,
  session: Session,
  entry: ManifestModel,
  version: number,
  inPlace: boolean,
): Promise<BaseTable> {
  const table = entry.table!;
  const snapshot = await openSnapshot({ files: lake.files, session }, lakePath(lake, table.path), {
    version,
  });
  return { entry, snapshot, files: await listScanFiles(snapshot), inPlace, path: table.path };
}

export function closeBaseTable(base: BaseTable): Promise<void> {
  return closeSnapshot(base.snapshot);
}

type Column = { readonly name: string; readonly type: string };

/** The rows of some of its files, with the model's columns: what the table has not is NULL, what only it has is left out. */
export async function rowsOfFiles(
  base: BaseTable,
  files: readonly LiveFile[],
  columns: readonly Column[],
  positions: readonly string[] = [],
): Promise<string> {
  const rows = await liveRowsSql(base.snapshot, files, positions.length > 0);
  return `SELECT ${[...asColumns(base.snapshot.schema.fields, columns), ...positions.map(quoteName)].join(', ')} FROM (${rows})`;
}

/** Select items that give `columns` of something that has the columns `there`; a type that was narrower becomes that of the column. */
export function asColumns(there: readonly DeltaField[], columns: readonly Column[]): string[] {
  const names = new Map(there.map((field) => [field.name.toLowerCase(), field]));
  return columns.map(({ name, type }) => {
    const found = names.get(name.toLowerCase());
    const value =
      found === undefined
        ? `CAST(NULL AS ${type})`
        : toDuckDBType(found.type) === type
          ? quoteName(found.name)
          : `CAST(${quoteName(found.name)} AS ${type})`;
    return value === quoteName(name) ? value : `${value} AS ${quoteName(name)}`;
  });
}

/** Files of one table as another may take them over. What other writers have marked as deleted in them cannot be linked. */
export function linkedFiles(base: BaseTable, files: readonly LiveFile[]): NewFile[] {
  return files.map(({ add }) => {
    if (add.deletionVector != null) {
      const { name } = base.entry;
      throw new DiagnosticError(diagnose('deleted-rows-not-linked', { model: name, path: base.path }));
    }
    return {
      origin: relativeToLake(base, resolvePath(base.snapshot.table, add.path)),
      size: add.size,
      rows: rowsIn(add.stats ?? null),
      partitionValues: { ...add.partitionValues },
      stats: add.stats ?? null,
    };
  });
}

function relativeToLake(base: BaseTable, path: string): string {
  const folder = base.snapshot.table;
  return path.startsWith(`${folder}/`) ? `${base.path}/${path.slice(folder.length + 1)}` : path;
}

function rowsIn(stats: string | null): number {
  if (stats === null) return 0;
  return Number((JSON.parse(stats) as { numRecords?: number }).numRecords ?? 0);
}
