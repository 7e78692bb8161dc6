import { fileObject } from '../../estate/file-object.ts';
import type { LegacyObject } from '../../estate/legacy-object.ts';

/** The data files that statements load and write, as objects of the estate. */
export function filesOf(objects: readonly LegacyObject[]): readonly LegacyObject[] {
  const found = new Map<string, LegacyObject>();
  for (const { statements } of objects)
    for (const { reads, writes } of statements)
      for (const [uses, isWritten] of [
        [reads, false],
        [writes, true],
      ] as const)
        for (const { relation, place } of uses)
          if (relation.startsWith('file:') && (isWritten || !found.has(relation)))
            found.set(relation, fileObject(relation.slice('file:'.length), isWritten, null, place));
  return [...found.values()];
}
