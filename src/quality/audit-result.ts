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
  readonly onFailure: OnFailure;
  readonly status: 'passed' | 'failed';
  /** Rows that break the audit; for a failed `row_count` the count that was found. */
  readonly failures: number;
  readonly sample: AuditSample | null;
}
