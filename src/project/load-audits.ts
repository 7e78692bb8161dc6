import { type Diagnostic, diagnose, type Outcome } from '../diagnostics/index.ts';
import { type SourceFile, type Span, spanOf } from '../text/index.ts';
import { type Audit, type AuditName, auditNames } from './audit.ts';
import type { ColumnAuditForm, TableAuditForm } from './forms/audit-form.ts';
import { nodeSpan } from './forms/place.ts';
import type { YamlNode } from './yaml/yaml-node.ts';

/** The audits of a model's list `audits:`. `node` is that list. */
export function tableAudits(
  file: SourceFile,
  node: YamlNode | undefined,
  forms: readonly TableAuditForm[],
): Outcome<Audit[]> {
  const value: Audit[] = [];
  const diagnostics: Diagnostic[] = [];
  forms.forEach((form, index) => {
    const span = itemSpan(file, node, index);
    const name = oneName(Object.keys(form), span, diagnostics);
    if (name === null) return;
    const base = { onFailure: form.on_failure ?? 'block', span } as const;
    switch (name) {
      case 'not_null':
        value.push({ ...base, name, columns: [form.not_null ?? []].flat() });
        break;
      case 'unique':
        value.push({ ...base, name, columns: [form.unique ?? []].flat() });
        break;
      case 'accepted_values': {
        const { column, values } = form.accepted_values!;
        value.push({ ...base, name, columns: [column], arguments: { values } });
        break;
      }
      case 'accepted_range': {
        const { column, min = null, max = null } = form.accepted_range!;
        if (min === null && max === null)
          diagnostics.push(diagnose('audit-without-bound', { name }, { subject: span }));
        value.push({ ...base, name, columns: [column], arguments: { min, max } });
        break;
      }
      case 'row_count': {
        const { min = null, max = null } = form.row_count!;
        if (min === null && max === null)
          diagnostics.push(diagnose('audit-without-bound', { name }, { subject: span }));
        value.push({ ...base, name, columns: [], arguments: { min, max } });
        break;
      }
    }
  });
  return { value, diagnostics };
}

/** The audits of one column's list `audits:`. */
export function columnAudits(
  file: SourceFile,
  node: YamlNode | undefined,
  column: string,
  forms: readonly ColumnAuditForm[],
): Outcome<Audit[]> {
  const value: Audit[] = [];
  const diagnostics: Diagnostic[] = [];
  const columns = [column];
  forms.forEach((form, index) => {
    const span = itemSpan(file, node, index);
    if (typeof form === 'string') {
      value.push({ name: form, columns, onFailure: 'block', span });
      return;
    }
    const name = oneName(Object.keys(form), span, diagnostics);
    if (name === null) return;
    const base = { columns, onFailure: form.on_failure ?? 'block', span } as const;
    if (name === 'accepted_values') {
      value.push({ ...base, name, arguments: { values: form.accepted_values ?? [] } });
    } else if (name === 'accepted_range') {
      const { min = null, max = null } = form.accepted_range ?? {};
      if (min === null && max === null)
        diagnostics.push(diagnose('audit-without-bound', { name }, { subject: span }));
      value.push({ ...base, name, arguments: { min, max } });
    } else if (name === 'not_null' || name === 'unique') {
      value.push({ ...base, name });
    }
  });
  return { value, diagnostics };
}

function itemSpan(file: SourceFile, node: YamlNode | undefined, index: number): Span {
  const item = node?.kind === 'sequence' ? node.items[index] : undefined;
  return item === undefined ? spanOf(file, 0, 0) : nodeSpan(file, item);
}

/** An entry of the list holds one audit; two names in one entry are two audits that lack a dash. */
function oneName(keys: readonly string[], span: Span, diagnostics: Diagnostic[]): AuditName | null {
  const names = auditNames.filter((name) => keys.includes(name));
  if (names.length === 1) return names[0]!;
  diagnostics.push(diagnose('audit-count', { names, known: auditNames }, { subject: span }));
  return null;
}
