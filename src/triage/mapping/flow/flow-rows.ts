import type { GraphColumn } from '../../ssis/index.ts';
import type { ColumnForm, SelectForm } from '../mapping-form.ts';
import { sqlLiteral, sqlName } from '../sql-names.ts';
import { type FlowValue, known } from './flow-value.ts';

type Source = NonNullable<SelectForm['sources']>[string];
type Join = NonNullable<SelectForm['joins']>[number];

/** Rows at a place of a data flow: a SELECT to be, and what stands behind each lineage id. */
export interface FlowRows {
  readonly from: string;
  readonly sources: Readonly<Record<string, Source>>;
  readonly joins: readonly Join[];
  readonly filters: readonly string[];
  readonly values: ReadonlyMap<string, FlowValue>;
  /** Lineage ids by the columns' names in lower case, for expressions that name columns. */
  readonly names: ReadonlyMap<string, string>;
}

/** Rows of one source as they are. `nameOf` says what a column is called there. */
export function rowsOfSource(
  alias: string,
  source: Source,
  columns: readonly GraphColumn[],
  nameOf: (column: GraphColumn) => string,
): FlowRows {
  return withColumns(
    {
      from: alias,
      sources: { [alias]: source },
      joins: [],
      filters: [],
      values: new Map(),
      names: new Map(),
    },
    columns.map((column) => [column, known(`${sqlName(alias)}.${sqlName(nameOf(column))}`, column.family)]),
  );
}

export function withColumns(
  rows: FlowRows,
  columns: readonly (readonly [GraphColumn, FlowValue])[],
): FlowRows {
  const values = new Map(rows.values);
  const names = new Map(rows.names);
  for (const [column, value] of columns) {
    values.set(column.lineage, value);
    names.set(column.name.toLowerCase(), column.lineage);
  }
  return { ...rows, values, names };
}

export function valueAt({ values }: FlowRows, lineage: string): FlowValue {
  return values.get(lineage) ?? { kind: 'unknown', why: `no component gives the column ${lineage}` };
}

/** The rule of a column. Without an expression it is one that stops every build that reads it: nothing is made up. */
export function ruleOf(value: FlowValue): ColumnForm {
  if (value.kind === 'unknown')
    return { expression: `error(${sqlLiteral(`not carried over: ${value.why}`)})`, note: value.why };
  return plainColumn.test(value.sql) ? value.sql : { expression: value.sql };
}

const plainColumn = /^(?:[\p{L}_][\p{L}\p{N}_]*|"[^"]+")\.(?:[\p{L}_][\p{L}\p{N}_]*|"[^"]+")$/u;

/** Whether it is a column of a source as it is. */
export function isPlainColumn(value: FlowValue): boolean {
  return value.kind === 'known' && plainColumn.test(value.sql);
}

/** The SELECT that gives these columns of the rows. */
export function selectOf(
  rows: FlowRows,
  columns: Readonly<Record<string, ColumnForm>>,
): Omit<SelectForm, 'union'> {
  return {
    sources: { ...rows.sources },
    ...(rows.joins.length === 0 ? {} : { from: rows.from, joins: [...rows.joins] }),
    ...(rows.filters.length === 0 ? {} : { filters: [...rows.filters] }),
    columns,
  };
}
