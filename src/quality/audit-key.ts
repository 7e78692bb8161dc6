import { canonicalJson } from '../environment/index.ts';
import type { Audit } from '../project/index.ts';

/**
 * The audit as a text that is the same wherever it is written and whatever happens on failure, e.g. `accepted_range(care_minutes, {"max":null,"min":0})`.
 * Results are found again by it.
 */
export function auditKey(audit: Audit): string {
  const columns = audit.columns.map((column) => column.toLowerCase());
  if ('arguments' in audit)
    return `${audit.name}(${[...columns, canonicalJson(audit.arguments)].join(', ')})`;
  return `${audit.name}(${columns.join(', ')})`;
}
