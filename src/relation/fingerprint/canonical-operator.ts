import type { Operator } from '../operators/operator.ts';
import { type Block, type ClosedBlock, type ClosedColumn, closeBlock, leafBlock } from './block.ts';
import { canonicalDependentJoin } from './canonical-dependent-join.ts';
import { canonicalExpressions } from './canonical-expression.ts';
import { canonicalAggregate, canonicalDistinct } from './canonical-group.ts';
import { canonicalJoin } from './canonical-join.ts';
import { canonicalTableFunction, canonicalValues } from './canonical-leaf.ts';
import { canonicalSetOperation } from './canonical-set.ts';
import { bounded, type Canonizing, renumbered } from './canonizing.ts';
import { type Hash, hashOf } from './hash.ts';
import { conjuncts } from './rules/conjuncts.ts';

/** An operator with all below it as a block. */
export function canonicalOperator(operator: Operator, canonizing: Canonizing): Block {
  const { terms, nextLeaf } = canonizing;
  const input = (of: Operator) => canonicalOperator(of, canonizing);
  const leaf = (rows: Hash, stable: boolean, columns: readonly ClosedColumn[]) =>
    leafBlock(nextLeaf(), rows, stable, columns, terms);
  /** A leaf made of a closed block and something that each of its columns passes through unchanged. */
  const passing = (from: ClosedBlock, rows: Hash, stable: boolean) =>
    leaf(rows, from.stable && stable, from.columns);
  const constants = (label: string, stable: boolean) =>
    leaf(
      hashOf(label),
      stable,
      operator.types.map((_, index) => ({ value: hashOf(`column ${index}`), stable })),
    );

  switch (operator.kind) {
    case 'scan': {
      const table = canonizing.table(operator.table);
      return leaf(
        table.rows,
        true,
        operator.columns.map(({ name, role }) => ({
          value: role === 'column' ? table.column(name) : hashOf(`table's ${role}`),
          stable: role !== 'row_number',
        })),
      );
    }
    case 'single_row':
      // A row without columns that anybody reads: in a join it changes nothing.
      return { leaves: [], conditions: [], columns: operator.types.map(() => terms.apply('nothing', [])) };
    case 'empty_rows':
      return constants('no rows', true);
    case 'constant_rows':
      return constants(`constant rows ${operator.raw}`, true);
    case 'parameter_scan': {
      const scope = canonizing.scopes.get(operator.scope) ?? '';
      return leaf(
        hashOf('parameters', [scope]),
        true,
        operator.types.map((_, index) => ({ value: hashOf(`parameter ${index}`), stable: true })),
      );
    }
    case 'cte_scan': {
      const definition = canonizing.ctes.get(operator.cte);
      return definition === undefined ? constants('recursion', false) : renumbered(definition, canonizing);
    }
    case 'table_function':
      return canonicalTableFunction(
        operator,
        operator.input === null ? null : input(operator.input),
        canonizing,
      );
    case 'values':
      return canonicalValues(operator, input(operator.input), canonizing);
    case 'project': {
      const from = input(operator.input);
      return { ...from, columns: operator.expressions.map(canonicalExpressions(from.columns, terms)) };
    }
    case 'filter': {
      const from = input(operator.input);
      const canonical = canonicalExpressions(from.columns, terms);
      return {
        ...from,
        conditions: conjuncts([...from.conditions, ...operator.conditions.map(canonical)], terms),
      };
    }
    case 'sort':
      // A table has no order; what depends on one above is not stable, and says so.
      return input(operator.input);
    case 'limit':
    case 'sample': {
      const from = closeBlock(input(operator.input));
      return passing(from, hashOf(`some of`, [from.rows]), false);
    }
    case 'window': {
      const open = input(operator.input);
      const from = closeBlock(open);
      const canonical = canonicalExpressions(open.columns, terms);
      const functions = operator.functions.map((expression) => {
        const term = canonical(expression);
        return { value: hashOf('window', [from.rows, from.hash(term)]), stable: term.stable && from.stable };
      });
      return leaf(from.rows, from.stable, [...from.columns, ...functions]);
    }
    case 'unnest': {
      const open = input(operator.input);
      const from = closeBlock(open);
      const canonical = canonicalExpressions(open.columns, terms);
      const lists = operator.expressions.map(canonical);
      const stable = from.stable && lists.every((list) => list.stable);
      return leaf(hashOf('unnest', [from.rows, ...lists.map(from.hash)]), stable, [
        ...from.columns,
        ...lists.map((list) => ({ value: hashOf('element', [from.hash(list)]), stable: list.stable })),
      ]);
    }
    case 'distinct':
      return canonicalDistinct(operator, input(operator.input), canonizing);
    case 'aggregate':
      return canonicalAggregate(operator, input(operator.input), canonizing);
    case 'pivot': {
      const from = closeBlock(input(operator.input));
      const rows = hashOf(`pivot ${operator.raw} ${operator.values.length}`, [
        from.rows,
        ...operator.values,
        ...from.columns.map((column) => column.value),
      ]);
      const stable = from.stable && from.columns.every((column) => column.stable);
      return leaf(
        rows,
        stable,
        operator.types.map((_, index) => ({ value: hashOf(`pivot's column ${index}`), stable })),
      );
    }
    case 'only_row': {
      // One row whatever comes in: a value that needs no leaf.
      const from = closeBlock(input(operator.input));
      const [column] = from.columns;
      const label = hashOf('only row', [from.rows, column!.value]);
      return {
        leaves: [],
        conditions: [],
        columns: [terms.apply(`only row ${label}`, [], { stable: from.stable && column!.stable })],
      };
    }
    case 'join':
      return canonicalJoin(operator, input(operator.left), input(operator.right), canonizing);
    case 'positional_join': {
      const [left, right] = [closeBlock(input(operator.left)), closeBlock(input(operator.right))];
      return leaf(hashOf('positional', [left.rows, right.rows]), false, [...left.columns, ...right.columns]);
    }
    case 'dependent_join':
      return canonicalDependentJoin(operator, canonizing, canonicalOperator);
    case 'set_operation':
      return canonicalSetOperation(operator, operator.inputs.map(input), canonizing);
    case 'cte': {
      const definition = bounded(input(operator.definition), canonizing);
      return canonicalOperator(operator.body, {
        ...canonizing,
        ctes: new Map(canonizing.ctes).set(operator.cte, definition),
      });
    }
    case 'recursive_cte':
      return constants('recursive', false);
    case 'unknown':
      return constants(`unknown ${operator.raw}`, false);
    default:
      return operator satisfies never;
  }
}
