import { type Diagnostic, diagnose, type Outcome } from '../diagnostics/index.ts';
import type { Span } from '../text/index.ts';
import type { Audit, OnFailure } from './audit.ts';
import { parseThreshold } from './audit-parts.ts';
import type { TableAuditMapping } from './forms/audit-form.ts';

type Options = Pick<
  TableAuditMapping,
  'where' | 'severity' | 'on_failure' | 'error_if' | 'warn_if' | 'tags' | 'name' | 'description'
>;

type Base = Pick<
  Audit,
  'onFailure' | 'span' | 'where' | 'errorIf' | 'warnIf' | 'tags' | 'label' | 'description'
>;

/** What stands beside an audit's name. What is not said is left out. */
export function auditOptionsOf(form: Options, span: Span): Outcome<Base> {
  const diagnostics: Diagnostic[] = [];
  const { severity, on_failure: action } = form;
  const contradicts =
    (severity === 'error' && action === 'warn') || (severity === 'warn' && action === 'block');
  if (contradicts)
    diagnostics.push(diagnose('audit-severity', { severity: severity!, action: action! }, { subject: span }));
  const onFailure: OnFailure = action ?? (severity === 'warn' ? 'warn' : 'block');
  const errorIf = form.error_if === undefined ? null : parseThreshold(form.error_if);
  const warnIf = form.warn_if === undefined ? null : parseThreshold(form.warn_if);
  const given = { warnIf: warnIf !== null, errorIf: errorIf !== null, onFailure };
  if (
    (warnIf !== null && errorIf === null && onFailure === 'block') ||
    (errorIf !== null && onFailure === 'warn')
  )
    diagnostics.push(diagnose('audit-threshold-unused', given, { subject: span }));
  return {
    value: {
      onFailure,
      span,
      ...(form.where === undefined ? {} : { where: form.where.trim() }),
      ...(errorIf === null ? {} : { errorIf }),
      ...(warnIf === null ? {} : { warnIf }),
      ...(form.tags === undefined || form.tags.length === 0 ? {} : { tags: form.tags }),
      ...(form.name === undefined ? {} : { label: form.name }),
      ...(form.description === undefined ? {} : { description: form.description }),
    },
    diagnostics,
  };
}
