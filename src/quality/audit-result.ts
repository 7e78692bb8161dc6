import type { SqlValue } from '../ports/index.ts';
import type { AuditName, OnFailure } from '../project/index.ts';

/** A few rows that break an audit. Columns tagged as PII are masked inside the engine: neither their values nor their hashes come out. */
export interface AuditSample {
  readonly columns: string[];
  readonly rows: SqlValue[][];
}

/** The outcome of one audit, in the form in which a build keeps it. */
export interface AuditResult {
  /** See `auditKey`. */
  readonly audit: string;
  readonly name: AuditName;
  readonly columns: string[];
  /** What its failure means, thresholds considered. */
  readonly onFailure: OnFailure;
  readonly status: 'passed' | 'failed';
  /** Rows that break the audit (of `reconcile`: groups); for a failed `row_count` the count that was found; 1 for other failed audits of no rows. */
  readonly failures: number;
  /** Rows (of `reconcile`: groups) that were looked at. */
  readonly rows: number;
  /** What was measured, where that is no count of rows: a share, a moment, an index. Left out: nothing, or personal data. */
  readonly measured?: string;
  /** It was to be compared with the version before, which has not its columns. */
  readonly uncompared?: true;
  readonly sample: AuditSample | null;
}
