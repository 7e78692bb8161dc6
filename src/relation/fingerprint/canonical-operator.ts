import type { Operator } from '../operators/operator.ts';
import type { Block } from './block.ts';
import { orderKeys } from './canonical-call.ts';
import { canonicalRecursiveCte, sharedBlock } from './canonical-cte.ts';
import { canonicalDependentJoin, parameterRows } from './canonical-dependent-join.ts';
import { canonicalExpressions } from './canonical-expression.ts';
import { canonicalAggregate, canonicalDistinct } from './canonical-group.ts';
import { canonicalJoin } from './canonical-join.ts';
import { canonicalScan, canonicalTableFunction, canonicalValues } from './canonical-leaf.ts';
import { canonicalLimit, canonicalSample } from './canonical-limit.ts';
import { canonicalSetOperation } from './canonical-set.ts';
import { type Canonizing, newLeaf } from './canonizing.ts';
import { closeBlock } from './close-block.ts';
import { determines } from './determines.ts';
import { withConditions } from './rules/filter-conditions.ts';
import { mergedProjectionsRule } from './rules/merged-projections.ts';
import { unseenSortRule } from './rules/unseen-sort.ts';

/** An operator with all below it as a block. */
export function canonicalOperator(operator: Operator, canonizing: Canonizing): Block {
  const { terms } = canonizing;
  const input = (of: Operator) => canonicalOperator(of, canonizing);
  const constants = (op: string, detail: string, inputs: readonly Block[], steady: boolean) => {
    const operands = inputs.flatMap((block) => {
      const { rows, columns } = closeBlock(block, terms);
      return [rows, ...columns];
    });
    const rows = terms.plain({ op, detail, operands, steady });
    const columns = operator.types.map((type, index) =>
      terms.plain({ op: 'column', detail: String(index), operands: [rows], type: type.text }),
    );
    return newLeaf({ rows, stable: steady && rows.stable, columns }, canonizing);
  };

  switch (operator.kind) {
    case 'scan':
      return canonicalScan(operator, canonizing);
    case 'single_row':
      // A row without columns that anybody reads: in a join it changes nothing.
      return {
        leaves: [],
        conditions: [],
        columns: operator.types.map((type) => terms.plain({ op: 'nothing', type: type.text })),
      };
    case 'empty_rows':
      return constants('no rows', '', [], true);
    case 'constant_rows':
      return constants('constant rows', operator.raw, [], true);
    case 'parameter_scan': {
      const rows = parameterRows(canonizing.scopes.get(operator.scope) ?? -1, terms);
      const columns = operator.types.map((type, index) =>
        terms.plain({ op: 'parameter', detail: String(index), operands: [rows], type: type.text }),
      );
      return newLeaf(
        { rows, stable: true, columns, keys: [{ values: columns, nullsRepeat: false }] },
        canonizing,
      );
    }
    case 'cte_scan':
      return (
        canonizing.ctes.get(operator.cte)?.next(operator.recurring) ??
        constants('unknown CTE', String(operator.cte), [], false)
      );
    case 'table_function':
      return canonicalTableFunction(
        operator,
        operator.input === null ? null : input(operator.input),
        canonizing,
      );
    case 'values':
      return canonicalValues(operator, input(operator.input), canonizing);
    case 'project': {
      // An order is for a LIMIT right above; what stands between may be run in any.
      const { order: _order, ...from } = input(operator.input);
      if (operator.input.kind === 'project') terms.fired(mergedProjectionsRule.name);
      return { ...from, columns: operator.expressions.map(canonicalExpressions(from.columns, terms)) };
    }
    case 'filter': {
      const { order: _order, ...from } = input(operator.input);
      return withConditions(
        from,
        operator.conditions.map(canonicalExpressions(from.columns, terms)),
        canonizing,
      );
    }
    case 'sort': {
      // A table has no order; LIMIT looks at it, and what else depends on one above is not stable, and says so.
      const from = input(operator.input);
      terms.fired(unseenSortRule.name);
      return { ...from, order: orderKeys(operator.keys, canonicalExpressions(from.columns, terms)) };
    }
    case 'limit':
      return canonicalLimit(operator, input(operator.input), canonizing);
    case 'sample':
      return canonicalSample(operator, input(operator.input), canonizing);
    case 'window': {
      const { order: _order, ...open } = input(operator.input);
      const from = closeBlock(open, terms);
      const canonical = canonicalExpressions(open.columns, terms, {
        rows: [from.rows, ...from.places],
        stable: from.stable,
        determines: (given) => determines(open, given),
        groupedBy: [],
      });
      return { ...open, columns: [...open.columns, ...operator.functions.map(canonical)] };
    }
    case 'unnest':
      return unnested(operator, input(operator.input));
    case 'distinct':
      return canonicalDistinct(operator, input(operator.input), canonizing);
    case 'aggregate':
      return canonicalAggregate(operator, canonizing);
    case 'pivot':
      return constants(
        'pivot',
        JSON.stringify([operator.raw, operator.groupCount, operator.aggregateCount, operator.values]),
        [input(operator.input)],
        true,
      );
    case 'only_row':
      return onlyRow(input(operator.input));
    case 'join':
      return canonicalJoin(
        operator,
        withoutOrder(input(operator.left)),
        withoutOrder(input(operator.right)),
        canonizing,
      );
    case 'positional_join':
      return constants('positional', '', [input(operator.left), input(operator.right)], false);
    case 'dependent_join':
      return canonicalDependentJoin(operator, canonizing);
    case 'set_operation':
      return canonicalSetOperation(operator, operator.inputs.map(input), canonizing);
    case 'cte': {
      const definition = withoutOrder(input(operator.definition));
      return canonicalOperator(operator.body, {
        ...canonizing,
        ctes: new Map(canonizing.ctes).set(operator.cte, sharedBlock(definition, canonizing)),
      });
    }
    case 'recursive_cte':
      return canonicalRecursiveCte(operator, canonizing);
    case 'unknown':
      return constants('unknown', operator.raw, operator.inputs.map(input), false);
    default:
      return operator satisfies never;
  }

  function unnested({ expressions }: Extract<Operator, { kind: 'unnest' }>, open: Block): Block {
    const from = closeBlock(open, terms);
    const lists = expressions.map(canonicalExpressions(open.columns, terms)).map(from.close);
    const rows = terms.plain({ op: 'unnest', operands: [from.rows, ...lists] });
    const carried = from.columns.map((column) =>
      terms.plain({
        op: 'carried',
        detail: '0',
        operands: [rows, column],
        type: column.type,
        filled: column.notNull,
      }),
    );
    const elements = lists.map((list) =>
      terms.plain({ op: 'element', operands: [rows, list], type: list.type }),
    );
    return newLeaf(
      { rows, stable: from.stable && rows.stable, columns: [...carried, ...elements] },
      canonizing,
    );
  }

  /** One row whatever comes in: a value that needs no leaf. */
  function onlyRow(open: Block): Block {
    if (open.leaves.length === 0 && open.conditions.length === 0)
      return { ...open, columns: open.columns.slice(0, 1) };
    const from = closeBlock(open, terms);
    const [column] = from.columns;
    const value = terms.plain({
      op: 'only row',
      operands: [from.rows, column!],
      type: column!.type,
      steady: from.stable,
    });
    return { leaves: [], conditions: [], columns: [value] };
  }
}

function withoutOrder({ leaves, conditions, columns }: Block): Block {
  return { leaves, conditions, columns };
}
