import { type Diagnostic, diagnose } from '../diagnostics/index.ts';
import type { Audit, AuditValue } from '../project/index.ts';
import type { AuditResult } from './audit-result.ts';

/**
 * What to say of the audits of a table that failed: an error where the audit blocks, a warning where it only warns. `results` belong to `audits` by
 * place; `rows` is the count of the table's rows.
 */
export function auditDiagnostics(
  model: string,
  audits: readonly Audit[],
  results: readonly AuditResult[],
  rows: number,
): Diagnostic[] {
  return results.flatMap((result, place) => {
    const audit = audits[place]!;
    if (result.status === 'passed') return [];
    return diagnose(
      'audit-failed',
      {
        model,
        expected: expectation(audit),
        found:
          audit.name === 'row_count'
            ? `It has ${counted(rows, 'row')}.`
            : `${result.failures.toLocaleString('en-US')} of ${counted(rows, 'row')} ${result.failures === 1 ? 'does' : 'do'} not.`,
        sample: result.sample === null ? null : { columns: result.sample.columns, rows: result.sample.rows },
        blocks: audit.onFailure === 'block',
      },
      { subject: audit.span, severity: audit.onFailure === 'block' ? 'error' : 'warning' },
    );
  });
}

function expectation(audit: Audit): string {
  const columns = audit.columns.map((column) => `\`${column}\``).join(', ');
  switch (audit.name) {
    case 'not_null':
      return `every row to have a value in ${columns}`;
    case 'unique':
      return `every row to have a value of its own in ${audit.columns.length === 1 ? columns : `(${columns})`}`;
    case 'accepted_values':
      return `every value of ${columns} to be one of ${audit.arguments.values.map(shownValue).join(', ')}`;
    case 'accepted_range':
      return `every value of ${columns} to be ${bounds(audit.arguments.min, audit.arguments.max)}`;
    case 'row_count':
      return `the number of rows to be ${bounds(audit.arguments.min, audit.arguments.max)}`;
  }
}

function bounds(min: AuditValue | null, max: AuditValue | null): string {
  if (min === null) return max === null ? 'any' : `at most ${shownValue(max)}`;
  return max === null ? `at least ${shownValue(min)}` : `between ${shownValue(min)} and ${shownValue(max)}`;
}

function shownValue(value: AuditValue): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
