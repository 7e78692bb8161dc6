import type { EstateNote, LegacyMeasure, LegacyObject, RelationUse } from '../estate/legacy-object.ts';
import type { EstatePlace } from '../estate/place.ts';
import { weakest } from '../estate/understanding.ts';
import { flowFaults } from './flow-faults.ts';
import { type FlowExpressions, type GraphComponent, readFlowGraph } from './flow-graph.ts';
import { readDestination, readSource } from './flow-parts/ends.ts';
import {
  type FlowReading,
  lowered,
  type PackageContext,
  placeOf,
  type ReadComponent,
} from './flow-parts/flow-reading.ts';
import { type Outside, outsideOf } from './flow-parts/outside.ts';
import { isProgram, readProgram, readSqlCommand } from './flow-parts/programs.ts';
import {
  readFuzzyLookup,
  readLookup,
  readSlowlyChanging,
  readTerms,
  referenceTable,
} from './flow-parts/references.ts';
import { columnTracer, isEnd } from './trace-columns.ts';
import type { XmlElement } from './xml-tree.ts';

/** A data flow as an object: a statement for each component that reads, writes, or does what nobody can see. All others are followed for their columns alone. */
export function readDataFlow(
  context: PackageContext,
  task: { readonly id: string; readonly name: string; readonly expressions: FlowExpressions },
  pipeline: XmlElement,
): LegacyObject {
  const graph = readFlowGraph(pipeline, task.expressions);
  const notes: EstateNote[] = [...flowFaults(graph, context.file)];
  const isBroken = notes.length > 0;
  const outside = new Map<GraphComponent, Outside | null>();
  const reading: FlowReading = {
    ...context,
    notes,
    trace: columnTracer(graph.components),
    readBy: (component, columns) => {
      if (!outside.has(component)) outside.set(component, referenceOf(reading, component));
      return usesOf(outside.get(component) ?? null, columns);
    },
  };
  const statements = graph.components.flatMap((component) => {
    const statement = readerOf(component)?.(reading, component) ?? null;
    return statement === null ? [] : [statement];
  });
  const place: EstatePlace = { file: context.file, line: pipeline.line, endLine: pipeline.endLine };
  return {
    id: task.id,
    name: task.name,
    kind: 'data_flow',
    dialect: 'ssis',
    place,
    understanding: weakest([
      isBroken ? 'scanned' : 'parsed',
      ...statements.map(({ understanding }) => understanding),
    ]),
    columns: null,
    key: null,
    parameters: [],
    statements,
    schedule: null,
    owner: null,
    measures: measuresOf(context, graph.components),
    notes,
  };
}

function readerOf(component: GraphComponent): ReadComponent | null {
  if (isProgram(component.kind) && component.kind !== 'unknown') return readProgram;
  if (component.inputs.length === 0) return readSource;
  switch (component.kind) {
    case 'lookup':
      return readLookup;
    case 'fuzzy_lookup':
      return readFuzzyLookup;
    case 'term_lookup':
    case 'term_extraction':
      return readTerms;
    case 'slowly_changing_dimension':
      return readSlowlyChanging;
    case 'sql_command':
      return readSqlCommand;
    case 'row_count':
    case 'multicast':
      return null;
    default:
      break;
  }
  if (isEnd(component)) return readDestination;
  return component.kind === 'unknown' ? readProgram : null;
}

/** What stands behind the columns that a component brings in; null: it is not known, or a cache. */
function referenceOf(reading: FlowReading, component: GraphComponent): Outside | null {
  switch (component.kind) {
    case 'script':
      return null;
    case 'fuzzy_lookup':
      return referenceTable(reading, component, 'ReferenceTableName');
    case 'lookup':
      return reading.connections.of(component.connection)?.isCache === true
        ? null
        : outsideOf(reading, component);
    default:
      return outsideOf(reading, component);
  }
}

function usesOf(outside: Outside | null, columns: readonly string[]): readonly RelationUse[] {
  if (outside === null) return [];
  return outside.byName ? outside.uses.map((use) => ({ ...use, columns: lowered(columns) })) : outside.uses;
}

/** What makes a data flow hard to move, counted. */
function measuresOf(
  context: PackageContext,
  components: readonly GraphComponent[],
): readonly LegacyMeasure[] {
  const count = (measure: string, all: readonly GraphComponent[]): LegacyMeasure => ({
    measure,
    count: all.length,
    places: all.slice(0, 100).map((component) => placeOf(context, component)),
  });
  const ofKind = (...kinds: readonly GraphComponent['kind'][]) =>
    components.filter(({ kind }) => kinds.includes(kind));
  return [
    count('components', components),
    // Each runs its SQL row by row.
    count('loops', ofKind('sql_command')),
    count('pivots', ofKind('pivot', 'unpivot')),
    count('scripts', ofKind('script')),
  ].filter(({ count: found }) => found > 0);
}
