import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { type Mapping, placeIn, rulesOf } from './mapping.ts';
import type { MappingForm } from './mapping-form.ts';

/** The columns that name a row of a grouped result: what it is grouped by, where all of that is in the result. null: that is not known. */
export function groupColumns(
  form: Pick<MappingForm, 'columns' | 'group_by' | 'union'>,
): readonly string[] | null {
  const { columns = {}, group_by: groups } = form;
  if (groups === undefined || (form.union?.length ?? 0) > 0) return null;
  const names = Object.keys(columns);
  const found =
    groups === 'all'
      ? names.filter((name) => rulesOf(columns[name]!)[0] === 'direct')
      : groups.map((group) => names.find((name) => name.toLowerCase() === group.toLowerCase()));
  const isWhole =
    groups !== 'all' ||
    names.every(
      (name) => found.includes(name) || ['aggregate', 'constant'].includes(rulesOf(columns[name]!)[0] ?? ''),
    );
  return found.length === 0 || found.includes(undefined) || !isWhole ? null : (found as string[]);
}

/** A warning where a mapping groups its rows and does not say what names one. */
export function missingGrain({ file, node, form }: Mapping): Diagnostic[] {
  const columns = groupColumns(form);
  const isKeyed =
    form.grain !== undefined ||
    form.keys !== undefined ||
    form.quality?.some((rule) => typeof rule !== 'string' && rule.unique !== undefined) === true;
  if (columns === null || isKeyed) return [];
  const subject = placeIn(file, node, ['group_by']);
  return [diagnose('mapping-grain-missing', { model: form.target.model, columns }, { subject })];
}
