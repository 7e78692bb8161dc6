import { type Diagnostic, diagnose } from '../diagnostics/index.ts';
import type { Audit, BuiltInAudit } from './audit.ts';
import { parseAge, parseChange, parseShare, parseTolerance } from './audit-parts.ts';
import type { TableAuditMapping } from './forms/audit-form.ts';

/** What every audit has besides its name, columns and arguments. */
export type AuditBase = Omit<Extract<Audit, { name: 'not_null' }>, 'name' | 'columns'>;

/** A built-in audit from its form, which may lack what it needs: then null, and why. `base` is what all audits have. */
export function builtInAudit(
  name: BuiltInAudit,
  form: TableAuditMapping,
  base: AuditBase,
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
function noColumns(name: string, base: AuditBase, diagnostics: Diagnostic[]): null {
  diagnostics.push(diagnose('audit-without-arguments', { name }, { subject: base.span }));
  return null;
}
