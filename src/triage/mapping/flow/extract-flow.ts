import type { GraphComponent, GraphInput, GraphOutput, PackageFlow } from '../../ssis/index.ts';
import type { ExtractedQuery } from '../extract/extract-query.ts';
import type { ColumnForm } from '../mapping-form.ts';
import { type FlowRows, ruleOf, selectOf, valueAt, withColumns } from './flow-rows.ts';
import type { FlowSurroundings, FlowWork, MakeRows } from './flow-work.ts';
import { noteOf } from './flow-work.ts';
import { convertedRows, copiedRows, derivedRows, lookupRows, rowsBefore, splitRows } from './row-rows.ts';
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

/** How the rows of an output are made, by what its component is. */
const makers: readonly (readonly [RegExp, MakeRows])[] = [
  [/script/i, (work, component, output) => programRows(work, component, output, 'it is a program')],
  [/derived ?column/i, derivedRows],
  [/data ?conver/i, convertedRows],
  [/copy ?(?:column|map)/i, copiedRows],
  [/conditional ?split/i, splitRows],
  [/fuzzy/i, (work, component, output) => programRows(work, component, output, 'it compares by likeness')],
  [/lookup/i, lookupRows],
  [/multicast|row ?count/i, (work, component) => rowsBefore(work, component)],
  [/aggregate/i, groupedRows],
  [/union ?all/i, unitedRows],
  [/\bsort\b/i, sortedRows],
];

function rowsOf(work: FlowWork, component: GraphComponent, output: GraphOutput): FlowRows {
  if (component.inputs.length === 0) return sourceRows(work, component, output);
  if (output.isError)
    return cutRows(work, component, output.columns, 'it gives rows apart that have failed in it');
  const maker = makers.find(([kind]) => kind.test(component.kind))?.[1];
  if (maker !== undefined) return maker(work, component, output);
  return programRows(work, component, output, 'what it does is not carried over');
}

/** Rows that pass a component whose work is not known keep their columns, and those that it adds or may change are open; new rows are a relation of their own. */
function programRows(work: FlowWork, component: GraphComponent, output: GraphOutput, why: string): FlowRows {
  if (output.input === null) return cutRows(work, component, output.columns, why);
  noteOf(work, component, `${why}: the columns that it makes have no rule.`);
  const value = { kind: 'unknown', why: `\`${component.name}\`: ${why}` } as const;
  const changed = component.inputs
    .flatMap(({ columns }) => columns)
    .filter(({ usage }) => usage === 'readWrite');
  return withColumns(
    rowsBefore(work, component),
    [...changed, ...output.columns].map((column) => [column, value]),
  );
}
