import { groupsInOrder } from './object-graph.ts';

/** How big a wave is: in objects, or in points of effort. */
export interface WaveSize {
  readonly unit: 'objects' | 'points';
  readonly size: number;
}

export interface ToMigrate {
  readonly id: string;
  readonly points: number;
  /** The higher, the sooner. */
  readonly demand: number;
}

/**
 * The wave of each object, from 1. What an object needs is in its wave or in an earlier one; objects that need each other are in one. What is in most demand comes first, with
 * all that it needs; a wave is as big as `size` says, but for a group that is bigger by itself. `edges`: id → ids that it needs.
 */
export function wavesOf(
  objects: readonly ToMigrate[],
  edges: ReadonlyMap<string, readonly string[]>,
  { unit, size }: WaveSize,
): ReadonlyMap<string, number> {
  const byId = new Map(objects.map((object) => [object.id, object]));
  const groups = groupsInOrder([...byId.keys()].sort(), edges);
  const groupOf = new Map(groups.flatMap((group, index) => group.map((id) => [id, index] as const)));
  const demandOf = groups.map((group) => Math.max(...group.map((id) => byId.get(id)!.demand)));
  const sequence: number[] = [];
  const placed = new Set<number>();
  const place = (wanted: number) => {
    const open = [wanted];
    while (open.length > 0) {
      const group = open.at(-1)!;
      const missing = placed.has(group) ? [] : needsOf(group).filter((each) => !placed.has(each));
      if (missing.length > 0) {
        open.push(...missing);
        continue;
      }
      open.pop();
      if (placed.has(group)) continue;
      placed.add(group);
      sequence.push(group);
    }
  };
  const needsOf = (group: number): number[] => [
    ...new Set(
      groups[group]!.flatMap((id) => edges.get(id) ?? []).flatMap((id) => {
        const other = groupOf.get(id);
        return other === undefined || other === group ? [] : [other];
      }),
    ),
  ];
  const byDemand = groups
    .map((_, index) => index)
    .sort((one, other) => demandOf[other]! - demandOf[one]! || one - other);
  for (const group of byDemand) place(group);
  const waves = new Map<string, number>();
  let wave = 1;
  let filled = 0;
  for (const index of sequence) {
    const group = groups[index]!;
    const weight =
      unit === 'objects' ? group.length : group.reduce((sum, id) => sum + byId.get(id)!.points, 0);
    if (filled > 0 && filled + weight > size) {
      wave++;
      filled = 0;
    }
    filled += weight;
    for (const id of group) waves.set(id, wave);
  }
  return waves;
}
