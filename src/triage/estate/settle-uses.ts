import type { LegacyStatement, LooseColumn, RelationUse } from './legacy-object.ts';

/** Names of a relation's columns in lower case; null: not known. */
export type ColumnsOf = (relation: string) => readonly string[] | null;

/** What becomes of a name that a statement uses: the id of its object, or null where it is left out. */
export type Resolve = (relation: string) => string | null;

/**
 * A statement whose names are ids and whose columns are as sure as they can be: all columns where `*` was written and the table is known, and those without a table given to the one that
 * has them. Where several tables might have one, and their columns are not known, all of theirs may be meant.
 */
export function settleUses(
  statement: LegacyStatement,
  resolve: Resolve,
  resolveCall: Resolve,
  columnsOf: ColumnsOf,
): LegacyStatement {
  const { loose, calls, ...rest } = statement;
  const reads = merged(statement.reads, resolve);
  const writes = merged(statement.writes, resolve);
  for (const each of loose ?? []) settleColumn(each, resolve, columnsOf, reads, statement);
  for (const call of calls ?? []) {
    const id = resolveCall(call);
    if (id !== null && !reads.has(id))
      reads.set(id, {
        relation: id,
        columns: [],
        place: statement.place,
        understanding: statement.understanding,
      });
  }
  const finish = (uses: ReadonlyMap<string, RelationUse>) =>
    [...uses.values()]
      .map((use) =>
        use.columns === null ? { ...use, columns: columnsOf(use.relation)?.toSorted() ?? null } : use,
      )
      .sort((a, b) => (a.relation < b.relation ? -1 : a.relation > b.relation ? 1 : 0));
  return { ...rest, reads: finish(reads), writes: finish(writes) };
}

function merged(uses: readonly RelationUse[], resolve: Resolve): Map<string, RelationUse> {
  const found = new Map<string, RelationUse>();
  for (const use of uses) {
    const relation = resolve(use.relation);
    if (relation === null) continue;
    const known = found.get(relation);
    const columns =
      known === undefined
        ? use.columns
        : known.columns === null || use.columns === null
          ? null
          : [...new Set([...known.columns, ...use.columns])].sort();
    found.set(relation, { ...use, relation, columns });
  }
  return found;
}

function settleColumn(
  { column, candidates, variable }: LooseColumn,
  resolve: Resolve,
  columnsOf: ColumnsOf,
  reads: Map<string, RelationUse>,
  { place, understanding }: LegacyStatement,
): void {
  const add = (relation: string, columns: readonly string[] | null) => {
    const known = reads.get(relation) ?? { relation, columns: [], place, understanding };
    const all =
      known.columns === null || columns === null ? null : [...new Set([...known.columns, ...columns])].sort();
    reads.set(relation, { ...known, columns: all });
  };
  for (const level of candidates) {
    const relations = [...new Set(level.flatMap((name) => resolve(name) ?? []))];
    const having = relations.filter((relation) => columnsOf(relation)?.includes(column));
    if (having.length > 0) {
      add(having[0]!, [column]);
      return;
    }
    if (variable) continue;
    const unknown = relations.filter((relation) => columnsOf(relation) === null);
    const [only] = unknown;
    if (only === undefined) continue;
    if (unknown.length === 1) add(only, [column]);
    else for (const relation of unknown) add(relation, null);
    return;
  }
}
