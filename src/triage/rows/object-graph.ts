import type { LegacyObject } from '../estate/legacy-object.ts';

/**
 * Which object must be there before which. A reader stands behind what it reads, a relation behind what writes it. Keys are ids; only objects of the inventory are in it, each
 * edge once, in the order of the ids.
 */
export interface ObjectGraph {
  readonly before: ReadonlyMap<string, readonly string[]>;
  readonly behind: ReadonlyMap<string, readonly string[]>;
}

export function objectGraph(objects: readonly LegacyObject[]): ObjectGraph {
  const known = new Set(objects.map(({ id }) => id));
  const before = new Map<string, Set<string>>(objects.map(({ id }) => [id, new Set()]));
  const behind = new Map<string, Set<string>>(objects.map(({ id }) => [id, new Set()]));
  const add = (first: string, second: string) => {
    if (first === second || !known.has(first) || !known.has(second)) return;
    before.get(second)?.add(first);
    behind.get(first)?.add(second);
  };
  for (const { id, statements } of objects)
    for (const { reads, writes } of statements) {
      for (const { relation } of reads) add(relation, id);
      for (const { relation } of writes) add(id, relation);
    }
  const sorted = (edges: ReadonlyMap<string, ReadonlySet<string>>) =>
    new Map([...edges].map(([id, others]) => [id, [...others].sort()]));
  return { before: sorted(before), behind: sorted(behind) };
}

/** Objects that need each other stand together: groups in an order in which each stands behind all that it needs. `edges`: id → ids that must stand before it. */
export function groupsInOrder(
  ids: readonly string[],
  edges: ReadonlyMap<string, readonly string[]>,
): readonly (readonly string[])[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const groups: string[][] = [];
  const wanted = new Set(ids);
  const open: { id: string; others: readonly string[]; next: number }[] = [];
  const enter = (id: string) => {
    index.set(id, index.size);
    low.set(id, index.get(id)!);
    stack.push(id);
    onStack.add(id);
    open.push({ id, others: (edges.get(id) ?? []).filter((each) => wanted.has(each)), next: 0 });
  };
  for (const start of ids) {
    if (index.has(start)) continue;
    enter(start);
    // Tarjan's way, without recursion: an estate's chains are long.
    while (open.length > 0) {
      const at = open.at(-1)!;
      const other = at.others[at.next++];
      if (other !== undefined) {
        if (!index.has(other)) enter(other);
        else if (onStack.has(other)) low.set(at.id, Math.min(low.get(at.id)!, index.get(other)!));
        continue;
      }
      open.pop();
      const parent = open.at(-1);
      if (parent !== undefined) low.set(parent.id, Math.min(low.get(parent.id)!, low.get(at.id)!));
      if (low.get(at.id) !== index.get(at.id)) continue;
      const group: string[] = [];
      for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
        onStack.delete(id);
        group.push(id);
        if (id === at.id) break;
      }
      groups.push(group.sort());
    }
  }
  return groups;
}
