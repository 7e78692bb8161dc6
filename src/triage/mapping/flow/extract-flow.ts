import type {
  ComponentKind,
  GraphColumn,
  GraphComponent,
  GraphInput,
  GraphOutput,
  PackageFlow,
} from '../../ssis/index.ts';
import type { ExtractedQuery } from '../extract/extract-query.ts';
import type { ColumnForm } from '../mapping-form.ts';
import { type FlowRows, ruleOf, selectOf, valueAt, withColumns } from './flow-rows.ts';
import type { FlowSurroundings, FlowWork, MakeRows } from './flow-work.ts';
import { noteOf } from './flow-work.ts';
import { slowlyChangingRows } from './history-rows.ts';
import { lookupRows, mergeJoinRows } from './join-rows.ts';
import { pivotRows, unpivotRows } from './pivot-rows.ts';
import { convertedRows, copiedRows, derivedRows, rowsBefore, splitRows } from './row-rows.ts';
import { groupedRows, sortedRows, unitedRows } from './set-rows.ts';
import { cutRows, sourceRows } from './source-rows.ts';

/** Components that take rows and give none: what a data flow writes. */
export function destinationsOf({ graph }: PackageFlow): readonly GraphComponent[] {
  return graph.components.filter(
    ({ inputs, outputs }) => inputs.length > 0 && outputs.every(({ isError }) => isError),
  );
}

/**
 * What flows into a destination, as the parts of a mapping: a lookup is a join, a split a filter, a derived column an expression, an aggregate, a union and a sort without doubles a step. What is not known to mean
 * the same in DuckDB is a relation that somebody has to provide, or a rule that stops the build, each with a note that names the component.
 */
export function extractFlow(
  flow: PackageFlow,
  destination: GraphComponent,
  around: FlowSurroundings,
): ExtractedQuery {
  const { components, into } = flow.graph;
  const owners = new Map(
    components.flatMap((component) =>
      component.outputs.map((output) => [output.id, { component, output }] as const),
    ),
  );
  const done = new Map<string, FlowRows>();
  const open = new Set<string>();
  const rowsInto = (input: GraphInput): FlowRows => {
    const id = into.get(input.id) ?? '';
    const found = owners.get(id);
    if (found === undefined || open.has(id)) {
      work.notes.add(`Nothing flows into \`${input.name}\`.`);
      return { from: '', sources: {}, joins: [], filters: ['false'], values: new Map(), names: new Map() };
    }
    const before = done.get(id);
    if (before !== undefined) return before;
    open.add(id);
    const rows = rowsOf(work, found.component, found.output);
    open.delete(id);
    done.set(id, rows);
    return rows;
  };
  const work: FlowWork = { flow, around, steps: {}, notes: new Set(), aliases: new Set(), rowsInto };
  const columns: Record<string, ColumnForm> = {};
  const [input] = destination.inputs;
  const rows = work.rowsInto(input!);
  for (const column of input!.columns)
    columns[column.external ?? column.name] = ruleOf(valueAt(rows, column.lineage));
  return {
    query: {
      ...(Object.keys(work.steps).length === 0 ? {} : { with: work.steps }),
      ...selectOf(rows, columns),
    },
    notes: [...work.notes],
  };
}

/** How the rows of an output are made, by what its component is; what is not here is not carried over. */
const makers: Partial<Readonly<Record<ComponentKind, MakeRows>>> = {
  aggregate: groupedRows,
  conditional_split: splitRows,
  copy_column: copiedRows,
  data_conversion: convertedRows,
  derived_column: derivedRows,
  lookup: lookupRows,
  merge: unitedRows,
  merge_join: mergeJoinRows,
  multicast: (work, component) => rowsBefore(work, component),
  pivot: pivotRows,
  row_count: (work, component) => rowsBefore(work, component),
  slowly_changing_dimension: slowlyChangingRows,
  sort: sortedRows,
  sql_command: (work, component) => {
    noteOf(
      work,
      component,
      `it runs SQL once for each row, which is not carried over: ${(component.properties.get('SqlCommand') ?? '').trim().replaceAll(/\s+/g, ' ')}`,
    );
    return rowsBefore(work, component);
  },
  union_all: unitedRows,
  unpivot: unpivotRows,
};

/** Why a component's work is not carried over. */
const refusals: Partial<Readonly<Record<ComponentKind, string>>> = {
  script: 'it is a program',
  fuzzy_lookup: 'it compares by likeness',
  fuzzy_grouping: 'it compares by likeness',
  term_lookup: 'it takes texts apart by rules of its own',
  term_extraction: 'it takes texts apart by rules of its own',
  data_mining: 'it asks a model of Analysis Services',
  sampling: 'it takes rows by chance',
  distributor: 'it deals its rows out among its outputs as it comes',
  character_map: 'how it changes letters depends on its locale',
  audit: 'it adds what only a run knows',
  import_column: 'it reads a file for each row',
  export_column: 'it writes a file for each row',
};

function rowsOf(work: FlowWork, component: GraphComponent, output: GraphOutput): FlowRows {
  const why = refusals[component.kind];
  if (component.inputs.length === 0)
    return component.kind === 'script'
      ? cutRows(work, component, output.columns, why ?? 'it is a program')
      : sourceRows(work, component, output);
  if (output.isError)
    return cutRows(work, component, output.columns, 'it gives rows apart that have failed in it');
  const maker = makers[component.kind];
  if (maker !== undefined) return maker(work, component, output);
  // Which rows go where is the work of these.
  if (component.kind === 'sampling' || component.kind === 'distributor')
    return cutRows(work, component, [...columnsThrough(component), ...output.columns], why!);
  return programRows(work, component, output, why ?? 'what it does is not carried over');
}

function columnsThrough({ inputs }: GraphComponent): readonly GraphColumn[] {
  return inputs.flatMap(({ columns }) => columns);
}

/** Rows that pass a component whose work is not known keep their columns, and those that it adds or may change are open; new rows are a relation of their own. */
function programRows(work: FlowWork, component: GraphComponent, output: GraphOutput, why: string): FlowRows {
  if (output.input === null) return cutRows(work, component, output.columns, why);
  noteOf(work, component, `${why}: the columns that it makes have no rule.`);
  const value = { kind: 'unknown', why: `\`${component.name}\`: ${why}` } as const;
  const changed = columnsThrough(component).filter(({ usage }) => usage === 'readWrite');
  return withColumns(
    rowsBefore(work, component),
    [...changed, ...output.columns].map((column) => [column, value]),
  );
}
