import { type Audit, auditedRows } from '../project/index.ts';
import { brokenRows, isRowAudit, lookedAt } from './broken-rows.ts';
import { type CheckRequest, surroundingsOf } from './check-request.ts';
import { keyPresent } from './first-scan.ts';
import { rangesQuery, sequenceQuery } from './ordered-rows.ts';
import { foundIn, personalRows } from './personal-text.ts';
import { reconcileQuery } from './reconcile-query.ts';
import { identifier } from './sql-text.ts';

/**
 * A SELECT of all rows that break the audit, with all their columns and, where one row does not tell, what it was compared with; of `reconcile` the groups. Of a repeated key every row. null for
 * audits that no row breaks by itself. Personal data that an audit found is masked in it.
 */
export function failingRows(request: CheckRequest, audit: Audit): string | null {
  if (audit.name === 'no_personal_data')
    return personalRows(
      audit,
      request.relation,
      lookedAt(audit),
      surroundingsOf(request).sqlOf,
      foundIn(request.columns),
    );
  if (isRowAudit(audit))
    return `SELECT * FROM ${request.relation} WHERE ${brokenRows(audit, surroundingsOf(request))}`;
  switch (audit.name) {
    case 'unique': {
      const present = `${lookedAt(audit)} AND ${keyPresent(audit.columns)}`;
      const keys = audit.columns.map(identifier).join(', ');
      return `SELECT * FROM ${request.relation} WHERE ${present} QUALIFY count(*) OVER (PARTITION BY ${keys}) > 1`;
    }
    case 'sequential_values':
      return sequenceQuery(request, audit);
    case 'mutually_exclusive_ranges':
      return rangesQuery(request, audit);
    case 'reconcile':
      return reconcileQuery(request, audit).failing;
    case 'custom':
      return `WITH ${identifier(auditedRows)} AS (SELECT * FROM ${request.relation} WHERE ${lookedAt(audit)}) SELECT * FROM (\n${audit.arguments.sql}\n)`;
    case 'null_share':
    case 'row_count':
    case 'freshness':
    case 'distribution':
      return null;
  }
}
