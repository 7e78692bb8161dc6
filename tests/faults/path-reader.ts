import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { type BareDuckdb, openBareDuckdb } from '../support/tables.ts';

/** A Delta table as its log says it is. */
export interface LoggedTable {
  readonly version: number;
  readonly files: readonly {
    readonly path: string;
    readonly partitionValues: Readonly<Record<string, string | null>>;
  }[];
  /** Names of the columns, in order. */
  readonly columns: readonly string[];
}

interface LoggedAction {
  readonly add?: { path: string; size: number; partitionValues: Record<string, string | null> };
  readonly remove?: { path: string };
  readonly metaData?: { schemaString: string };
  readonly protocol?: object;
}

/**
 * Reads a table's log from its first commit on, without anything of ours: the log of a table that no one cleaned up. null where there is no commit. Throws where the log is none, or
 * names a file that is not there.
 */
export function readLog(table: string, at = Number.POSITIVE_INFINITY): LoggedTable | null {
  const log = `${table}/_delta_log`;
  const names = existsSync(log) ? readdirSync(log).filter((name) => /^\d{20}\.json$/.test(name)) : [];
  if (names.length === 0) return null;
  const live = new Map<string, LoggedTable['files'][number] & { size: number }>();
  let columns: string[] | null = null;
  let version = -1;
  let protocol = false;
  for (const name of names.sort()) {
    if (Number(name.slice(0, 20)) > at) break;
    version++;
    if (Number(name.slice(0, 20)) !== version) throw new Error(`${log}: commit ${version} is missing`);
    for (const line of readFileSync(`${log}/${name}`, 'utf8').trimEnd().split('\n')) {
      const action = JSON.parse(line) as LoggedAction;
      if (action.protocol !== undefined) protocol = true;
      if (action.metaData !== undefined) columns = namesOf(action.metaData.schemaString);
      if (action.remove !== undefined && !live.delete(action.remove.path))
        throw new Error(`${log}/${name} removes ${action.remove.path}, which is not in the table`);
      if (action.add !== undefined) {
        if (live.has(action.add.path)) throw new Error(`${log}/${name} adds ${action.add.path} again`);
        live.set(action.add.path, action.add);
      }
    }
  }
  if (columns === null || !protocol) throw new Error(`${log} says neither schema nor protocol`);
  for (const { path, size } of live.values()) {
    const file = `${table}/${decodeURIComponent(path)}`;
    if (!existsSync(file)) throw new Error(`${file} is gone, which version ${version} of its table names`);
    if (statSync(file).size !== size) throw new Error(`${file} is not as long as the log says`);
  }
  return { version, files: [...live.values()], columns };
}

function namesOf(schema: string): string[] {
  return (JSON.parse(schema) as { fields: { name: string }[] }).fields.map((field) => field.name);
}

/** Rows of tables as sorted texts; floats to twelve digits. Files with equal bytes are read once. */
export interface PathReader {
  readonly rows: (table: string, logged: LoggedTable) => Promise<string>;
  readonly close: () => void;
}

export async function openPathReader(): Promise<PathReader> {
  const duckdb = await openBareDuckdb();
  const known = new Map<string, Promise<readonly string[]>>();
  let last: Promise<unknown> = Promise.resolve();
  return {
    async rows(table, { files, columns }) {
      const all: string[] = [];
      for (const { path, partitionValues } of files) {
        const file = `${table}/${decodeURIComponent(path)}`;
        const key = `${createHash('sha256').update(readFileSync(file)).digest('hex')} ${JSON.stringify(partitionValues)} ${columns.join()}`;
        let rows = known.get(key);
        if (rows === undefined) {
          // One connection, one statement at a time.
          rows = last.then(() => rowsOfFile(duckdb, file, partitionValues, columns));
          last = rows.catch(() => undefined);
          known.set(key, rows);
        }
        all.push(...(await rows));
      }
      return all.sort().join('\n');
    },
    close: duckdb.close,
  };
}

async function rowsOfFile(
  duckdb: BareDuckdb,
  file: string,
  partitionValues: Readonly<Record<string, string | null>>,
  columns: readonly string[],
): Promise<readonly string[]> {
  const items = columns.map((name) => {
    const value = partitionValues[name];
    if (value === undefined) return `"${name}"`;
    return `${value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`} AS "${name}"`;
  });
  const rows = await duckdb.rows(
    `SELECT ${items.join(', ')} FROM read_parquet('${file.replaceAll("'", "''")}', hive_partitioning = false)`,
  );
  return rows.map(rowText);
}

/** A row as a text that is the same for floats that differ in their last bits only. */
export function rowText(row: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(
    Object.values(row).map((value) => {
      if (typeof value === 'number') return String(Number(value.toPrecision(12)));
      return value === null ? null : String(value);
    }),
  );
}
