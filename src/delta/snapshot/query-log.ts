import type { LogSegment } from '../log/log-segment.ts';
import { quoteText } from '../types/index.ts';
import { type CheckpointSource, openCheckpoint } from './checkpoint-source.ts';
import {
  deletionVectorIdSql,
  emptySql,
  fileColumns,
  fileKeySql,
  tombstoneColumns,
  tombstoneShape,
} from './file-columns.ts';
import { loadCommits, type SmallAction, vectorIdSql } from './load-commits.ts';
import type { ReadPorts } from './table-state.ts';

/** What a segment of a log says. */
export interface LogContents {
  /** The actions that are not about files, in the order of versions. */
  readonly small: readonly SmallAction[];
  /** One row for each live file; columns as in `fileColumns`. */
  readonly filesSql: string;
  /** One row for each tombstone; columns as in `tombstoneColumns`. */
  readonly tombstonesSql: string;
  /** Of the live files; null where nobody has counted. */
  readonly totals: { readonly numFiles: number; readonly bytes: number } | null;
  /** What the queries need in the session. */
  readonly temporaryTables: readonly string[];
}

/** A log of any size and form, as the engine reads it: what its commits say of files stays in a temporary table. Rejects with `delta-log-malformed`. */
export async function queryLog(ports: ReadPorts, table: string, segment: LogSegment): Promise<LogContents> {
  const prefix = `temp.main.lode_delta_${globalThis.crypto.randomUUID().replaceAll('-', '')}`;
  const checkpoint =
    segment.checkpoint === null ? null : await openCheckpoint(ports, table, segment.checkpoint);
  const { small, latest } = await loadCommits(ports, table, segment, prefix);
  return {
    small: [...(checkpoint?.small ?? []), ...small],
    filesSql: liveFilesSql(checkpoint, latest),
    tombstonesSql: tombstonesSql(checkpoint, latest),
    totals: null,
    temporaryTables: latest === null ? [] : [latest],
  };
}

/** A later action on a file replaces what the checkpoint says of it. */
function liveFilesSql(checkpoint: CheckpointSource | null, latest: string | null): string {
  const fromCommits = latest === null ? null : `SELECT unnest(add) FROM ${latest} WHERE add IS NOT NULL`;
  if (checkpoint === null) return fromCommits ?? emptySql(fileColumns);
  if (latest === null || fromCommits === null) return checkpoint.filesSql;
  return `${fromCommits} UNION ALL SELECT * FROM (${checkpoint.filesSql}) AS c ${notIn(latest)}`;
}

function tombstonesSql(checkpoint: CheckpointSource | null, latest: string | null): string {
  const fromCommits =
    latest === null
      ? null
      : `SELECT unnest(json_transform(remove, ${quoteText(tombstoneShape)})) FROM ${latest} WHERE remove IS NOT NULL AND add IS NULL`;
  const fromCheckpoint = checkpoint?.tombstonesSql ?? null;
  if (fromCheckpoint === null) return fromCommits ?? emptySql(tombstoneColumns);
  if (latest === null || fromCommits === null) return fromCheckpoint;
  return `${fromCommits} UNION ALL SELECT * FROM (${fromCheckpoint}) AS c ${notIn(latest)}`;
}

function notIn(latest: string): string {
  return `WHERE NOT EXISTS (SELECT 1 FROM ${latest} AS l WHERE l.key = ${fileKeySql('c.path')} AND ${vectorIdSql('l')} = ${deletionVectorIdSql('c."deletionVector"')})`;
}
