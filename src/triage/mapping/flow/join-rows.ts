import type { GraphColumn, GraphComponent, GraphInput } from '../../ssis/index.ts';
import type { ColumnForm } from '../mapping-form.ts';
import { sqlName } from '../sql-names.ts';
import {
  type FlowRows,
  isPlainColumn,
  rowsOfSource,
  ruleOf,
  selectOf,
  valueAt,
  withColumns,
} from './flow-rows.ts';
import { known, levels, within } from './flow-value.ts';
import { aliasFor, type FlowWork, type MakeRows, noteOf } from './flow-work.ts';
import { filterOf, lineageIn, rowsBefore } from './row-rows.ts';
import { cutRows, readOutside } from './source-rows.ts';

/** A lookup as a join: rows that find nothing are kept without values, kept apart, or stop the package. */
export const lookupRows: MakeRows = (work, component, output) => {
  const rows = rowsBefore(work, component);
  const { name, source } = readOutside(work, component);
  const alias = aliasFor(work, name);
  const keys = component.inputs
    .flatMap(({ columns }) => columns)
    .flatMap((column) => {
      const reference = column.properties.get('JoinToReferenceColumn') ?? '';
      return reference === '' ? [] : [[reference, valueAt(rows, column.lineage)] as const];
    });
  const on = keys
    .map(([reference, value]) =>
      value.kind === 'known'
        ? `${sqlName(alias)}.${sqlName(reference)} = ${within(value, levels.concat)}`
        : filterOf(value, true),
    )
    .join(' AND ');
  const takes = output.columns.filter(
    ({ properties }) => (properties.get('CopyFromReferenceColumn') ?? '') !== '',
  );
  const matching = component.outputs.find(
    ({ columns, isError, name: each }) => !isError && (columns.length > 0 || !/no match/i.test(each)),
  );
  const isOther = output !== matching && /no match/i.test(output.name);
  const goesElsewhere =
    component.properties.get('NoMatchBehavior') === '1' || output.onError === 'RedirectRow';
  if (!goesElsewhere && output.onError === 'FailComponent')
    noteOf(
      work,
      component,
      'a row that finds nothing stops the package; here its values are NULL. An audit `not_null` says the same.',
    );
  if (!isOther)
    noteOf(
      work,
      component,
      'a lookup takes one row where several match, and NULL may find NULL; a join doubles the row, and NULL finds nothing. Keys that are unique and not NULL give the same.',
    );
  const type = isOther ? 'anti' : goesElsewhere ? 'inner' : 'left';
  const joined: FlowRows = {
    ...rows,
    sources: { ...rows.sources, [alias]: source },
    joins: [...rows.joins, { source: alias, type, on: on === '' ? 'true' : on }],
  };
  if (isOther) return joined;
  return withColumns(
    joined,
    takes.map((column) => [
      column,
      known(`${sqlName(alias)}.${sqlName(column.properties.get('CopyFromReferenceColumn')!)}`, column.family),
    ]),
  );
};

const joinTypes = { 0: 'full', 1: 'left', 2: 'inner' } as const;

/** Two sorted inputs as a join by the columns that both are sorted by, in the order of the sorting. */
export const mergeJoinRows: MakeRows = (work, component, output) => {
  const [first, second] = sidesOf(component);
  const type = joinTypes[(component.properties.get('JoinType') ?? '2') as unknown as 0 | 1 | 2];
  const count = Number(component.properties.get('NumKeyColumns') ?? 0);
  const keys = first === undefined || second === undefined ? [] : keyPairs(work, first, second);
  const used = count > 0 ? keys.slice(0, count) : keys;
  if (
    first === undefined ||
    second === undefined ||
    type === undefined ||
    used.length === 0 ||
    used.length < count
  )
    return cutRows(work, component, output.columns, 'which columns it joins by is not written in it');
  const before = work.rowsInto(first);
  // What is computed of a row that is not there is NULL: only plain columns can stand behind an outer join.
  const left = type === 'full' ? asSource(work, `${component.name} left`, first, before) : before;
  const right = asSource(work, `${component.name} right`, second, work.rowsInto(second), left);
  const areNullsEqual = (component.properties.get('TreatNullsAsEqual') ?? 'true').toLowerCase() !== 'false';
  const conditions = used.map(([one, other]) => {
    const a = valueAt(left, one.lineage);
    const b = valueAt(right, other.lineage);
    if (a.kind === 'unknown') return filterOf(a, true);
    if (b.kind === 'unknown') return filterOf(b, true);
    const isEqual = areNullsEqual && !(a.isCertain || b.isCertain) ? 'IS NOT DISTINCT FROM' : '=';
    return `${within(a, levels.concat)} ${isEqual} ${within(b, levels.concat)}`;
  });
  if (used.some(([one]) => one.family === 'text'))
    noteOf(
      work,
      component,
      'texts are joined where they are the same letter for letter; a package follows the comparison flags that its inputs are sorted with, which may leave case out.',
    );
  noteOf(
    work,
    component,
    'it joins rows as they come, and needs both inputs sorted by the keys: where they were not, it found less than this join does.',
  );
  const joined: FlowRows = {
    from: left.from,
    sources: { ...left.sources, ...right.sources },
    joins: [...left.joins, ...[{ source: right.from, type, on: conditions.join(' AND ') }]],
    filters: left.filters,
    values: new Map([...left.values, ...right.values]),
    names: new Map(),
  };
  return withColumns(
    joined,
    output.columns.map((column) => [
      column,
      valueAt(joined, lineageIn(component, column.properties.get('InputColumnID') ?? '')),
    ]),
  );
};

function sidesOf({ inputs }: GraphComponent): readonly (GraphInput | undefined)[] {
  const [first, second] = inputs;
  return first !== undefined && second !== undefined && /\bright\b/i.test(first.name)
    ? [second, first]
    : [first, second];
}

/** Columns of both sides by their places in the sorting. */
function keyPairs(
  { flow }: FlowWork,
  first: GraphInput,
  second: GraphInput,
): readonly (readonly [GraphColumn, GraphColumn])[] {
  const before = new Map<string, number>();
  for (const { outputs } of flow.graph.components)
    for (const { columns } of outputs)
      for (const { lineage, sortPosition } of columns)
        if (sortPosition !== 0) before.set(lineage, sortPosition);
  const sorted = ({ columns }: GraphInput) =>
    new Map(
      columns.flatMap((column) => {
        const place = Math.abs(column.sortPosition || before.get(column.lineage) || 0);
        return place === 0 ? [] : [[place, column] as const];
      }),
    );
  const others = sorted(second);
  return [...sorted(first)]
    .sort(([a], [b]) => a - b)
    .flatMap(([place, column]) => {
      const other = others.get(place);
      return other === undefined ? [] : [[column, other] as const];
    });
}

/** The rows of an input as one source of plain columns: as they are where they are that, else as a step. */
function asSource(
  work: FlowWork,
  name: string,
  input: GraphInput,
  rows: FlowRows,
  beside?: FlowRows,
): FlowRows {
  const isApart = Object.keys(rows.sources).every((alias) => beside?.sources[alias] === undefined);
  const isPlain =
    rows.joins.length === 0 &&
    rows.filters.length === 0 &&
    Object.keys(rows.sources).length === 1 &&
    input.columns.every(({ lineage }) => isPlainColumn(valueAt(rows, lineage)));
  if (isApart && isPlain) return rows;
  const columns: Record<string, ColumnForm> = {};
  for (const column of input.columns) columns[column.name] = ruleOf(valueAt(rows, column.lineage));
  const step = aliasFor(work, name);
  work.steps[step] = selectOf(rows, columns);
  return rowsOfSource(step, step, input.columns, (column) => column.name);
}
