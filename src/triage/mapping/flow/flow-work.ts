import type { GraphComponent, GraphInput, GraphOutput, PackageFlow } from '../../ssis/index.ts';
import type { SelectForm } from '../mapping-form.ts';
import { sqlName } from '../sql-names.ts';
import type { FlowRows } from './flow-rows.ts';
import { valueAt } from './flow-rows.ts';
import type { FlowValue } from './flow-value.ts';
import { type ExpressionScope, translateSsisExpression } from './ssis-expression.ts';

/** What is asked for outside of a data flow. */
export interface FlowSurroundings {
  /** How a relation is called in the project, by the parts of its name in the original. */
  readonly relationOf: (parts: readonly string[]) => string;
  /** A query in DuckDB's words; or why there is none. `dialect`: null where the connection does not tell. */
  readonly queryOf: (
    sql: string,
    dialect: string | null,
  ) => { readonly sql: string; readonly notes: readonly string[] } | { readonly problem: string };
  /** The one query that says what a procedure gives; why there is none; null: nothing is known of it. */
  readonly procedureOf?: (
    parts: readonly string[],
  ) =>
    | { readonly sql: string; readonly dialect: string | null; readonly notes: readonly string[] }
    | { readonly problem: string }
    | null;
}

/** A data flow while a mapping is made of it. */
export interface FlowWork {
  readonly flow: PackageFlow;
  readonly around: FlowSurroundings;
  readonly steps: Record<string, SelectForm>;
  readonly notes: Set<string>;
  readonly aliases: Set<string>;
  /** Rows that flow into an input. */
  readonly rowsInto: (input: GraphInput) => FlowRows;
}

/** Rows of one of a component's outputs. */
export type MakeRows = (work: FlowWork, component: GraphComponent, output: GraphOutput) => FlowRows;

/** An alias that is still free, like `name`. */
export function aliasFor({ aliases }: FlowWork, name: string): string {
  const plain =
    name
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
      .replaceAll(/^_+|_+$/g, '') || 'rows';
  const base = sqlName(plain) === plain ? plain : `rows_${plain}`;
  let alias = base;
  for (let count = 2; aliases.has(alias); count++) alias = `${base}_${count}`;
  aliases.add(alias);
  return alias;
}

export function noteOf({ notes }: FlowWork, component: GraphComponent, text: string): void {
  notes.add(`${component.name}: ${text}`);
}

/** An expression of a component over the rows that flow in. */
export function expressionOf(
  work: FlowWork,
  component: GraphComponent,
  rows: FlowRows,
  expression: string,
  what: string,
): FlowValue {
  const byInput = new Map(
    component.inputs.flatMap(({ columns }) => columns.map(({ id, lineage }) => [id, lineage] as const)),
  );
  const scope: ExpressionScope = {
    columnOf: (id, isLineage) => {
      const lineage = isLineage
        ? rows.values.has(id)
          ? id
          : byInput.get(id)
        : rows.names.get(id.toLowerCase());
      return lineage === undefined
        ? { kind: 'unknown', why: `the column \`${id}\` is not known` }
        : valueAt(rows, lineage);
    },
    note: (text) => noteOf(work, component, text),
  };
  const value = translateSsisExpression(expression, scope);
  if (value.kind === 'known') return value;
  const why = `${what} of \`${component.name}\`: ${value.why}`;
  work.notes.add(`Not carried over is ${why}. In the package: ${expression}`);
  return { kind: 'unknown', why };
}
