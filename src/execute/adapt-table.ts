import {
  type DeltaStruct,
  type MetadataAction,
  newTableActions,
  type ProtocolAction,
  type TableDefinition,
  toDuckDBType,
  widenField,
} from '../delta/index.ts';
import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import { canonicalJson } from '../environment/index.ts';
import { propertiesOf } from './table-definition.ts';

export function samePartitions(standing: MetadataAction, wanted: TableDefinition): boolean {
  return JSON.stringify(standing.partitionColumns) === JSON.stringify(wanted.partitionColumns ?? []);
}

/** Columns that only the table has stay in it: rows that stay hold values of them. */
export function withStandingColumns(
  model: string,
  wanted: TableDefinition,
  standing: DeltaStruct,
): TableDefinition {
  const widened = withStandingTypes(model, wanted, standing);
  const names = new Set(wanted.schema.fields.map((field) => field.name.toLowerCase()));
  const rest = standing.fields.filter((field) => !names.has(field.name.toLowerCase()));
  return rest.length === 0
    ? widened
    : { ...widened, schema: { ...widened.schema, fields: [...widened.schema.fields, ...rest] } };
}

/** Files that stay may have a narrower type than is wanted: then the table says so. Rejects where one that both have cannot become the other. */
export function withStandingTypes(
  model: string,
  wanted: TableDefinition,
  standing: DeltaStruct,
): TableDefinition {
  let widens = false;
  const fields = wanted.schema.fields.map((field) => {
    const there = standing.fields.find((each) => each.name.toLowerCase() === field.name.toLowerCase());
    if (there === undefined) return field;
    const changed = { ...there, name: field.name, metadata: { ...there.metadata } };
    const wider = widenField(changed, field.type);
    const [from, to] = [toDuckDBType(there.type), toDuckDBType(field.type)];
    if (from !== to && wider === null)
      throw new DiagnosticError(diagnose('schema-not-mergeable', { model, column: field.name, from, to }));
    const changes = (wider ?? there).metadata['delta.typeChanges'];
    if (changes === undefined) return field;
    if (from !== to) widens = true;
    return { ...field, metadata: { ...field.metadata, 'delta.typeChanges': changes } };
  });
  const { properties = {} } = wanted;
  return {
    ...wanted,
    schema: { ...wanted.schema, fields },
    properties: widens ? { ...properties, 'delta.enableTypeWidening': 'true' } : properties,
  };
}

/** Protocol and metadata to set so that the table is as wanted; null for what already fits. The table keeps its id and foreign properties. */
export function adaptTable(
  protocol: ProtocolAction,
  metadata: MetadataAction,
  wanted: TableDefinition,
  now: number,
): { protocol: ProtocolAction | null; metaData: MetadataAction | null } {
  const [freshProtocol, fresh] = newTableActions(wanted, metadata.id, metadata.createdTime ?? now);
  const configuration = { ...metadata.configuration, ...propertiesOf(wanted) };
  const next: MetadataAction = { ...metadata, ...fresh, configuration };
  const needsMore =
    freshProtocol.minReaderVersion > protocol.minReaderVersion ||
    freshProtocol.minWriterVersion > protocol.minWriterVersion ||
    (freshProtocol.writerFeatures ?? []).some(
      (feature) => protocol.minWriterVersion >= 7 && !(protocol.writerFeatures ?? []).includes(feature),
    );
  return {
    protocol: needsMore ? joinProtocols(protocol, freshProtocol) : null,
    metaData: canonicalJson(next) === canonicalJson(metadata) ? null : next,
  };
}

/** The lowest protocol that has all that either has: a table's protocol only goes up. */
function joinProtocols(a: ProtocolAction, b: ProtocolAction): ProtocolAction {
  const reader = Math.max(a.minReaderVersion, b.minReaderVersion);
  const writer = Math.max(a.minWriterVersion, b.minWriterVersion);
  const union = (x: readonly string[] = [], y: readonly string[] = []) => [...new Set([...x, ...y])].sort();
  return {
    kind: 'protocol',
    minReaderVersion: reader,
    minWriterVersion: writer,
    ...(reader >= 3 ? { readerFeatures: union(a.readerFeatures, b.readerFeatures) } : {}),
    ...(writer >= 7 ? { writerFeatures: union(a.writerFeatures, b.writerFeatures) } : {}),
  };
}
