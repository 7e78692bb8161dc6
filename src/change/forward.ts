import { canonicalJson, type Definition, historyOf, keepsRows, sameLayout } from '../environment/index.ts';

/** What is other in the schema of a table whose rows stay; names in the words of the definition that has them. */
export interface SchemaDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly retyped: readonly { readonly name: string; readonly from: string; readonly to: string }[];
}

export function schemaDifference(old: Definition, next: Definition): SchemaDifference {
  const before = new Map(old.columns.map((column) => [column.name.toLowerCase(), column]));
  const now = new Map(next.columns.map((column) => [column.name.toLowerCase(), column]));
  return {
    added: next.columns.filter(({ name }) => !before.has(name.toLowerCase())).map(({ name }) => name),
    removed: old.columns.filter(({ name }) => !now.has(name.toLowerCase())).map(({ name }) => name),
    retyped: next.columns.flatMap(({ name, type }) => {
      const was = before.get(name.toLowerCase());
      return was === undefined || was.type === type ? [] : [{ name, from: was.type, to: type }];
    }),
  };
}

export function isSameSchema({ added, removed, retyped }: SchemaDifference): boolean {
  return added.length + removed.length + retyped.length === 0;
}

/**
 * Whether a changed definition leaves the rows that stand as they are: where the header says so, and always where the rows are what no query makes again. Not where they could not be read
 * on: under another kind, other keys, another layout of files.
 */
export function goesForward(old: Definition, next: Definition): boolean {
  const loads = next.header.load != null;
  const keeps =
    next.kind === 'append' || next.kind === 'scd_type_2' || next.header.forwardOnly === true || loads;
  if (!keeps || old.kind !== next.kind || !keepsRows(next.kind) || !sameLayout(old, next)) return false;
  if (canonicalJson(historyOf(old)) !== canonicalJson(historyOf(next))) return false;
  const difference = schemaDifference(old, next);
  // What the source still gives is read anew in the other type; only what is appended could not be.
  if (loads && next.kind !== 'append' && difference.retyped.length > 0) return false;
  return next.header.onSchemaChange !== 'rebuild' || isSameSchema(difference);
}
