import type { AddAction } from '../delta/index.ts';
import type { IntendedFile } from '../environment/index.ts';

/** A file of a log as an intent names it, with all that is needed to put it back. */
export function intendedFile(add: AddAction): IntendedFile {
  return {
    path: add.path,
    size: add.size,
    modificationTime: add.modificationTime,
    partitionValues: { ...add.partitionValues },
    stats: add.stats ?? null,
    deletionVector:
      add.deletionVector == null
        ? null
        : (JSON.parse(JSON.stringify(add.deletionVector)) as IntendedFile['deletionVector']),
  };
}
