import type { Dialect } from '../../estate/dialect.ts';
import type { EstateNote, LegacyStatement, RelationUse } from '../../estate/legacy-object.ts';
import type { EstatePlace } from '../../estate/place.ts';
import type { ReadSql } from '../../estate/sql-reader.ts';
import { weakest } from '../../estate/understanding.ts';
import type { PackageConnections } from '../connections.ts';
import type { PackageVariables } from '../expressions.ts';
import type { GraphComponent } from '../flow-graph.ts';
import type { ColumnOrigins } from '../trace-columns.ts';

/** What a package gives to what stands in it. */
export interface PackageContext {
  readonly file: string;
  readonly readSql: ReadSql;
  readonly dialect: Dialect;
  readonly variables: PackageVariables;
  readonly connections: PackageConnections;
  /** Notes a file that is read or written. */
  readonly named: (path: string, isWritten: boolean, columns: readonly string[] | null, line: number) => void;
}

/** A data flow while it is read. */
export interface FlowReading extends PackageContext {
  readonly notes: EstateNote[];
  readonly trace: (lineages: readonly string[]) => ColumnOrigins;
  /** What a source or a lookup reads of these columns of it. */
  readonly readBy: (component: GraphComponent, columns: readonly string[]) => readonly RelationUse[];
}

/** What a component does with what lies outside of the flow; null: nothing. */
export type ReadComponent = (reading: FlowReading, component: GraphComponent) => LegacyStatement | null;

export function placeOf(
  { file }: Pick<PackageContext, 'file'>,
  { line, endLine }: GraphComponent,
): EstatePlace {
  return { file, line, endLine };
}

/** What is read outside by all that flows into a component. */
export function readsInto(
  reading: FlowReading,
  component: GraphComponent,
): { readonly reads: readonly RelationUse[]; readonly isWhole: boolean } {
  const lineages = component.inputs.flatMap(({ columns }) => columns.map(({ lineage }) => lineage));
  const { origins, isWhole } = reading.trace(lineages);
  const reads = [...origins].flatMap(([source, columns]) => reading.readBy(source, [...columns]));
  return { reads: together(reads), isWhole };
}

/** Uses of one relation as one. */
export function together(uses: readonly RelationUse[]): readonly RelationUse[] {
  const byName = new Map<string, RelationUse>();
  for (const use of uses) {
    const before = byName.get(use.relation);
    const columns =
      before === undefined
        ? use.columns
        : before.columns === null || use.columns === null
          ? null
          : lowered([...before.columns, ...use.columns]);
    byName.set(use.relation, {
      ...use,
      columns,
      understanding: weakest([use.understanding, before?.understanding ?? 'bound']),
    });
  }
  return [...byName.values()];
}

export function lowered(names: readonly string[]): readonly string[] {
  return [...new Set(names.map((name) => name.toLowerCase()))].sort();
}
