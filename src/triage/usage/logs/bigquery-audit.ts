import { referencedTables, tableNamed } from './bigquery-tables.ts';
import { logTime } from './log-time.ts';
import { loggedNamespace } from './logged-namespace.ts';
import { jsonValue, textOf } from './logged-read.ts';
import type { LoggedQuery, LoggedRow } from './row-reader.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads an entry of BigQuery's audit logs as Cloud Logging exports them: jobs that are done, in the form of BigQueryAuditMetadata and in the older one of AuditData, and reads of tables that are of no job, as through the
 * Storage API, with their columns.
 */
export function readBigqueryAudit(entry: Json, offsetOf: (local: number) => number): LoggedRow {
  const payload = member(entry, 'protoPayload') ?? member(entry, 'protopayload_auditlog') ?? entry;
  const metadata = member(payload, 'metadata') ?? member(payload, 'metadataJson');
  const older = member(payload, 'serviceData') ?? member(payload, 'servicedata_v1_bigquery');
  const time = logTime(entry.timestamp, offsetOf);
  const base = (more: Partial<LoggedQuery> & { readonly sql: string }): LoggedRow =>
    time === null
      ? { kind: 'damaged', problem: `\`${String(entry.timestamp).slice(0, 40)}\` is no time` }
      : {
          kind: 'query',
          query: {
            time,
            user: textOf(member(payload, 'authenticationInfo')?.principalEmail),
            application: textOf(member(payload, 'requestMetadata')?.callerSuppliedUserAgent),
            dialect: 'bigquery',
            namespace: null,
            calls: 1,
            durationMs: null,
            id: null,
            reads: null,
            ...more,
          },
        };
  if (metadata !== null) {
    const read = member(metadata, 'tableDataRead');
    if (read !== null) {
      // What a job reads is told with the job, too.
      if (read.reason === 'JOB') return { kind: 'other' };
      const fields = Array.isArray(read.fields) ? read.fields.flatMap((field) => textOf(field) ?? []) : null;
      const reads = tableNamed(textOf(payload.resourceName) ?? '').map(({ relation }) => ({
        relation,
        columns: fields?.map((field) => field.split('.')[0]!.toLowerCase()) ?? null,
      }));
      return reads.length === 0 ? { kind: 'other' } : base({ sql: '', reads, id: textOf(entry.insertId) });
    }
    const job = member(member(metadata, 'jobChange') ?? member(metadata, 'jobInsertion') ?? {}, 'job');
    return job === null ? { kind: 'other' } : jobOf(job, base);
  }
  const job = member(member(older ?? {}, 'jobCompletedEvent') ?? {}, 'job');
  return job === null ? { kind: 'other' } : olderJobOf(job, base);
}

type Base = (more: Partial<LoggedQuery> & { readonly sql: string }) => LoggedRow;

function jobOf(job: Json, base: Base): LoggedRow {
  const status = member(job, 'jobStatus');
  const query = member(member(job, 'jobConfig') ?? {}, 'queryConfig');
  const sql = textOf(query?.query);
  if (sql === null || status?.jobState !== 'DONE' || failed(status.errorResult)) return { kind: 'other' };
  const stats = member(member(job, 'jobStats') ?? {}, 'queryStats');
  const row = base({
    sql,
    id: textOf(job.jobName),
    namespace: loggedNamespace(
      /^projects\/([^/]+)\//.exec(textOf(job.jobName) ?? '')?.[1],
      query?.defaultDataset,
    ),
    reads: referencedTables(stats?.referencedTables ?? null),
  });
  return query?.queryTruncated === true && row.kind === 'query'
    ? { ...row, problem: 'the server cut the text of the query off' }
    : row;
}

function olderJobOf(job: Json, base: Base): LoggedRow {
  const status = member(job, 'jobStatus');
  const query = member(member(job, 'jobConfiguration') ?? {}, 'query');
  const sql = textOf(query?.query);
  if (sql === null || status?.state !== 'DONE' || failed(status.error)) return { kind: 'other' };
  return base({
    sql,
    id: textOf(member(job, 'jobName')?.jobId),
    namespace: loggedNamespace(member(job, 'jobName')?.projectId, query?.defaultDataset),
    reads: referencedTables(member(job, 'jobStatistics')?.referencedTables ?? null),
  });
}

function failed(error: unknown): boolean {
  return typeof error === 'object' && error !== null && Object.keys(error).length > 0;
}

function member(object: Json, name: string): Json | null {
  const value = jsonValue(object[name]);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}
