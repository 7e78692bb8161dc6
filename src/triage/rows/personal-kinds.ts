import type { LegacyObject } from '../estate/legacy-object.ts';
import { groupsInOrder, objectGraph } from './object-graph.ts';

/**
 * Kinds of personal data that each object may hold, by id. Of a relation whose personal columns are known a reader has those kinds whose columns it reads; of any other it may
 * have all that one has: columns may be called otherwise there. `personal`: relation in lower case, with or without a schema → column → kind.
 */
export function personalKinds(
  objects: readonly LegacyObject[],
  personal: ReadonlyMap<string, ReadonlyMap<string, string>>,
): ReadonlyMap<string, readonly string[]> {
  const columnsOf = (id: string) => personal.get(id) ?? personal.get(id.slice(id.lastIndexOf('.') + 1));
  const byId = new Map(objects.map((object) => [object.id, object]));
  const kinds = new Map<string, Set<string>>(
    objects.map(({ id }) => [id, new Set(columnsOf(id)?.values() ?? [])]),
  );
  const graph = objectGraph(objects);
  const groups = groupsInOrder(
    objects.map(({ id }) => id),
    graph.before,
  );
  for (const group of groups) {
    // Once for each member is enough: whatever one of them has then has come round.
    for (let round = 0; round < group.length; round++)
      for (const id of group) {
        const found = kinds.get(id)!;
        for (const { reads } of byId.get(id)!.statements)
          for (const { relation, columns } of reads) {
            const known = columnsOf(relation);
            if (known === undefined) for (const kind of kinds.get(relation) ?? []) found.add(kind);
            else
              for (const [column, kind] of known)
                if (columns === null || columns.includes(column)) found.add(kind);
          }
        for (const before of graph.before.get(id) ?? [])
          if (writes(byId.get(before), id)) for (const kind of kinds.get(before) ?? []) found.add(kind);
      }
  }
  return new Map([...kinds].map(([id, found]) => [id, [...found].sort()]));
}

function writes(object: LegacyObject | undefined, relation: string): boolean {
  return object?.statements.some((each) => each.writes.some((use) => use.relation === relation)) ?? false;
}
