import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { isTrue, type MetadataAction, newTableActions } from '../actions/index.ts';
import { scanQuery } from '../scan/index.ts';
import { checkWritable, closeSnapshot, openSnapshot, type Snapshot } from '../snapshot/index.ts';
import { commitAttempt, type WritePorts } from '../transaction/index.ts';
import {
  type DeltaStruct,
  type DeltaType,
  mappingMode,
  physicalName,
  printSchemaString,
  schemaOf,
} from '../types/index.ts';
import { assignColumnIds } from '../writes/assign-column-ids.ts';
import { checkColumnNames } from '../writes/column-names.ts';
import { checkedSelect, rowRules, ruleFailure } from '../writes/constraints.ts';
import { mergedProtocol } from '../writes/merged-protocol.ts';
import { checkNewProperties } from '../writes/new-properties.ts';
import { addField, changeField } from './change-schema.ts';
import type { TableChange } from './table-change.ts';
import { widenField } from './widen-field.ts';

interface Description {
  readonly schema: DeltaStruct;
  readonly configuration: Readonly<Record<string, string>>;
}

/** Changes schema or properties in one commit, without touching data; returns the version. Changes that need rows to satisfy something read them first. Rejects with `delta-change-refused` where the protocol does not allow it. */
export async function alterTable(
  ports: WritePorts,
  table: string,
  changes: readonly TableChange[],
  engineVersion: string,
): Promise<number> {
  const snapshot = await openSnapshot(ports, table);
  try {
    checkWritable(snapshot, 'metadata');
    let described: Description = { schema: snapshot.schema, configuration: snapshot.metadata.configuration };
    for (const change of changes) described = applyChange(snapshot, described, change);
    const { schema, configuration } = mapped(snapshot, described);
    checkColumnNames(schema, mappingMode(configuration));
    const metadata: MetadataAction = {
      ...snapshot.metadata,
      schemaString: printSchemaString(schema),
      configuration,
      partitionColumns: renamedPartitions(snapshot, changes),
    };
    await checkRows(ports, snapshot, { ...snapshot, metadata, schema }, changes);
    const [needed] = newTableActions({ schema, properties: configuration }, metadata.id, 0);
    const protocol = mergedProtocol(snapshot.protocol, needed);
    return await commitAttempt(ports, {
      snapshot,
      reads: changes.some(readsRows) ? { kind: 'table' } : { kind: 'nothing' },
      actions: [...(protocol === null ? [] : [protocol]), metadata],
      description: { operation: operationOf(changes), parameters: { changes: JSON.stringify(changes) } },
      engineVersion,
    });
  } finally {
    await closeSnapshot(snapshot);
  }
}

function applyChange(snapshot: Snapshot, from: Description, change: TableChange): Description {
  const { table } = snapshot;
  const { schema, configuration } = from;
  const field = (path: readonly string[], edit: Parameters<typeof changeField>[3]) => ({
    ...from,
    schema: changeField(table, schema, path, edit),
  });
  switch (change.kind) {
    case 'set-properties':
      checkProperties(snapshot, change.properties);
      return { ...from, configuration: { ...configuration, ...change.properties } };
    case 'unset-properties':
      return {
        ...from,
        configuration: Object.fromEntries(
          Object.entries(configuration).filter(([name]) => !change.names.includes(name)),
        ),
      };
    case 'add-column': {
      const type = schemaOf([{ name: change.column.join('.'), type: change.type }]).fields[0]!.type;
      const metadata = change.comment === undefined ? {} : { comment: change.comment };
      return { ...from, schema: addField(table, schema, change.column, { type, nullable: true, metadata }) };
    }
    case 'rename-column':
      requireMapping(snapshot, configuration, 'renaming a column');
      refuseNamed(table, from, change.column);
      return field(change.column, (old, siblings) => {
        if (
          siblings.some((other) => other !== old && other.name.toLowerCase() === change.name.toLowerCase())
        ) {
          throw new DiagnosticError(diagnose('delta-column-exists', { table, column: change.name }));
        }
        return { ...old, name: change.name };
      });
    case 'drop-column':
      requireMapping(snapshot, configuration, 'dropping a column');
      refuseNamed(table, from, change.column);
      return field(change.column, (old, siblings) => {
        if (siblings.length === 1) throw refused(table, 'the last column of a struct cannot be dropped');
        if (change.column.length === 1 && snapshot.partitionColumns.includes(old.name)) {
          throw refused(table, `${old.name} partitions the table`);
        }
        if (clusters(snapshot, change.column)) throw refused(table, `the table is clustered by ${old.name}`);
        return null;
      });
    case 'reorder-columns':
      return { ...from, schema: reordered(table, schema, change.columns) };
    case 'widen-column': {
      if (!isTrue(configuration['delta.enableTypeWidening'])) {
        throw refused(table, 'widening a type needs the table property delta.enableTypeWidening = true');
      }
      const type = schemaOf([{ name: change.column.join('.'), type: change.type }]).fields[0]!.type;
      return field(change.column, (old) => widened(table, old, type));
    }
    case 'comment':
      return field(change.column, (old) => {
        const { comment: _, ...rest } = old.metadata;
        return { ...old, metadata: change.comment === null ? rest : { ...rest, comment: change.comment } };
      });
    case 'set-not-null':
      return field(change.column, (old) => ({ ...old, nullable: false }));
    case 'drop-not-null':
      return field(change.column, (old) => ({ ...old, nullable: true }));
    case 'add-constraint': {
      const name = `delta.constraints.${change.name.toLowerCase()}`;
      if (configuration[name] !== undefined)
        throw refused(table, `there is a constraint ${change.name} already`);
      return { ...from, configuration: { ...configuration, [name]: change.expression } };
    }
    case 'drop-constraint': {
      const { [`delta.constraints.${change.name.toLowerCase()}`]: gone, ...rest } = configuration;
      if (gone === undefined) throw refused(table, `there is no constraint ${change.name}`);
      return { ...from, configuration: rest };
    }
  }
}

/** Properties that stand for something else in the table than themselves, and cannot simply be set. */
function checkProperties(snapshot: Snapshot, properties: Readonly<Record<string, string>>): void {
  const current = snapshot.metadata.configuration;
  checkNewProperties(properties);
  const wanted = properties['delta.columnMapping.mode'];
  const mode = mappingMode(current);
  if (wanted !== undefined && wanted !== mode && !(mode === 'none' && wanted === 'name')) {
    throw refused(snapshot.table, `column mapping cannot change from ${mode} to ${wanted}`);
  }
}

/** Columns get ids where the table maps them; where mapping is new, files already have the columns under their names. */
function mapped(snapshot: Snapshot, described: Description): Description {
  const { schema, configuration } = described;
  if (mappingMode(configuration) === 'none') return described;
  const fresh = mappingMode(snapshot.metadata.configuration) === 'none';
  return assignColumnIds(schema, configuration, fresh ? 'same' : 'fresh');
}

function requireMapping(
  snapshot: Snapshot,
  configuration: Readonly<Record<string, string>>,
  what: string,
): void {
  if (mappingMode(configuration) === 'none') {
    throw refused(snapshot.table, `${what} needs the table property delta.columnMapping.mode = name`);
  }
}

function reordered(table: string, schema: DeltaStruct, columns: readonly string[]): DeltaStruct {
  const fields = columns.map((name) => {
    const found = schema.fields.find((field) => field.name.toLowerCase() === name.toLowerCase());
    if (found === undefined)
      throw new DiagnosticError(diagnose('delta-column-missing', { table, column: name, near: [] }));
    return found;
  });
  if (new Set(fields).size !== schema.fields.length || fields.length !== schema.fields.length) {
    throw refused(table, 'every column must be named once');
  }
  return { kind: 'struct', fields };
}

type Field = DeltaStruct['fields'][number];

function widened(table: string, field: Field, type: DeltaType): Field {
  const wider = widenField(field, type);
  if (wider === null)
    throw refused(table, `the new type of ${field.name} does not hold all values of the old one`);
  return wider;
}

function renamedPartitions(snapshot: Snapshot, changes: readonly TableChange[]): readonly string[] {
  return changes.reduce<readonly string[]>(
    (names, change) =>
      change.kind === 'rename-column' && change.column.length === 1
        ? names.map((name) => (name.toLowerCase() === change.column[0]!.toLowerCase() ? change.name : name))
        : names,
    snapshot.partitionColumns,
  );
}

/** Constraints and generated columns name columns in their text, which would then mean nothing. A word that is only spelled so counts too. */
function refuseNamed(table: string, { schema, configuration }: Description, column: readonly string[]): void {
  const name = column[0]!.toLowerCase();
  const expressions = [
    ...Object.entries(configuration)
      .filter(([property]) => property.startsWith('delta.constraints.'))
      .map(([property, text]) => [`the constraint ${property.slice('delta.constraints.'.length)}`, text]),
    ...schema.fields
      .filter((field) => field.name.toLowerCase() !== name || column.length > 1)
      .map((field) => [`the generated column ${field.name}`, field.metadata['delta.generationExpression']]),
  ];
  for (const [what, text] of expressions) {
    if (typeof text !== 'string') continue;
    const words = text.toLowerCase().match(/`(?:[^`]|``)+`|[\p{L}_][\p{L}\p{N}_]*/gu) ?? [];
    if (words.some((word) => word.replace(/^`|`$/g, '').replaceAll('``', '`') === name)) {
      throw refused(table, `${what} names the column ${column[0]}`);
    }
  }
}

/** Whether the table is clustered by a column or by something inside of it: the domain names physical paths. */
function clusters(snapshot: Snapshot, column: readonly string[]): boolean {
  const domain = snapshot.domains.find((each) => each.domain === 'delta.clustering');
  if (domain === undefined) return false;
  const mode = mappingMode(snapshot.metadata.configuration);
  const path: string[] = [];
  let fields = snapshot.schema.fields;
  for (const name of column) {
    const field = fields.find((each) => each.name.toLowerCase() === name.toLowerCase());
    if (field === undefined) return false;
    path.push(physicalName(field, mode));
    fields = field.type.kind === 'struct' ? field.type.fields : [];
  }
  try {
    const { clusteringColumns } = JSON.parse(domain.configuration) as {
      clusteringColumns?: readonly (readonly string[])[];
    };
    return (clusteringColumns ?? []).some((each) => path.every((name, depth) => each[depth] === name));
  } catch {
    return true;
  }
}

function readsRows(change: TableChange): boolean {
  return change.kind === 'add-constraint' || change.kind === 'set-not-null';
}

/** The rows that are there must satisfy what is new. */
async function checkRows(
  ports: WritePorts,
  before: Snapshot,
  after: Snapshot,
  changes: readonly TableChange[],
): Promise<void> {
  if (!changes.some(readsRows)) return;
  const rules = await rowRules(after, after.schema);
  try {
    await ports.session.query(`SELECT count(*) FROM (${checkedSelect(await scanQuery(before), rules)})`);
  } catch (error) {
    throw ruleFailure(error, before.table, rules);
  }
}

function operationOf(changes: readonly TableChange[]): string {
  const names: Readonly<Record<TableChange['kind'], string>> = {
    'set-properties': 'SET TBLPROPERTIES',
    'unset-properties': 'UNSET TBLPROPERTIES',
    'add-column': 'ADD COLUMNS',
    'rename-column': 'RENAME COLUMN',
    'drop-column': 'DROP COLUMNS',
    'reorder-columns': 'CHANGE COLUMNS',
    'widen-column': 'CHANGE COLUMN',
    comment: 'CHANGE COLUMN',
    'set-not-null': 'CHANGE COLUMN',
    'drop-not-null': 'CHANGE COLUMN',
    'add-constraint': 'ADD CONSTRAINT',
    'drop-constraint': 'DROP CONSTRAINT',
  };
  return changes[0] === undefined ? 'SET TBLPROPERTIES' : names[changes[0].kind];
}

function refused(table: string, reason: string): DiagnosticError {
  return new DiagnosticError(diagnose('delta-change-refused', { table, reason }));
}
