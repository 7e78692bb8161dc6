import type { Definition, Manifest } from '../environment/index.ts';

/** Rows and bytes of the tables that a build reads, from the manifest; null when one of them is not there yet. */
export function readCost(
  definition: Definition,
  manifest: Manifest | null,
): { rows: number | null; bytes: number | null } {
  if (definition.kind === 'view' || definition.kind === 'embedded') return { rows: 0, bytes: 0 };
  let rows: number | null = 0;
  let bytes: number | null = 0;
  for (const input of definition.inputs) {
    const standing = manifest?.models.get(input.relation.toLowerCase());
    rows = rows === null || standing?.rows == null ? null : rows + standing.rows;
    bytes = bytes === null || standing?.bytes == null ? null : bytes + standing.bytes;
  }
  return { rows, bytes };
}
