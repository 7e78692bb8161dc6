import type { DataType } from '../data-type.ts';
import type { Expression } from '../expressions/expression.ts';
import type { ExpressionTable } from '../expressions/expression-table.ts';
import type { JsonObject } from '../json/json-value.ts';
import type { Operator } from '../operators/operator.ts';

/** What decoding one plan shares: where expressions are made, where surprises are told, and the dependent joins that stand around. */
export interface Decoding {
  readonly expressions: ExpressionTable;
  /** `what`: the engine's name of a node; `problem`: what is wrong with its shape, null where the node itself is unknown. */
  readonly report: (what: string, problem: string | null) => void;
  /** Numbers and parameter types of the dependent joins whose inner side is being decoded, innermost last. */
  readonly scopes: readonly Scope[];
  readonly nextScope: () => number;
  /** The decoders of any operator and any expression, for the families that hold some. */
  readonly decodeOperator: (node: JsonObject, decoding: Decoding) => Operator;
  readonly decodeExpression: (node: JsonObject, references: References, decoding: Decoding) => Expression;
}

export interface Scope {
  readonly number: number;
  readonly types: readonly DataType[];
}

/** What references in an expression mean. */
export interface References {
  /** Column or lambda input number `index`. */
  readonly byPosition: (index: number, type: DataType) => Expression;
  /** A reference that the engine left by table and column number; null: there is no such column. */
  readonly byBinding: (table: number, column: number, type: DataType) => Expression | null;
}

/** References into the rows of serialised operators whose columns lie side by side, the first beginning at `offset`. */
export function columnReferences(
  decoding: Decoding,
  bindings: () => readonly Binding[],
  offset = 0,
): References {
  const column = (index: number, type: DataType) =>
    decoding.expressions.intern({ kind: 'column', index, type });
  return {
    byPosition: (index, type) => column(index + offset, type),
    byBinding(table, wanted, type) {
      const index = bindings().findIndex((binding) => binding.table === table && binding.column === wanted);
      return index < 0 ? null : column(index + offset, type);
    },
  };
}

/** The engine's name for an operator's output column before it counts positions. */
export interface Binding {
  readonly table: number;
  readonly column: number;
}
