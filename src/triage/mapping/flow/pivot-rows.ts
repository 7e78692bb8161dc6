import type { GraphColumn, GraphInput } from '../../ssis/index.ts';
import type { ColumnForm, SelectForm } from '../mapping-form.ts';
import { sqlLiteral } from '../sql-names.ts';
import { type FlowRows, ruleOf, selectOf, valueAt } from './flow-rows.ts';
import { type KnownValue, levels, within } from './flow-value.ts';
import { type MakeRows, noteOf } from './flow-work.ts';
import { lineageIn } from './row-rows.ts';
import { stepRows } from './set-rows.ts';
import { cutRows } from './source-rows.ts';

/** Rows of one set key become one row: each pivoted column holds the value of the row with its pivot key, an aggregate with a condition. */
export const pivotRows: MakeRows = (work, component, output) => {
  const [input] = component.inputs;
  const ofUse = (use: string) =>
    input?.columns.filter(({ properties }) => (properties.get('PivotUsage') ?? '0') === use) ?? [];
  const [key] = ofUse('2');
  if (input === undefined || key === undefined || ofUse('1').length === 0)
    return cutRows(work, component, output.columns, 'its set key or its pivot key is not written in it');
  const rows = work.rowsInto(input);
  const keyValue = valueAt(rows, key.lineage);
  if (keyValue.kind === 'unknown') return cutRows(work, component, output.columns, keyValue.why);
  const columns: Record<string, ColumnForm> = {};
  const groups: string[] = [];
  const wanted: string[] = [];
  for (const column of output.columns) {
    const from = sourceOf(input, lineageIn(component, column.properties.get('SourceColumn') ?? ''));
    const value =
      from === undefined
        ? ({ kind: 'unknown', why: `\`${column.name}\` of \`${component.name}\` has no source` } as const)
        : valueAt(rows, from.lineage);
    const use = from?.properties.get('PivotUsage') ?? '0';
    if (value.kind === 'unknown') columns[column.name] = ruleOf(value);
    else if (use === '1') {
      columns[column.name] = ruleOf(value);
      groups.push(column.name);
    } else if (use === '3') {
      const where = isKey(keyValue, column.properties.get('PivotKeyValue') ?? '');
      wanted.push(where);
      columns[column.name] = { aggregate: { function: 'max', of: value.sql, where } };
    } else {
      columns[column.name] = { aggregate: { function: 'min', of: value.sql } };
      noteOf(
        work,
        component,
        `\`${column.name}\` is passed on of one of the rows of a set, whichever; here it is the least of them.`,
      );
    }
  }
  const ignores = [...component.properties].some(
    ([name, value]) => /^PassThroughUnmatchedPivotKey/i.test(name) && value.toLowerCase() === 'true',
  );
  noteOf(
    work,
    component,
    `two values of one set and pivot key stop the package; here the greater one is taken.${ignores ? '' : ' A pivot key without a column stops it too; here it has no effect.'}`,
  );
  if (ofUse('1').some(({ sortPosition }) => sortPosition === 0))
    noteOf(
      work,
      component,
      'rows of a set become one row only where they follow one another: an input that is not sorted by the set key gives several, here it is one.',
    );
  // Rows without a column of theirs are left out before the sets are made.
  const filters = ignores && wanted.length > 0 ? [...rows.filters, wanted.join(' OR ')] : rows.filters;
  const step: SelectForm = { ...selectOf({ ...rows, filters }, columns), group_by: groups };
  return stepRows(work, component, step, output.columns);
};

function isKey(key: KnownValue, written: string): string {
  const side = within(key, levels.concat);
  if (key.family === 'text') return `${side} = ${sqlLiteral(written)}`;
  if (key.family === 'integer' && /^-?\d+$/.test(written)) return `${side} = ${written}`;
  return `CAST(${key.sql} AS VARCHAR) = ${sqlLiteral(written)}`;
}

function sourceOf({ columns }: GraphInput, lineage: string): GraphColumn | undefined {
  return columns.find((column) => column.lineage === lineage || column.id === lineage);
}

/** Each pivot key makes a row of its own of every row: a UNION ALL with an arm for each. NULL makes none. */
export const unpivotRows: MakeRows = (work, component, output) => {
  const [input] = component.inputs;
  const keys = [
    ...new Set(input?.columns.map(({ properties }) => properties.get('PivotKeyValue') ?? '') ?? []),
  ].filter((key) => key !== '');
  if (input === undefined || keys.length === 0)
    return cutRows(work, component, output.columns, 'its pivot keys are not written in it');
  const rows = work.rowsInto(input);
  const arms = keys.map((key) => armOf(rows, input, output.columns, key));
  noteOf(
    work,
    component,
    'a value that is NULL gives no row; a package gives one row where all values of a row are NULL.',
  );
  const [first, ...others] = arms;
  return stepRows(
    work,
    component,
    others.length === 0 ? first! : { ...first, union: others },
    output.columns,
  );
};

function armOf(
  rows: FlowRows,
  input: GraphInput,
  outputs: readonly GraphColumn[],
  key: string,
): Omit<SelectForm, 'union'> {
  const columns: Record<string, ColumnForm> = {};
  const values: string[] = [];
  for (const column of outputs) {
    if (column.properties.get('PivotKey')?.toLowerCase() === 'true') {
      columns[column.name] = { constant: key };
      continue;
    }
    const from = input.columns.find(({ properties }) => {
      const target = (properties.get('DestinationColumn') ?? '').replace(/^#\{?|\}$/g, '');
      const own = properties.get('PivotKeyValue') ?? '';
      return (target === column.lineage || target === column.id) && (own === '' || own === key);
    });
    if (from === undefined) {
      columns[column.name] = { constant: null };
      continue;
    }
    const value = valueAt(rows, from.lineage);
    columns[column.name] = ruleOf(value);
    if ((from.properties.get('PivotKeyValue') ?? '') === key && value.kind === 'known')
      values.push(`${within(value, levels.concat)} IS NOT NULL`);
  }
  const own = values.length > 1 ? `(${values.join(' OR ')})` : values.join('');
  return selectOf({ ...rows, filters: own === '' ? rows.filters : [...rows.filters, own] }, columns);
}
