import type { SqlResult } from '../ports/index.ts';
import type { Audit } from '../project/index.ts';
import { auditKey } from './audit-key.ts';
import type { AuditResult, AuditSample } from './audit-result.ts';
import type { CheckRequest } from './check-request.ts';
import { type FirstScan, firstScan } from './first-scan.ts';
import { sampleQuery } from './sample-query.ts';
import { uniqueScans } from './unique-scans.ts';

export interface TableCheck {
  readonly rows: number;
  /** null where it was not asked for. */
  readonly content: string | null;
  /** In the order of the audits. */
  readonly results: readonly AuditResult[];
}

/**
 * Runs the audits of a table, and measures its content if asked, in as few scans as can be: one for everything but `unique`; one for all
 * unique keys that are dense, one each for the others; and one for the sample of each audit that fails. Rejects with what `query` rejects with.
 */
export async function checkTable(
  query: (sql: string) => Promise<SqlResult>,
  request: CheckRequest,
): Promise<TableCheck> {
  const scan = firstScan(request);
  const first = scan.read(await query(scan.sql));
  const distinct = new Map<number, number>();
  for (const unique of uniqueScans(request, first))
    for (const [place, count] of unique.read(await query(unique.sql))) distinct.set(place, count);
  const results: AuditResult[] = [];
  for (const [place, audit] of request.audits.entries()) {
    const failures = failuresOf(audit, place, first, distinct);
    const sample = failures === null ? null : await sampleOf(query, request, audit);
    results.push({
      audit: auditKey(audit),
      name: audit.name,
      columns: [...audit.columns],
      onFailure: audit.onFailure,
      status: failures === null ? 'passed' : 'failed',
      failures: sample?.failures ?? failures ?? 0,
      sample: sample?.sample ?? null,
    });
  }
  return { rows: first.rows, content: first.content, results };
}

/** How many rows break the audit, as far as the scans tell; null where it holds. */
function failuresOf(
  audit: Audit,
  place: number,
  first: FirstScan,
  distinct: ReadonlyMap<number, number>,
): number | null {
  switch (audit.name) {
    case 'row_count': {
      const { min, max } = audit.arguments;
      return (min !== null && first.rows < min) || (max !== null && first.rows > max) ? first.rows : null;
    }
    case 'unique': {
      const repeated = first.keys.get(place)!.present - (distinct.get(place) ?? 0);
      return repeated === 0 ? null : repeated;
    }
    default: {
      const broken = first.broken.get(place)!;
      return broken === 0 ? null : broken;
    }
  }
}

async function sampleOf(
  query: (sql: string) => Promise<SqlResult>,
  request: CheckRequest,
  audit: Audit,
): Promise<{ failures: number | null; sample: AuditSample } | null> {
  const sql = sampleQuery(request, audit);
  if (sql === null) return null;
  const { columns, rows } = await query(sql);
  const names = columns.map(({ name }) => name);
  if (audit.name !== 'unique')
    return { failures: null, sample: { columns: names, rows: rows.map((row) => [...row]) } };
  return {
    failures: Number(rows[0]![0]),
    sample: { columns: names.slice(1), rows: rows.map((row) => row.slice(1)) },
  };
}
