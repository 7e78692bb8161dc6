import type { Expression } from '../expressions/expression.ts';
import type { Operator } from './operator.ts';
import type { Rows } from './rows.ts';

/** A table in the catalog: a stub that stands for a model, a seed or a source's relation. */
export interface TableName {
  readonly catalog: string;
  readonly schema: string;
  readonly name: string;
}

export interface ScannedColumn {
  readonly name: string;
  /** A column of the table, its hidden row number, or none: a scan that only counts rows. */
  readonly role: 'column' | 'row_number' | 'none';
}

/** Reads some columns of a table, in the order of `columns`. */
export interface Scan extends Rows {
  readonly kind: 'scan';
  readonly table: TableName;
  readonly columns: readonly ScannedColumn[];
}

/**
 * `range(…)`, `unnest(…)`, `generate_series(…)`. With an `input`, it is called for each row of it: the first `argumentCount` columns are its
 * arguments, and the rows that come out are the function's own columns (as many as `columnNames`) followed by the `carried` columns of the input.
 */
export interface TableFunction extends Rows {
  readonly kind: 'table_function';
  readonly name: string;
  readonly columnNames: readonly string[];
  /** Constant arguments, as canonical JSON. */
  readonly options: string;
  readonly input: Operator | null;
  readonly argumentCount: number;
  readonly carried: readonly number[];
}

/** VALUES: a list of rows for each row of the input (which has one row, unless it stands in a lateral join). */
export interface Values extends Rows {
  readonly kind: 'values';
  readonly input: Operator;
  readonly rows: readonly (readonly Expression[])[];
}

/** Rows that were computed while binding. */
export interface ConstantRows extends Rows {
  readonly kind: 'constant_rows';
  readonly raw: string;
}

/** One row without meaning: what a SELECT without FROM reads. */
export interface SingleRow extends Rows {
  readonly kind: 'single_row';
}

export interface EmptyRows extends Rows {
  readonly kind: 'empty_rows';
}

/** Inside a DependentJoin number `scope`: the distinct values of its parameters, a column each. */
export interface ParameterScan extends Rows {
  readonly kind: 'parameter_scan';
  readonly scope: number;
}

/** Reads the rows of CTE number `cte`; within a recursive one, those of the last step (`recurring`: all so far). */
export interface CteScan extends Rows {
  readonly kind: 'cte_scan';
  readonly cte: number;
  readonly recurring: boolean;
}
