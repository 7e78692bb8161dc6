import type { ParityRecord, RecordedSide } from '../../compare/parity/index.ts';
import { quoteName, quoteText } from '../../delta/index.ts';
import type { SqlValue } from '../../ports/index.ts';

/** Where the ledger lies, relative to the lake. */
export const ledgerTable = '_parity';

/** Where the tables of differing rows lie: `<project>/<pair>/<night>-<run>`. */
export const differencesFolder = '_parity_differences';

/** The folder of a project's tables of differing rows, relative to the lake. */
export function differencesOf(project: string): string {
  return `${differencesFolder}/${encodeURIComponent(project)}`;
}

type Columns = readonly (readonly [name: string, type: string])[];

const files = 'STRUCT(path VARCHAR, size BIGINT, modified TIMESTAMP WITH TIME ZONE, sha256 VARCHAR)[]';
const sideColumns: Columns = [
  ['name', 'VARCHAR'],
  ['kind', 'VARCHAR'],
  ['environment', 'VARCHAR'],
  ['environment_version', 'BIGINT'],
  ['table_version', 'BIGINT'],
  ['rows', 'BIGINT'],
  ['files', files],
];

export const ledgerColumns: Columns = [
  ['night', 'DATE'],
  ['pair', 'VARCHAR'],
  ['verdict', 'VARCHAR'],
  ['reason', 'VARCHAR'],
  ['code', 'VARCHAR'],
  ['score', 'DOUBLE'],
  ['attempt', 'BIGINT'],
  ['run_id', 'VARCHAR'],
  ['project', 'VARCHAR'],
  ['started_at', 'TIMESTAMP WITH TIME ZONE'],
  ['recorded_at', 'TIMESTAMP WITH TIME ZONE'],
  ['seconds', 'DOUBLE'],
  ['required', 'BOOLEAN'],
  ['owner', 'VARCHAR'],
  ['compare', 'VARCHAR'],
  ['rows_both', 'BIGINT'],
  ['rows_changed', 'BIGINT'],
  ['rows_only_left', 'BIGINT'],
  ['rows_only_right', 'BIGINT'],
  ['columns', 'VARCHAR[]'],
  ['accepted', 'STRUCT(reason VARCHAR, accepted_by VARCHAR, until DATE, rows BIGINT)[]'],
  ...(['left', 'right'] as const).flatMap((side) =>
    sideColumns.map(([name, type]): readonly [string, string] => [`${side}_${name}`, type]),
  ),
  ['differences', 'VARCHAR'],
  ['detail', 'VARCHAR'],
  ['rules', 'VARCHAR'],
  ['started_by', 'VARCHAR'],
  ['host', 'VARCHAR'],
  ['process', 'BIGINT'],
  ['git_commit', 'VARCHAR'],
  ['lode_version', 'VARCHAR'],
];

/** A SELECT that gives a record as one row of the table. */
export function recordQuery(record: ParityRecord): string {
  const row = quoteText(JSON.stringify(rowOf(record)));
  const struct = `STRUCT(${ledgerColumns.map(([name, type]) => `${quoteName(name)} ${type}`).join(', ')})`;
  return `SELECT ${ledgerColumns.map(([name]) => `entry.${quoteName(name)}`).join(', ')} FROM (SELECT CAST(CAST(${row} AS JSON) AS ${struct}) AS entry)`;
}

/** An empty relation of the table's columns. */
export function noRecords(): string {
  const columns = ledgerColumns.map(([name, type]) => `CAST(NULL AS ${type}) AS ${quoteName(name)}`);
  return `SELECT ${columns.join(', ')} WHERE false`;
}

function rowOf(record: ParityRecord): Record<string, unknown> {
  return {
    night: record.night,
    pair: record.pair,
    verdict: record.verdict,
    reason: record.reason,
    code: record.code,
    score: record.score,
    attempt: record.attempt,
    run_id: record.runId,
    project: record.project,
    started_at: record.startedAt,
    recorded_at: record.recordedAt,
    seconds: record.seconds,
    required: record.required,
    owner: record.owner,
    compare: record.compare,
    rows_both: record.rows?.both ?? null,
    rows_changed: record.rows?.changed ?? null,
    rows_only_left: record.rows?.onlyLeft ?? null,
    rows_only_right: record.rows?.onlyRight ?? null,
    columns: record.columns,
    accepted: record.accepted.map(({ by, ...rest }) => ({ ...rest, accepted_by: by })),
    ...sideRow('left', record.left),
    ...sideRow('right', record.right),
    differences: record.differences,
    detail: record.detail,
    rules: record.rules,
    started_by: record.by.user,
    host: record.by.host,
    process: record.by.pid,
    git_commit: record.git,
    lode_version: record.lode,
  };
}

function sideRow(name: 'left' | 'right', side: RecordedSide): Record<string, unknown> {
  return {
    [`${name}_name`]: side.name,
    [`${name}_kind`]: side.kind,
    [`${name}_environment`]: side.environment,
    [`${name}_environment_version`]: side.environmentVersion,
    [`${name}_table_version`]: side.tableVersion,
    [`${name}_rows`]: side.rows,
    [`${name}_files`]: side.files,
  };
}

/** What `recordOf` reads: times as texts in UTC. */
export function recordsQuery(rows: string): string {
  const utc = (name: string) => `strftime(timezone('UTC', ${name}), '%Y-%m-%dT%H:%M:%S.%gZ') AS ${name}`;
  const filesOf = (name: string) =>
    `list_transform(${name}, lambda f: {path: f.path, size: f.size, modified: strftime(timezone('UTC', f.modified), '%Y-%m-%dT%H:%M:%S.%gZ'), sha256: f.sha256}) AS ${name}`;
  return `SELECT * REPLACE (${utc('started_at')}, ${utc('recorded_at')}, CAST(night AS VARCHAR) AS night, ${filesOf('left_files')}, ${filesOf('right_files')}) FROM (\n${rows}\n)`;
}

export function recordOf(row: Record<string, SqlValue>): unknown {
  const number = (value: SqlValue | undefined) =>
    value === null || value === undefined ? null : Number(value);
  const side = (name: string) => ({
    name: row[`${name}_name`],
    kind: row[`${name}_kind`],
    environment: row[`${name}_environment`],
    environmentVersion: number(row[`${name}_environment_version`]),
    tableVersion: number(row[`${name}_table_version`]),
    rows: number(row[`${name}_rows`]),
    files: listOf(row[`${name}_files`]).map((file) => ({ ...file, size: Number(file.size) })),
  });
  return {
    runId: row.run_id,
    project: row.project,
    night: row.night,
    pair: row.pair,
    attempt: number(row.attempt),
    startedAt: row.started_at,
    recordedAt: row.recorded_at,
    verdict: row.verdict,
    reason: row.reason,
    code: row.code,
    score: row.score,
    required: row.required,
    owner: row.owner,
    compare: row.compare,
    left: side('left'),
    right: side('right'),
    rows:
      row.rows_both === null
        ? null
        : {
            both: number(row.rows_both),
            changed: number(row.rows_changed),
            onlyLeft: number(row.rows_only_left),
            onlyRight: number(row.rows_only_right),
          },
    columns: row.columns ?? [],
    accepted: listOf(row.accepted).map(({ accepted_by: by, ...rest }) => ({
      ...rest,
      by,
      rows: Number(rest.rows),
    })),
    differences: row.differences,
    detail: row.detail,
    rules: row.rules,
    seconds: row.seconds,
    by: { user: row.started_by, host: row.host, pid: number(row.process) },
    git: row.git_commit,
    lode: row.lode_version,
  };
}

function listOf(value: SqlValue | undefined): Record<string, SqlValue>[] {
  return Array.isArray(value) ? (value as Record<string, SqlValue>[]) : [];
}
