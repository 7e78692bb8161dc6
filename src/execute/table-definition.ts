import { schemaOf, statisticsProperties, type TableDefinition } from '../delta/index.ts';
import { type Definition, loadOf, personalColumns } from '../environment/index.ts';
import type { DefinedModel } from './step.ts';

/** The Delta table that a model wants: its schema with column comments, partitioning, description and how long history is kept. */
export function tableDefinition(step: DefinedModel, least: number): TableDefinition {
  const retentionDays = tableRetention(step.definition, least);
  const { definition } = step;
  const comments = new Map(definition.columns.map((column) => [column.name, column.description]));
  const schema = schemaOf(step.columns);
  return {
    schema: {
      ...schema,
      fields: schema.fields.map((field) => {
        const comment = comments.get(field.name) ?? null;
        return comment === null ? field : { ...field, metadata: { ...field.metadata, comment } };
      }),
    },
    partitionColumns: definition.partitionedBy,
    properties: {
      'delta.deletedFileRetentionDuration': `interval ${retentionDays} days`,
      'delta.logRetentionDuration': `interval ${retentionDays} days`,
      // So that whoever else writes to the table, or puts its files together, leaves them out as well.
      ...statisticsProperties(schema, definition.partitionedBy, personalColumns(definition)),
      ...(recordsChanges(definition) ? { 'delta.enableChangeDataFeed': 'true' } : {}),
    },
    name: definition.name,
    ...(definition.description === null ? {} : { description: definition.description }),
  };
}

/** Whether a table tells its readers which rows each version inserted, updated and deleted. */
export function recordsChanges(definition: Definition): boolean {
  return definition.kind === 'incremental_by_unique_key' && loadOf(definition)?.keep === 'current';
}

/** For how many days a table keeps its history: as its model says, and never less than versions of environments are kept, which need it. */
export function tableRetention({ header }: Pick<Definition, 'header'>, least: number): number {
  return typeof header.retentionDays === 'number' ? Math.max(header.retentionDays, least) : least;
}

/** The properties that Lode sets; others of a table are left alone. */
export function propertiesOf(definition: TableDefinition): Readonly<Record<string, string>> {
  return definition.properties ?? {};
}
