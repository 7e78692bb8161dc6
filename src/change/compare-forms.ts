import type { Definition } from '../environment/index.ts';
import type { ModelForm } from './form.ts';

/** Which parts of two forms are equal. */
export interface FormComparison {
  readonly rows: boolean;
  /** For each new column the index of the old column that it equals in value and type; null: none, or rows differ. */
  readonly columns: readonly (number | null)[];
}

/**
 * Compares forms over sided symbols. Columns of one name belong together; what is left is paired as renames, in the order of the columns, each old column once.
 */
export function compareForms(
  old: Definition,
  oldForm: ModelForm,
  next: Definition,
  nextForm: ModelForm,
): FormComparison {
  if (oldForm.rows.hash !== nextForm.rows.hash) return { rows: false, columns: next.columns.map(() => null) };
  const oldIndex = indexOf(old);
  const nextNames = indexOf(next);
  const equal = (before: number, now: number): boolean =>
    oldForm.columns[before]!.hash === nextForm.columns[now]!.hash &&
    old.columns[before]!.type === next.columns[now]!.type;
  const taken = new Set<number>();
  const columns = next.columns.map((column, now): number | null => {
    const before = oldIndex.get(column.name.toLowerCase());
    return before !== undefined && equal(before, now) ? before : null;
  });
  return {
    rows: true,
    columns: columns.map((found, now) => {
      const { name } = next.columns[now]!;
      if (found !== null || oldIndex.has(name.toLowerCase())) return found;
      const before = old.columns.findIndex(
        (column, index) =>
          !taken.has(index) && !nextNames.has(column.name.toLowerCase()) && equal(index, now),
      );
      if (before < 0) return null;
      taken.add(before);
      return before;
    }),
  };
}

export function indexOf(definition: Definition): Map<string, number> {
  return new Map(definition.columns.map((column, index) => [column.name.toLowerCase(), index]));
}
