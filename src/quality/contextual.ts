import type { Audit } from '../project/index.ts';

/** Whether an audit asks for more than the rows it looks at: other relations, the version before, the time. What it says of the same rows may be something else tomorrow. */
export function isContextual(audit: Audit): boolean {
  if (audit.volatile === true) return true;
  switch (audit.name) {
    case 'relationships':
    case 'reconcile':
    case 'custom':
    case 'freshness':
    case 'distribution':
    case 'no_personal_data':
      return true;
    case 'row_count':
      return audit.arguments.minChange !== undefined || audit.arguments.maxChange !== undefined;
    default:
      return false;
  }
}

/** Whether it compares with the version before. */
export function comparesVersions(audit: Audit): boolean {
  return audit.name === 'distribution' || (audit.name === 'row_count' && isContextual(audit));
}

/** Whether the time alone can break it: what it says of the same rows may be something else tomorrow. */
export function dependsOnTime(audit: Audit): boolean {
  return audit.name === 'freshness' || audit.volatile === true;
}
