import { inputsOf, type Operator } from '../../relation/index.ts';
import type {
  ColumnLineage,
  DirectSubtype,
  Edge,
  IndirectSubtype,
  RelationLineage,
  Sources,
} from '../edge.ts';
import { usualAnonymisers } from '../privacy/policy.ts';
import { type EdgeSet, edge, readEdge, through, union } from './edge-set.ts';
import { createLeaves, type Leaves } from './leaves.ts';
import { overFloats } from './trace-expression.ts';
import { traceOperator } from './trace-operator.ts';
import { createTracing } from './tracing.ts';

/**
 * Where the columns and the rows of `relation` come from: columns of the tables that it scans. `names`: the output columns' names, in order.
 * `anonymisers`: functions that set `masking`, by name. A relation with an operator that is not known depends on all that it scans.
 */
export function traceLineage(
  relation: Operator,
  names: readonly string[],
  anonymisers: readonly string[] = Object.keys(usualAnonymisers),
): RelationLineage {
  const leaves = createLeaves();
  if (holdsUnknown(relation)) return everythingFrom(relation, names, leaves);
  const traced = traceOperator(
    relation,
    createTracing(leaves, new Set(anonymisers.map((name) => name.toLowerCase()))),
  );
  return {
    columns: names.map(
      (name, index): ColumnLineage => ({ name, ...sourcesOf(traced.columns[index]?.edges ?? [], leaves) }),
    ),
    rows: sourcesOf(union([traced.rows, traced.order]), leaves),
  };
}

/** An operation on the way to a value. */
export interface ValueStep {
  /** A function's name in lower case, `cast to DATE`, `case`. */
  readonly operation: string;
  /** Whether it works on what becomes the value, and not on what decides it. */
  readonly direct: boolean;
  /** It adds floating-point numbers, so that the last bits depend on the order of the rows. */
  readonly floatOrder: boolean;
}

export interface RelationSteps {
  readonly columns: readonly (readonly ValueStep[])[];
  readonly rows: readonly ValueStep[];
}

/** What is done on the way to each of the columns `names` and to the rows, each operation once; null where an operator is not known. */
export function traceSteps(relation: Operator, names: readonly string[]): RelationSteps | null {
  const leaves = createLeaves();
  if (holdsUnknown(relation)) return null;
  const traced = traceOperator(relation, createTracing(leaves, new Set(), true));
  return {
    columns: names.map((_, index) => stepsOf(traced.columns[index]?.edges ?? [], leaves)),
    rows: stepsOf(union([traced.rows, traced.order]), leaves),
  };
}

function stepsOf(set: EdgeSet, leaves: Leaves): ValueStep[] {
  const found = new Map<string, boolean>();
  for (const code of set) {
    const { leaf, use } = readEdge(code);
    const { relation, column } = leaves.at(leaf);
    if (relation !== null || column === null) continue;
    const direct = use === 'IDENTITY' || use === 'TRANSFORMATION' || use === 'AGGREGATION';
    found.set(column, direct || found.get(column) === true);
  }
  return [...found].map(([noted, direct]): ValueStep => {
    const floatOrder = noted.endsWith(overFloats);
    return { operation: floatOrder ? noted.slice(0, -overFloats.length) : noted, direct, floatOrder };
  });
}

function holdsUnknown(operator: Operator): boolean {
  return operator.kind === 'unknown' || inputsOf(operator).some(holdsUnknown);
}

/** Positions cannot be trusted above an unknown operator, so that every column may come from every column. */
function everythingFrom(relation: Operator, names: readonly string[], leaves: Leaves): RelationLineage {
  const scanned: EdgeSet[] = [];
  const rows: EdgeSet[] = [];
  collectScans(relation, (scan) => {
    rows.push(edge(leaves.rows(scan.table), 'ROWS'));
    for (const column of scan.columns) {
      if (column.role === 'column')
        scanned.push(edge(leaves.column(scan.table, column.name), 'TRANSFORMATION'));
    }
  });
  const all = union(scanned);
  const sources = sourcesOf(union([all, ...rows]), leaves);
  return {
    columns: names.map((name) => ({ name, ...sources })),
    rows: sourcesOf(union([through(all, 'FILTER'), ...rows]), leaves),
  };
}

function collectScans(operator: Operator, visit: (scan: Extract<Operator, { kind: 'scan' }>) => void): void {
  if (operator.kind === 'scan') visit(operator);
  for (const input of inputsOf(operator)) collectScans(input, visit);
}

/** Edges by relation and column as they first stand in the plan, DIRECT before INDIRECT. */
function sourcesOf(set: EdgeSet, leaves: Leaves): Sources {
  const edges: Edge[] = [];
  const rowsOf: string[] = [];
  for (const code of set) {
    const { leaf, use, masking } = readEdge(code);
    const { relation, column } = leaves.at(leaf);
    if (relation === null) continue;
    if (column === null) rowsOf.push(relation);
    else if (use === 'IDENTITY' || use === 'TRANSFORMATION' || use === 'AGGREGATION') {
      edges.push({ relation, column, type: 'DIRECT', subtype: use satisfies DirectSubtype, masking });
    } else if (use !== 'ROWS') {
      edges.push({ relation, column, type: 'INDIRECT', subtype: use satisfies IndirectSubtype, masking });
    }
  }
  return { edges, rowsOf };
}
