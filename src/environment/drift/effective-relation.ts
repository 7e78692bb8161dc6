import type { ContractColumn, ContractRelation } from '../../project/index.ts';
import type { DriftEntry, RelationDrift } from './drift.ts';
import { joinTypes, plainType } from './join-types.ts';

export interface EffectiveColumn extends ContractColumn {
  /** The column (its name in SQL) whose values of another type stand here; null: a column of the source. */
  readonly variantOf: string | null;
  /** The source no longer has it. */
  readonly gone: boolean;
}

/** A relation as an environment has it: its contract, and what is recorded of how the source differs from it. */
export interface EffectiveRelation extends ContractRelation {
  readonly columns: readonly EffectiveColumn[];
  /** What is new in its source is not taken in: values that do not fit stop the load. */
  readonly heldBack?: boolean;
}

/**
 * The contract with recorded drift, and that of it which the contract does not say itself by now: the rest has been taken in. A column that has come stands behind the one that it follows in the
 * source, where `lode source pull` puts it.
 */
export function effectiveRelation(
  contract: ContractRelation,
  drift: RelationDrift | null,
): { readonly relation: EffectiveRelation; readonly remaining: RelationDrift | null } {
  let columns = contract.columns.map(
    (column): EffectiveColumn => ({ ...column, variantOf: null, gone: false }),
  );
  const entries = (drift?.entries ?? []).filter((entry) => {
    const next = withEntry({ ...contract, columns }, entry);
    if (next !== null) columns = next;
    return next !== null;
  });
  const remaining = entries.length === 0 ? null : { relation: contract.name, entries };
  return { relation: { ...contract, columns }, remaining };
}

/** The relation with more drift. */
export function withDrift(relation: EffectiveRelation, entries: readonly DriftEntry[]): EffectiveRelation {
  let known = relation;
  for (const entry of entries) {
    const columns = withEntry(known, entry);
    if (columns !== null) known = { ...relation, columns };
  }
  return known;
}

/** null where the columns say it already, or have nothing that it could speak of. */
function withEntry(contract: EffectiveRelation, entry: DriftEntry): EffectiveColumn[] | null {
  const { columns } = contract;
  const same = (name: string) => (column: EffectiveColumn) =>
    column.name.toLowerCase() === name.toLowerCase();
  const at = columns.findIndex(same(entry.column));
  const column = columns[at];
  const replaced = (next: EffectiveColumn) => columns.map((each) => (each === column ? next : each));
  switch (entry.kind) {
    case 'added':
      if (column !== undefined || columns.some((each) => each.sourceName === entry.sourceName)) return null;
      return inserted(columns, entry.after, {
        name: entry.column,
        sourceName: entry.sourceName,
        ...bare(entry.type, contract),
        variantOf: null,
      });
    case 'dropped':
      // What took its values of other types gets none either.
      if (column === undefined) return null;
      return columns.map((each) => {
        if (each === column) return { ...each, nullable: true, gone: true };
        return each.variantOf === column.name ? { ...each, gone: true } : each;
      });
    case 'loosened':
      return column === undefined || column.nullable ? null : replaced({ ...column, nullable: true });
    case 'widened': {
      if (column === undefined) return null;
      const type = joinTypes(plainType(column.type), plainType(entry.type));
      return type === null || type === plainType(column.type) ? null : replaced({ ...column, type });
    }
    case 'variant': {
      if (column === undefined || plainType(column.type) === plainType(entry.type)) return null;
      const standing = columns.findIndex(same(entry.name));
      if (standing >= 0)
        return columns.map((each, index) =>
          index === standing ? { ...each, sourceName: column.sourceName, variantOf: column.name } : each,
        );
      const variants = columns.filter((each) => each.variantOf === column.name).length;
      const { description: _, ...rest } = bare(entry.type, contract);
      const variant: EffectiveColumn = {
        ...rest,
        name: entry.name,
        sourceName: column.sourceName,
        description: `Values of ${column.name} that are no ${column.type}.`,
        // What it holds is what the column holds.
        pii: column.pii,
        tags: column.tags,
        span: column.span,
        variantOf: column.name,
      };
      return columns.toSpliced(at + 1 + variants, 0, variant);
    }
  }
}

/** A column of which only the source has told. Older rows have nothing in it. */
function bare(type: string, contract: EffectiveRelation) {
  return {
    type,
    format: null,
    nullable: true,
    description: null,
    pii: null,
    tags: [],
    policy: null,
    span: contract.span,
    gone: false,
  };
}

function inserted(
  columns: readonly EffectiveColumn[],
  after: string | null,
  column: EffectiveColumn,
): EffectiveColumn[] {
  if (after === null) return [column, ...columns];
  // Variants stand behind the column that they belong to.
  const before = columns.findLastIndex((each) => each.sourceName.toLowerCase() === after.toLowerCase());
  return columns.toSpliced(before < 0 ? columns.length : before + 1, 0, column);
}
