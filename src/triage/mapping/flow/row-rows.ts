import type { GraphComponent, GraphOutput } from '../../ssis/index.ts';
import { sqlLiteral } from '../sql-names.ts';
import { type FlowRows, valueAt, withColumns } from './flow-rows.ts';
import { type FlowValue, levels, orUnknown, within } from './flow-value.ts';
import { expressionOf, type FlowWork, type MakeRows, noteOf } from './flow-work.ts';
import { converted } from './ssis-types.ts';

/** Rows that flow into the only input of a component. */
export function rowsBefore(work: FlowWork, { inputs }: GraphComponent): FlowRows {
  return work.rowsInto(inputs[0]!);
}

/** New columns by expressions, and columns that an expression replaces: all of them see the rows as they came in. */
export const derivedRows: MakeRows = (work, component, output) => {
  const rows = rowsBefore(work, component);
  const columns = [...component.inputs.flatMap((input) => input.columns), ...output.columns].flatMap(
    (column) => {
      const expression =
        column.properties.get('Expression') ?? column.properties.get('FriendlyExpression') ?? '';
      return expression === ''
        ? []
        : [
            [
              column,
              expressionOf(work, component, rows, expression, `the column \`${column.name}\``),
            ] as const,
          ];
    },
  );
  return withColumns(rows, columns);
};

/** Copies of columns in other types. */
export const convertedRows: MakeRows = (work, component, output) => {
  const rows = rowsBefore(work, component);
  return withColumns(
    rows,
    output.columns.map((column) => {
      const from = valueAt(
        rows,
        lineageIn(component, column.properties.get('SourceInputColumnLineageID') ?? ''),
      );
      if (from.kind === 'unknown') return [column, from] as const;
      const type = column.type.toUpperCase();
      const parameters =
        type === 'NUMERIC'
          ? [column.precision, column.scale]
          : type === 'DECIMAL'
            ? [column.scale]
            : [column.length];
      const value = orUnknown(() =>
        converted(from, `DT_${type}`, parameters, (text) => noteOf(work, component, text)),
      );
      if (value.kind === 'known') return [column, value] as const;
      const why = `the column \`${column.name}\` of \`${component.name}\`: ${value.why}`;
      work.notes.add(`Not carried over is ${why}.`);
      return [column, { kind: 'unknown', why } as const] as const;
    }),
  );
};

export const copiedRows: MakeRows = (work, component, output) => {
  const rows = rowsBefore(work, component);
  return withColumns(
    rows,
    output.columns.map((column) => [
      column,
      valueAt(rows, lineageIn(component, column.properties.get('CopyColumnId') ?? '')),
    ]),
  );
};

/** The lineage id that a property names: as `#{…}`, as a number, or by the id of an input's column. */
export function lineageIn({ inputs }: GraphComponent, written: string): string {
  const id = written.replace(/^#\{?|\}$/g, '');
  return inputs.flatMap(({ columns }) => columns).find((column) => column.id === id)?.lineage ?? id;
}

/** The rows of a branch: the first whose condition holds takes a row, the default what no condition takes. */
export const splitRows: MakeRows = (work, component, output) => {
  const rows = rowsBefore(work, component);
  const branches = component.outputs
    .filter((each) => !each.isError && (each.properties.get('Expression') ?? '') !== '')
    .sort((a, b) => orderOf(a) - orderOf(b));
  const at = branches.indexOf(output);
  const conditionOf = (branch: GraphOutput) =>
    expressionOf(
      work,
      component,
      rows,
      branch.properties.get('Expression')!,
      `the condition of ${branch.name}`,
    );
  const before = branches
    .slice(0, at < 0 ? undefined : at)
    .map((branch) => filterOf(conditionOf(branch), false));
  const own = at < 0 ? [] : [filterOf(conditionOf(output), true)];
  return { ...rows, filters: [...rows.filters, ...before, ...own] };
};

function orderOf({ properties }: GraphOutput): number {
  return Number(properties.get('EvaluationOrder') ?? 0);
}

/** A condition that is NULL takes no row. */
export function filterOf(value: FlowValue, holds: boolean): string {
  if (value.kind === 'unknown') return `error(${sqlLiteral(`not carried over: ${value.why}`)})::BOOLEAN`;
  if (holds) return value.sql;
  return value.isCertain ? `NOT ${within(value, levels.atom)}` : `${within(value, levels.atom)} IS NOT TRUE`;
}
