import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { isTrue, type ProtocolAction } from '../actions/index.ts';
import type { DeltaField, DeltaStruct, DeltaType } from '../types/index.ts';
import type { TableState } from './snapshot.ts';

/** Features that our writer honours. */
const writable: ReadonlySet<string> = new Set([
  'appendOnly',
  'changeDataFeed',
  'checkConstraints',
  'clustering',
  'columnMapping',
  'deletionVectors',
  'domainMetadata',
  'inCommitTimestamp',
  'invariants',
  'rowTracking',
  'timestampNtz',
  'typeWidening',
  'typeWidening-preview',
  'v2Checkpoint',
  'vacuumProtocolCheck',
  'allowColumnDefaults',
  'generatedColumns',
  // Honoured by refusing what it is about: rows with a column that has one cannot be added by us.
  'identityColumns',
]);

/** The kinds of change a commit may make. `delete` takes rows away and computes no values. */
export type Change = 'append' | 'change' | 'delete' | 'metadata' | 'rearrange';

/** Rejects where the table forbids `change`, or where a writer must know something that we do not. */
export function checkWritable(snapshot: TableState, change: Change): void {
  const { table, protocol } = snapshot;
  const unknown =
    protocol.minWriterVersion > 7
      ? [`writer version ${protocol.minWriterVersion}`]
      : (protocol.writerFeatures ?? []).filter((feature) => !writable.has(feature));
  const computes = change === 'append' || change === 'change';
  const used = [...unknown, ...(computes ? computedColumns(snapshot.schema) : [])];
  if (used.length > 0) {
    throw new DiagnosticError(
      diagnose('delta-feature-unsupported', { table, features: used, access: 'write' }),
    );
  }
  if (
    (change === 'change' || change === 'delete') &&
    isTrue(snapshot.metadata.configuration['delta.appendOnly'])
  ) {
    throw new DiagnosticError(diagnose('delta-append-only', { table }));
  }
}

/**
 * Rejects where the table promises that a row keeps its id: one that is written to another file would get a new one. Rows that are added, or taken away by whole files or deletion vectors, are no matter.
 */
export function checkRowsMayMove({ table, metadata }: TableState): void {
  if (!isTrue(metadata.configuration['delta.enableRowTracking'])) return;
  const features = ['rowTracking (the rows that this would write again must keep their ids)'];
  throw new DiagnosticError(diagnose('delta-feature-unsupported', { table, features, access: 'write' }));
}

/** Whether the table has the feature, named or implied by its writer version. */
export function hasWriterFeature(protocol: ProtocolAction, feature: string): boolean {
  if (protocol.minWriterVersion >= 7) return protocol.writerFeatures?.includes(feature) ?? false;
  return protocol.minWriterVersion >= (impliedBy[feature] ?? Number.POSITIVE_INFINITY);
}

const impliedBy: Readonly<Record<string, number>> = {
  appendOnly: 2,
  invariants: 2,
  checkConstraints: 3,
  changeDataFeed: 4,
  generatedColumns: 4,
  columnMapping: 5,
  identityColumns: 6,
};

/** Columns whose values a writer must compute by Spark's rules. */
function computedColumns(schema: DeltaStruct): string[] {
  return schema.fields.flatMap((field) => columnsOf(field, field.name));
}

function columnsOf(field: DeltaField, path: string): string[] {
  const found: string[] = [];
  const names = Object.keys(field.metadata);
  if (names.some((name) => name.startsWith('delta.identity.'))) found.push(`the identity column ${path}`);
  return [...found, ...nested(field.type).flatMap((inner) => columnsOf(inner, `${path}.${inner.name}`))];
}

function nested(type: DeltaType): readonly DeltaField[] {
  switch (type.kind) {
    case 'struct':
      return type.fields;
    case 'array':
      return nested(type.element);
    case 'map':
      return [...nested(type.key), ...nested(type.value)];
    default:
      return [];
  }
}
