import type { ProtocolAction } from '../actions/index.ts';

/** What old writer versions stand for, once a table names its features. */
const impliedWriter: readonly (readonly [version: number, feature: string])[] = [
  [2, 'appendOnly'],
  [2, 'invariants'],
  [3, 'checkConstraints'],
  [4, 'changeDataFeed'],
  [4, 'generatedColumns'],
  [5, 'columnMapping'],
  [6, 'identityColumns'],
];

/** The protocol of a table that so far had `old` and now needs `needed` too; null where `old` serves. A protocol never loses a feature. */
export function mergedProtocol(old: ProtocolAction, needed: ProtocolAction): ProtocolAction | null {
  const readers = readerFeatures(old);
  const writers = writerFeatures(old);
  const moreReaders = readerFeatures(needed).filter((feature) => !readers.includes(feature));
  // A fresh feature list names appendOnly and invariants only because lists imply nothing.
  const moreWriters = writerFeatures(needed).filter((feature) => !writers.includes(feature));
  const lists = (needed.minWriterVersion >= 7 && moreWriters.length > 0) || old.minWriterVersion >= 7;
  if (moreReaders.length === 0 && moreWriters.length === 0) return null;
  if (!lists) {
    return {
      kind: 'protocol',
      minReaderVersion: Math.max(old.minReaderVersion, needed.minReaderVersion),
      minWriterVersion: Math.max(old.minWriterVersion, needed.minWriterVersion),
    };
  }
  const reader = [...new Set([...readers, ...moreReaders])].sort();
  const writer = [...new Set([...writers, ...moreWriters])].sort();
  return reader.length === 0
    ? { kind: 'protocol', minReaderVersion: 1, minWriterVersion: 7, writerFeatures: writer }
    : {
        kind: 'protocol',
        minReaderVersion: 3,
        minWriterVersion: 7,
        readerFeatures: reader,
        writerFeatures: writer,
      };
}

function readerFeatures(protocol: ProtocolAction): readonly string[] {
  if (protocol.minReaderVersion >= 3) return protocol.readerFeatures ?? [];
  return protocol.minReaderVersion === 2 ? ['columnMapping'] : [];
}

function writerFeatures(protocol: ProtocolAction): readonly string[] {
  if (protocol.minWriterVersion >= 7) return protocol.writerFeatures ?? [];
  return impliedWriter
    .filter(([version]) => version <= protocol.minWriterVersion)
    .map(([, feature]) => feature);
}
