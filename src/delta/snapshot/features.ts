import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { ProtocolAction } from '../actions/index.ts';

/** Features that our reader honours. What only writers must heed does not stand here. */
const readable: ReadonlySet<string> = new Set([
  'columnMapping',
  'deletionVectors',
  'timestampNtz',
  'typeWidening',
  'typeWidening-preview',
  'v2Checkpoint',
  'variantShredding',
  'variantShredding-preview',
  'variantType',
  'variantType-preview',
  'vacuumProtocolCheck',
]);

const newestReader = 3;

/** Rejects with `delta-feature-unsupported` where a reader must know something that we do not. */
export function checkReadable(protocol: ProtocolAction, table: string): void {
  const needed =
    protocol.minReaderVersion > newestReader
      ? [`reader version ${protocol.minReaderVersion}`]
      : readerFeaturesOf(protocol).filter((feature) => !readable.has(feature));
  if (needed.length > 0) {
    throw new DiagnosticError(
      diagnose('delta-feature-unsupported', { table, features: needed, access: 'read' }),
    );
  }
}

/** The features a reader must honour, whether named or implied by the version. */
export function readerFeaturesOf(protocol: ProtocolAction): readonly string[] {
  if (protocol.minReaderVersion >= 3) return protocol.readerFeatures ?? [];
  return protocol.minReaderVersion === 2 ? ['columnMapping'] : [];
}
