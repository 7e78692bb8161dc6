import type { Audit } from './audit.ts';

/**
 * Whether what the audit says is true of every row that anybody sees: it looks at all of them, none may fail, and a row that fails either stops the commit or is put aside. Only such audits may be used
 * in a proof.
 */
export function alwaysHolds(audit: Audit): boolean {
  // It depends on rows of other relations, and what it says proves nothing of values.
  if (audit.where !== undefined || audit.name === 'no_personal_data') return false;
  if (audit.onFailure === 'quarantine') return true;
  return audit.onFailure === 'block' && audit.errorIf === undefined;
}
