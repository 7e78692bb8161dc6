import type { GraphColumn, GraphComponent } from '../../ssis/index.ts';
import type { ColumnForm, SelectForm } from '../mapping-form.ts';
import { type FlowRows, rowsOfSource, ruleOf, selectOf, valueAt, withColumns } from './flow-rows.ts';
import { aliasFor, type FlowWork, type MakeRows, noteOf } from './flow-work.ts';
import { lineageIn, rowsBefore } from './row-rows.ts';
import { cutRows } from './source-rows.ts';

/** The rows of a step, which is kept as one of the mapping's. */
export function stepRows(
  work: FlowWork,
  component: GraphComponent,
  step: SelectForm,
  columns: readonly GraphColumn[],
): FlowRows {
  const name = aliasFor(work, component.name);
  work.steps[name] = step;
  return rowsOfSource(name, name, columns, (column) => column.name);
}

const functions: Readonly<Record<string, string>> = {
  1: 'count',
  3: 'count',
  4: 'sum',
  5: 'avg',
  6: 'min',
  7: 'max',
};

export const groupedRows: MakeRows = (work, component, output) => {
  const rows = rowsBefore(work, component);
  const columns: Record<string, ColumnForm> = {};
  const groups: string[] = [];
  for (const column of output.columns) {
    const kind = column.properties.get('AggregationType') ?? '';
    const value = valueAt(rows, lineageIn(component, column.properties.get('AggregationColumnId') ?? ''));
    if ((column.properties.get('AggregationComparisonFlags') ?? '0') !== '0')
      noteOf(
        work,
        component,
        `\`${column.name}\` takes values as the same without regard to case or the like; here it is exact.`,
      );
    if (kind === '2') columns[column.name] = { aggregate: { function: 'count' } };
    else if (kind === '0') {
      columns[column.name] = ruleOf(value);
      groups.push(column.name);
    } else if (functions[kind] !== undefined && value.kind === 'known')
      columns[column.name] = {
        aggregate: { function: functions[kind], of: value.sql, ...(kind === '3' ? { distinct: true } : {}) },
      };
    else {
      const why =
        value.kind === 'unknown' ? value.why : `the aggregate ${kind} of \`${component.name}\` is not known`;
      columns[column.name] = ruleOf({ kind: 'unknown', why });
      noteOf(work, component, `not carried over is \`${column.name}\`: ${why}.`);
    }
  }
  const step = { ...selectOf(rows, columns), ...(groups.length === 0 ? {} : { group_by: groups }) };
  if (groups.length === output.columns.length)
    return stepRows(work, component, { ...selectOf(rows, columns), distinct: true }, output.columns);
  return stepRows(work, component, step, output.columns);
};

/** All rows of all inputs; what an input does not give is NULL. A Merge keeps their order besides, which a table does not have. */
export const unitedRows: MakeRows = (work, component, output) => {
  if (component.kind === 'merge')
    noteOf(work, component, 'the order of its rows is not kept: a table has none.');
  const isTold = component.inputs.some(({ columns }) =>
    columns.some(({ properties }) => (properties.get('OutputColumnLineageID') ?? '') !== ''),
  );
  const [first, ...others] = component.inputs.map((input) => {
    const rows = work.rowsInto(input);
    const columns = Object.fromEntries(
      output.columns.map((column): [string, ColumnForm] => {
        const from = input.columns.find(({ name, properties }) => {
          if (!isTold) return name.toLowerCase() === column.name.toLowerCase();
          const target = (properties.get('OutputColumnLineageID') ?? '').replace(/^#\{?|\}$/g, '');
          return target !== '' && (target === column.lineage || target === column.id);
        });
        return [column.name, from === undefined ? { constant: null } : ruleOf(valueAt(rows, from.lineage))];
      }),
    );
    return selectOf(rows, columns);
  });
  if (first === undefined) return cutRows(work, component, output.columns, 'nothing flows into it');
  const step: SelectForm = others.length === 0 ? first : { ...first, union: others };
  return stepRows(work, component, step, output.columns);
};

/** The rows in another order, which a table does not keep; without doubles where all columns are sorted by. */
export const sortedRows: MakeRows = (work, component, output) => {
  const rows = rowsBefore(work, component);
  const columns = output.columns.map((column) => ({
    column,
    value: valueAt(rows, lineageIn(component, column.properties.get('SortColumnId') ?? '')),
  }));
  const isDistinct = component.properties.get('EliminateDuplicates')?.toLowerCase() === 'true';
  if (!isDistinct) {
    noteOf(work, component, 'its order is not kept: a table has none.');
    return withColumns(
      rows,
      columns.map(({ column, value }) => [column, value]),
    );
  }
  const keys = new Set(
    component.inputs
      .flatMap((input) => input.columns)
      .filter(({ properties }) => Number(properties.get('NewSortKeyPosition') ?? 0) !== 0)
      .map(({ lineage }) => lineage),
  );
  const isWhole = output.columns.every(({ properties }) =>
    keys.has(lineageIn(component, properties.get('SortColumnId') ?? '')),
  );
  if (!isWhole)
    return cutRows(
      work,
      component,
      output.columns,
      'it keeps one row, whichever, of those that it sorts as equal',
    );
  const rules = Object.fromEntries(columns.map(({ column, value }) => [column.name, ruleOf(value)]));
  return stepRows(work, component, { ...selectOf(rows, rules), distinct: true }, output.columns);
};
