import { readChecksum } from '../log/version-checksum.ts';
import type { Snapshot } from './snapshot.ts';

/**
 * Whether the version's checksum file says what replaying the log says: `differs` is a sign that the log was damaged, or that its files are not all of one table. Checksums are optional: `missing` says nothing.
 */
export async function compareChecksum(snapshot: Snapshot): Promise<'agrees' | 'differs' | 'missing'> {
  const checksum = await readChecksum(snapshot.files, snapshot.table, snapshot.version);
  if (checksum === null) return 'missing';
  const same =
    checksum.numFiles === snapshot.numFiles &&
    checksum.tableSizeBytes === snapshot.bytes &&
    checksum.metadata.id === snapshot.metadata.id &&
    checksum.metadata.schemaString === snapshot.metadata.schemaString;
  return same ? 'agrees' : 'differs';
}
