import type { LegacyObject } from '../estate/legacy-object.ts';
import { groupsInOrder, objectGraph } from './object-graph.ts';

/** Relation → column → the columns whose values it holds. Names in lower case. */
export type ColumnOrigins = ReadonlyMap<
  string,
  ReadonlyMap<string, readonly { readonly relation: string; readonly column: string }[]>
>;

/**
 * Kinds of personal data that each object may hold, by id. Of a relation whose personal columns are known a reader has those kinds whose columns it reads. A view that was bound has the kinds of
 * the columns whose values it hands on, column by column. Any other object may have all that what it reads has: columns may be called otherwise there.
 * `personal`: relation in lower case, with or without a schema → column → kind.
 */
export function personalKinds(
  objects: readonly LegacyObject[],
  personal: ReadonlyMap<string, ReadonlyMap<string, string>>,
  origins: ColumnOrigins,
): ReadonlyMap<string, readonly string[]> {
  const columnsOf = (id: string) => personal.get(id) ?? personal.get(id.slice(id.lastIndexOf('.') + 1));
  const byId = new Map(objects.map((object) => [object.id, object]));
  // What others write into it may bring more than its own text says.
  const isFollowed = (id: string) =>
    origins.has(id) && /^(view|materialized_view|query)$/.test(byId.get(id)?.kind ?? '');
  const kinds = new Map<string, Set<string>>(
    objects.map(({ id }) => [id, new Set(columnsOf(id)?.values() ?? [])]),
  );
  const byColumn = new Map<string, Map<string, Set<string>>>();
  /** Of one column of a relation; null: of all of them. */
  const kindsOf = (relation: string, column: string | null): Iterable<string> => {
    const declared = columnsOf(relation);
    if (declared !== undefined) {
      if (column === null) return declared.values();
      const kind = declared.get(column);
      return kind === undefined ? [] : [kind];
    }
    if (column !== null && isFollowed(relation)) return byColumn.get(relation)?.get(column) ?? [];
    return kinds.get(relation) ?? [];
  };
  const graph = objectGraph(objects);
  const groups = groupsInOrder(
    objects.map(({ id }) => id),
    graph.before,
  );
  for (const group of groups) {
    // Those of a circle have what comes round to them: until nothing new does.
    for (let isNew = true; isNew; ) {
      isNew = false;
      const note = (set: Set<string>, kind: string) => {
        if (set.has(kind)) return;
        set.add(kind);
        isNew = group.length > 1;
      };
      for (const id of group) {
        const found = kinds.get(id)!;
        if (isFollowed(id)) {
          const own = byColumn.get(id) ?? new Map<string, Set<string>>();
          byColumn.set(id, own);
          for (const [column, sources] of origins.get(id)!) {
            const held = own.get(column) ?? new Set<string>();
            own.set(column, held);
            for (const source of sources)
              for (const kind of kindsOf(source.relation, source.column)) {
                note(held, kind);
                note(found, kind);
              }
          }
          continue;
        }
        for (const { reads } of byId.get(id)!.statements)
          for (const { relation, columns } of reads)
            for (const column of columns === null || !isKnown(relation) ? [null] : columns)
              for (const kind of kindsOf(relation, column)) note(found, kind);
        for (const before of graph.before.get(id) ?? [])
          if (writes(byId.get(before), id)) for (const kind of kinds.get(before) ?? []) note(found, kind);
      }
    }
  }
  return new Map([...kinds].map(([id, found]) => [id, [...found].sort()]));

  /** Whether kinds of its columns are known one by one; of any other its rows are as good as all of it. */
  function isKnown(relation: string): boolean {
    return columnsOf(relation) !== undefined || isFollowed(relation);
  }
}

function writes(object: LegacyObject | undefined, relation: string): boolean {
  return object?.statements.some((each) => each.writes.some((use) => use.relation === relation)) ?? false;
}
