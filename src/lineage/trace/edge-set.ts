/**
 * Sets of edges as sorted arrays of integers: a number for the source (`leaf`), one for how it is used, and a bit for masking. They are shared
 * freely and never changed; thousands of columns pass through them.
 */
export type EdgeSet = readonly number[];

/** The order decides which a composition keeps: see `through`. */
export const uses = [
  'IDENTITY',
  'TRANSFORMATION',
  'AGGREGATION',
  'JOIN',
  'FILTER',
  'GROUP_BY',
  'SORT',
  'WINDOW',
  'CONDITIONAL',
  /** The leaf is a relation and its set of rows is what counts. */
  'ROWS',
] as const;

export type Use = (typeof uses)[number];

const useCount = 16;
const stride = useCount * 2;
const codeOf: Readonly<Record<Use, number>> = Object.fromEntries(
  uses.map((use, index) => [use, index]),
) as Record<Use, number>;
const firstIndirect = codeOf.JOIN;

export const noEdges: EdgeSet = [];

export function edge(leaf: number, use: Use): EdgeSet {
  return [leaf * stride + codeOf[use] * 2];
}

export function readEdge(code: number): { leaf: number; use: Use; masking: boolean } {
  return {
    leaf: Math.floor(code / stride),
    use: uses[(code % stride) >> 1]!,
    masking: code % 2 === 1,
  };
}

export function union(sets: readonly EdgeSet[]): EdgeSet {
  let result: EdgeSet = noEdges;
  let merged: number[] | null = null;
  for (const set of sets) {
    if (set.length === 0 || set === result) continue;
    if (result.length === 0) {
      result = set;
      continue;
    }
    merged ??= [...result];
    for (const code of set) merged.push(code);
  }
  return merged === null ? result : sorted(merged);
}

/**
 * The edges of something computed from a value that has `set`: its direct edges become at least as much as `use` says
 * (IDENTITY < TRANSFORMATION < AGGREGATION), or all become that indirect use; its indirect edges stay what they are.
 */
export function through(set: EdgeSet, use: Exclude<Use, 'ROWS'>, masks = false): EdgeSet {
  const code = codeOf[use];
  let changed = false;
  const result: number[] = new Array(set.length);
  for (let index = 0; index < set.length; index++) {
    const old = set[index]!;
    const oldUse = (old % stride) >> 1;
    const newUse = oldUse >= firstIndirect ? oldUse : code >= firstIndirect ? code : Math.max(oldUse, code);
    const masked = masks && oldUse !== codeOf.ROWS ? 1 : old % 2;
    const now = Math.floor(old / stride) * stride + newUse * 2 + masked;
    result[index] = now;
    changed ||= now !== old;
  }
  return changed ? sorted(result) : set;
}

/** Sorted, each once; an edge that also comes unmasked is not masked. */
function sorted(codes: number[]): EdgeSet {
  codes.sort((a, b) => a - b);
  const result: number[] = [];
  for (const code of codes) {
    const last = result[result.length - 1];
    if (last !== undefined && last >> 1 === code >> 1) continue;
    result.push(code);
  }
  return result;
}
