import { type Audit, isReached } from '../project/index.ts';
import type { AuditResult } from './audit-result.ts';

/** A result as the audit's own thresholds judge it: whether it failed, and whether that stops the commit. */
export function judged<R extends Pick<AuditResult, 'failures' | 'rows'>>(
  audit: Pick<Audit, 'onFailure' | 'errorIf' | 'warnIf'>,
  result: R,
): R & Pick<AuditResult, 'status' | 'onFailure'> {
  const { failures, rows } = result;
  const { onFailure, errorIf, warnIf } = audit;
  const isBad =
    errorIf === undefined ? failures > 0 && onFailure === 'block' : isReached(errorIf, failures, rows);
  if (isBad) return { ...result, status: 'failed', onFailure: 'block' };
  const isTold = warnIf === undefined ? failures > 0 : isReached(warnIf, failures, rows);
  const action = onFailure === 'block' && isTold ? 'warn' : onFailure;
  return { ...result, status: isTold ? 'failed' : 'passed', onFailure: action };
}
