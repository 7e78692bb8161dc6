import type { Audit } from './audit.ts';

/** The relations that an audit reads beside the model's own rows. */
export function auditReads(audit: Audit): readonly string[] {
  switch (audit.name) {
    case 'relationships':
      return [audit.arguments.to];
    case 'reconcile':
      return [audit.arguments.with];
    case 'no_personal_data':
      return [...new Set(audit.arguments.personal.map(({ relation }) => relation))];
    case 'custom':
      return audit.arguments.reads;
    default:
      return [];
  }
}

/** All columns of the model that an audit names. */
export function auditedColumns(audit: Audit): readonly string[] {
  switch (audit.name) {
    case 'sequential_values':
    case 'reconcile':
      return [...audit.columns, ...audit.arguments.groupBy];
    case 'mutually_exclusive_ranges':
      return [...audit.columns, ...audit.arguments.partitionBy];
    default:
      return audit.columns;
  }
}
