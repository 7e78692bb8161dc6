import type { Aggregate, OnlyRow, Pivot } from './group.ts';
import type { DependentJoin, Join, PositionalJoin } from './join.ts';
import type {
  ConstantRows,
  CteScan,
  EmptyRows,
  ParameterScan,
  Scan,
  SingleRow,
  TableFunction,
  Values,
} from './leaf.ts';
import type { Distinct, Filter, Limit, Project, Sample, Sort, Unnest, Window } from './row-by-row.ts';
import type { Cte, RecursiveCte, SetOperation } from './set.ts';
import type { UnknownRows } from './unknown.ts';

/** A node of a relation: what gives rows. */
export type Operator =
  | Scan
  | TableFunction
  | Values
  | ConstantRows
  | SingleRow
  | EmptyRows
  | ParameterScan
  | CteScan
  | Project
  | Filter
  | Window
  | Unnest
  | Sort
  | Limit
  | Distinct
  | Sample
  | Aggregate
  | Pivot
  | OnlyRow
  | Join
  | DependentJoin
  | PositionalJoin
  | SetOperation
  | Cte
  | RecursiveCte
  | UnknownRows;
