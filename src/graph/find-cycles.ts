import type { GraphNode } from './graph.ts';

/** From so many members of a component a shortest way back is looked for: of a larger knot a short circle serves as well, and all starts would be quadratic. */
const mostStarts = 100;

/** A shortest cycle of each strongly connected component of `nodes`; of a component of more than a hundred, a short one. */
export function findCycles(nodes: readonly GraphNode[]): string[][] {
  const reads = new Map(nodes.map((node) => [node.name, node.reads]));
  const cycles: string[][] = [];
  for (const component of components(reads)) {
    const members = new Set(component);
    let shortest: string[] | null = null;
    for (const start of component.slice(0, mostStarts)) {
      const cycle = cycleThrough(start, reads, members, shortest?.length ?? Number.POSITIVE_INFINITY);
      if (cycle !== null) shortest = cycle;
      if (shortest !== null && shortest.length <= 2) break;
    }
    if (shortest !== null) cycles.push(shortest);
  }
  return cycles;
}

/** By breadth: the shortest way from `start` back to itself, if it is shorter than `limit`. */
function cycleThrough(
  start: string,
  reads: ReadonlyMap<string, readonly string[]>,
  members: ReadonlySet<string>,
  limit: number,
): string[] | null {
  const cameFrom = new Map<string, string>();
  let level = [start];
  for (let length = 1; level.length > 0 && length < limit; length++) {
    const next: string[] = [];
    for (const name of level) {
      for (const read of reads.get(name) ?? []) {
        if (read === start) {
          const path = [name];
          while (path[0] !== start) path.unshift(cameFrom.get(path[0]!)!);
          return path;
        }
        if (!members.has(read) || cameFrom.has(read)) continue;
        cameFrom.set(read, name);
        next.push(read);
      }
    }
    level = next;
  }
  return null;
}

/** Tarjan's algorithm without recursion: a chain of ten thousand models would overflow the stack. Components are those with a cycle. */
function components(reads: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const found: string[][] = [];
  const enter = (name: string): { name: string; next: number } => {
    index.set(name, index.size);
    low.set(name, index.get(name)!);
    stack.push(name);
    onStack.add(name);
    return { name, next: 0 };
  };
  for (const root of reads.keys()) {
    if (index.has(root)) continue;
    const work = [enter(root)];
    while (work.length > 0) {
      const frame = work.at(-1)!;
      const read = reads.get(frame.name)?.[frame.next++];
      if (read === undefined) {
        work.pop();
        const parent = work.at(-1)?.name;
        if (parent !== undefined) low.set(parent, Math.min(low.get(parent)!, low.get(frame.name)!));
        if (low.get(frame.name) === index.get(frame.name)) {
          const component = stack.splice(stack.indexOf(frame.name));
          for (const name of component) onStack.delete(name);
          const [only] = component;
          if (component.length > 1 || reads.get(only!)?.includes(only!)) found.push(component);
        }
      } else if (reads.has(read)) {
        if (!index.has(read)) work.push(enter(read));
        else if (onStack.has(read)) low.set(frame.name, Math.min(low.get(frame.name)!, index.get(read)!));
      }
    }
  }
  return found;
}
