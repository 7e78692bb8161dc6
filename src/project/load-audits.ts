import { type Diagnostic, diagnose, type Outcome } from '../diagnostics/index.ts';
import { nearNames, type SourceFile, type Span, spanOf } from '../text/index.ts';
import { type Audit, type AuditValue, type BuiltInAudit, builtInAudits } from './audit.ts';
import { auditOptionsOf } from './audit-options.ts';
import { type AuditBase, builtInAudit } from './built-in-audit.ts';
import {
  auditOptions,
  type ColumnAuditForm,
  type TableAuditForm,
  type TableAuditMapping,
} from './forms/audit-form.ts';
import { keySpanOf, nodeSpan } from './forms/place.ts';
import type { YamlNode } from './yaml/yaml-node.ts';

/** The audits of a model's list `audits:`. `node` is that list. */
export function tableAudits(
  file: SourceFile,
  node: YamlNode | undefined,
  forms: readonly TableAuditForm[],
): Outcome<Audit[]> {
  return auditsOf(file, node, forms, null);
}

/** The audits of one column's list `audits:`. */
export function columnAudits(
  file: SourceFile,
  node: YamlNode | undefined,
  column: string,
  forms: readonly ColumnAuditForm[],
): Outcome<Audit[]> {
  const whole = forms.map((form) =>
    typeof form === 'string' ? { [form]: ofColumn(form, true, column) } : withColumn(form, column),
  );
  return auditsOf(file, node, whole as TableAuditForm[], column);
}

function withColumn(form: Exclude<ColumnAuditForm, string>, column: string): TableAuditForm {
  return Object.fromEntries(
    Object.entries(form).map(([key, given]) => [
      key,
      key in auditOptions ? given : ofColumn(key, given, column),
    ]),
  ) as TableAuditForm;
}

/** An audit's arguments as a column writes them, in the form in which a model would. */
function ofColumn(name: string, given: unknown, column: string): unknown {
  switch (name) {
    case 'not_null':
    case 'unique':
      return column;
    case 'expression':
      return given;
    case 'accepted_values':
    case 'not_accepted_values':
      return { column, values: given };
    case 'match_regex':
    case 'not_match_regex':
      return { column, pattern: given };
    case 'freshness':
      return { column, max_age: given };
    case 'no_personal_data':
      return typeof given === 'object' ? { columns: column, ...given } : { columns: column };
    case 'null_share':
      return typeof given === 'object' ? { column, ...given } : { column, max: given };
    default:
      return typeof given === 'object' ? { column, ...given } : { column };
  }
}

function auditsOf(
  file: SourceFile,
  node: YamlNode | undefined,
  forms: readonly TableAuditForm[],
  column: string | null,
): Outcome<Audit[]> {
  const value: Audit[] = [];
  const diagnostics: Diagnostic[] = [];
  forms.forEach((written, index) => {
    const item = node?.kind === 'sequence' ? node.items[index] : undefined;
    const span = item === undefined ? spanOf(file, 0, 0) : nodeSpan(file, item);
    const form: TableAuditMapping = typeof written === 'string' ? { [written]: null } : written;
    const name = nameOf(form, span, (key) => keySpanOf(file, item, key), diagnostics);
    if (name === null) return;
    const options = auditOptionsOf(form, span);
    diagnostics.push(...options.diagnostics);
    const audit = isBuiltIn(name)
      ? builtInAudit(name, form, options.value, diagnostics)
      : ownAudit(name, form, column, options.value);
    if (audit === null) return;
    diagnostics.push(...refusedOptions(audit));
    value.push(audit);
  });
  return { value, diagnostics };
}

function isBuiltIn(name: string): name is BuiltInAudit {
  return (builtInAudits as readonly string[]).includes(name);
}

/** An entry of the list holds one audit; two names in one entry are two audits that lack a dash. */
function nameOf(
  form: TableAuditMapping,
  span: Span,
  keySpan: (key: string) => Span,
  diagnostics: Diagnostic[],
): string | null {
  const keys = Object.keys(form).filter((key) => !(key in auditOptions));
  const known = keys.filter(isBuiltIn);
  const [first] = known;
  if (known.length === 1) {
    for (const key of keys.filter((each) => each !== first)) {
      const options = Object.keys(auditOptions);
      const parameters = {
        key,
        where: `the audit \`${first}\``,
        known: options,
        candidates: nearNames(key, options),
      };
      diagnostics.push(diagnose('unknown-key', parameters, { subject: keySpan(key) }));
    }
    return first!;
  }
  if (known.length === 0 && keys.length === 1) return keys[0]!;
  diagnostics.push(
    diagnose(
      'audit-count',
      { names: known.length === 0 ? keys : known, known: builtInAudits },
      { subject: span },
    ),
  );
  return null;
}

/** An audit of the project's own: what it needs and reads is known when its file is. */
function ownAudit(audit: string, form: TableAuditMapping, column: string | null, base: AuditBase): Audit {
  const given: unknown = form[audit];
  const stated = form.on_failure !== undefined || form.severity !== undefined;
  const values: Record<string, AuditValue | readonly AuditValue[]> = column === null ? {} : { column };
  if (typeof given === 'object' && given !== null)
    for (const [key, value] of Object.entries(given)) if (value !== null) values[key] = value as AuditValue;
  return {
    ...base,
    name: 'custom',
    columns: [],
    arguments: { audit, values, sql: '', reads: [], ...(stated ? { stated } : {}) },
  };
}

const rowAudits: readonly string[] = [
  'not_null',
  'unique',
  'accepted_values',
  'not_accepted_values',
  'accepted_range',
  'expression',
  'match_regex',
  'not_match_regex',
  'relationships',
  'no_personal_data',
];
const withoutRows: readonly string[] = ['null_share', 'row_count', 'freshness', 'distribution'];

/** What this audit cannot do: put rows aside where it does not say which, count rows where none fails by itself. */
function refusedOptions(audit: Audit): Diagnostic[] {
  const found: Diagnostic[] = [];
  const name = audit.name === 'custom' ? audit.arguments.audit : audit.name;
  if (audit.onFailure === 'quarantine' && !rowAudits.includes(audit.name))
    found.push(diagnose('audit-not-quarantined', { name, known: rowAudits }, { subject: audit.span }));
  if ((audit.errorIf !== undefined || audit.warnIf !== undefined) && withoutRows.includes(audit.name))
    found.push(diagnose('audit-without-threshold', { name }, { subject: audit.span }));
  return found;
}
