import { type Diagnostic, diagnose, type Outcome } from '../diagnostics/index.ts';
import { nearNames, type SourceFile, type Span, spanOf } from '../text/index.ts';
import { type Audit, type AuditValue, type BuiltInAudit, builtInAudits } from './audit.ts';
import { auditOptionsOf } from './audit-options.ts';
import { parseAge, parseChange, parseShare, parseTolerance } from './audit-parts.ts';
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
      ? builtIn(name, form, options.value, diagnostics)
      : ownAudit(name, form, column, options.value);
    if (audit === null) return;
    diagnostics.push(...refusedOptions(audit));
    value.push(audit);
  });
  return { value, diagnostics };
}

type Base = Omit<Extract<Audit, { name: 'not_null' }>, 'name' | 'columns'>;

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

function builtIn(
  name: BuiltInAudit,
  form: TableAuditMapping,
  base: Base,
  diagnostics: Diagnostic[],
): Audit | null {
  const unbounded = (needs: readonly string[]) => {
    diagnostics.push(diagnose('audit-without-bound', { name, needs }, { subject: base.span }));
    return null;
  };
  switch (name) {
    case 'not_null':
      return withNames(
        form.not_null,
        (columns) => ({ ...base, name, columns }),
        () => noColumns(name, base, diagnostics),
      );
    case 'unique':
      return withNames(
        form.unique,
        (columns) => ({ ...base, name, columns }),
        () => noColumns(name, base, diagnostics),
      );
    case 'accepted_values':
    case 'not_accepted_values': {
      const given = form[name];
      if (given == null) return noColumns(name, base, diagnostics);
      return { ...base, name, columns: [given.column], arguments: { values: given.values } };
    }
    case 'accepted_range': {
      const given = form.accepted_range;
      if (given == null) return noColumns(name, base, diagnostics);
      const { column, min = null, max = null, inclusive = true } = given;
      if (min === null && max === null) return unbounded(['min', 'max']);
      const range = inclusive ? { min, max } : ({ min, max, inclusive: false } as const);
      return { ...base, name, columns: [column], arguments: range };
    }
    case 'expression':
      if (form.expression == null) return noColumns(name, base, diagnostics);
      return { ...base, name, columns: [], arguments: { sql: form.expression.trim() } };
    case 'match_regex':
    case 'not_match_regex': {
      const given = form[name];
      if (given == null) return noColumns(name, base, diagnostics);
      return { ...base, name, columns: [given.column], arguments: { pattern: given.pattern } };
    }
    case 'relationships': {
      const given = form.relationships;
      if (given == null) return noColumns(name, base, diagnostics);
      const columns = [given.column].flat();
      const fields = [given.field ?? columns].flat();
      if (fields.length !== columns.length) {
        const parameters = { name, columns, fields };
        diagnostics.push(diagnose('audit-columns-unpaired', parameters, { subject: base.span }));
        return null;
      }
      return { ...base, name, columns, arguments: { to: given.to, fields } };
    }
    case 'null_share': {
      const given = form.null_share;
      if (given == null) return noColumns(name, base, diagnostics);
      const min = given.min === undefined ? null : parseShare(given.min);
      const max = given.max === undefined ? null : parseShare(given.max);
      if (min === null && max === null) return unbounded(['min', 'max']);
      return { ...base, name, columns: [given.column], arguments: { min, max } };
    }
    case 'row_count': {
      const { min = null, max = null, min_change: lower, max_change: upper } = form.row_count ?? {};
      const minChange = lower === undefined ? null : parseChange(lower);
      const maxChange = upper === undefined ? null : parseChange(upper);
      if (min === null && max === null && minChange === null && maxChange === null)
        return unbounded(['min', 'max', 'min_change', 'max_change']);
      const changes = {
        ...(minChange === null ? {} : { minChange }),
        ...(maxChange === null ? {} : { maxChange }),
      };
      return { ...base, name, columns: [], arguments: { min, max, ...changes } };
    }
    case 'freshness': {
      const given = form.freshness;
      if (given == null) return noColumns(name, base, diagnostics);
      const maxAgeSeconds = parseAge(given.max_age)!;
      return { ...base, name, columns: [given.column], arguments: { maxAgeSeconds } };
    }
    case 'sequential_values': {
      const given = form.sequential_values;
      if (given == null) return noColumns(name, base, diagnostics);
      const { column, interval = 1, group_by: groups = [] } = given;
      return { ...base, name, columns: [column], arguments: { step: interval, groupBy: [groups].flat() } };
    }
    case 'mutually_exclusive_ranges': {
      const given = form.mutually_exclusive_ranges;
      if (given == null) return noColumns(name, base, diagnostics);
      const settings = {
        partitionBy: [given.partition_by ?? []].flat(),
        gaps: given.gaps ?? 'allowed',
        zeroLength: given.zero_length_range_allowed ?? false,
      };
      return {
        ...base,
        name,
        columns: [given.lower_bound_column, given.upper_bound_column],
        arguments: settings,
      };
    }
    case 'reconcile': {
      const given = form.reconcile;
      if (given == null) return noColumns(name, base, diagnostics);
      const columns = [given.column ?? []].flat();
      const withColumns = [given.with_column ?? columns].flat();
      const groupBy = [given.group_by ?? []].flat();
      const withGroupBy = [given.with_group_by ?? groupBy].flat();
      if (withColumns.length !== columns.length || withGroupBy.length !== groupBy.length) {
        const [one, other] =
          withColumns.length === columns.length ? [groupBy, withGroupBy] : [columns, withColumns];
        const parameters = { name, columns: one, fields: other };
        diagnostics.push(diagnose('audit-columns-unpaired', parameters, { subject: base.span }));
        return null;
      }
      const within = parseTolerance(given.tolerance ?? 0) ?? { value: 0, unit: 'absolute' as const };
      return {
        ...base,
        name,
        columns,
        arguments: {
          with: given.with,
          withColumns,
          groupBy,
          withGroupBy,
          withWhere: given.with_where ?? null,
          tolerance: within,
        },
      };
    }
    case 'distribution': {
      const given = form.distribution;
      if (given == null) return noColumns(name, base, diagnostics);
      return {
        ...base,
        name,
        columns: [given.column],
        arguments: { max: given.max ?? 0.2, bins: given.bins ?? 10 },
      };
    }
    case 'no_personal_data': {
      const given = form.no_personal_data;
      const settings = given == null || given === true ? {} : given;
      return {
        ...base,
        name,
        columns: [settings.columns ?? []].flat(),
        arguments: {
          of: settings.of === undefined ? null : [settings.of].flat(),
          ...(settings.columns === undefined ? { all: true as const } : {}),
          except: [settings.except ?? []].flat(),
          minLength: settings.min_length ?? 3,
          minDigits: settings.min_digits ?? 5,
          personal: [],
        },
      };
    }
  }
}

function withNames(
  given: string | readonly string[] | null | undefined,
  make: (columns: readonly string[]) => Audit,
  missing: () => null,
): Audit | null {
  return given == null ? missing() : make([given].flat());
}

/** A bare name in a model's list says nothing of what it is to look at. */
function noColumns(name: string, base: Base, diagnostics: Diagnostic[]): null {
  diagnostics.push(diagnose('audit-without-arguments', { name }, { subject: base.span }));
  return null;
}

/** An audit of the project's own: what it needs and reads is known when its file is. */
function ownAudit(audit: string, form: TableAuditMapping, column: string | null, base: Base): Audit {
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
