import { type DeltaStruct, usesType } from '../types/index.ts';
import type { ProtocolAction } from './action.ts';

/** The lowest protocol that serves a new table of this schema with these properties. */
export function protocolFor(
  schema: DeltaStruct,
  properties: Readonly<Record<string, string>>,
): ProtocolAction {
  const readerFeatures = new Set<string>();
  const writerFeatures = new Set<string>();
  const both = (feature: string) => {
    readerFeatures.add(feature);
    writerFeatures.add(feature);
  };
  if (usesType(schema, 'timestamp_ntz')) both('timestampNtz');
  if (isTrue(properties['delta.enableDeletionVectors'])) both('deletionVectors');
  if (properties['delta.checkpointPolicy'] === 'v2') both('v2Checkpoint');
  if (isTrue(properties['delta.enableInCommitTimestamps'])) writerFeatures.add('inCommitTimestamp');
  if (isTrue(properties['delta.enableTypeWidening'])) both('typeWidening');
  const mapped = (properties['delta.columnMapping.mode'] ?? 'none') !== 'none';
  const constraints = Object.keys(properties).some((name) => name.startsWith('delta.constraints.'));
  const changes = isTrue(properties['delta.enableChangeDataFeed']);
  if (readerFeatures.size === 0 && writerFeatures.size === 0) {
    return {
      kind: 'protocol',
      minReaderVersion: mapped ? 2 : 1,
      minWriterVersion: mapped ? 5 : changes ? 4 : constraints ? 3 : 2,
    };
  }
  // With feature lists nothing is implied any more: all that the old numbers would have stood for is named where it is used.
  writerFeatures.add('appendOnly');
  writerFeatures.add('invariants');
  if (constraints) writerFeatures.add('checkConstraints');
  if (changes) writerFeatures.add('changeDataFeed');
  if (mapped) both('columnMapping');
  const reads = [...readerFeatures].sort();
  const writes = [...writerFeatures].sort();
  return reads.length === 0
    ? { kind: 'protocol', minReaderVersion: 1, minWriterVersion: 7, writerFeatures: writes }
    : {
        kind: 'protocol',
        minReaderVersion: 3,
        minWriterVersion: 7,
        readerFeatures: reads,
        writerFeatures: writes,
      };
}

export function isTrue(property: string | undefined): boolean {
  return property?.toLowerCase() === 'true';
}
