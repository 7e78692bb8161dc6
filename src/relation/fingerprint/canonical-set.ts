import type { Operator } from '../operators/operator.ts';
import type { Arm, Block } from './block.ts';
import { type Canonizing, newLeaf } from './canonizing.ts';
import { closeBlock } from './close-block.ts';
import { flattenedArms } from './rules/flattened-union.ts';
import { orderedArms } from './rules/union-arms.ts';

export function canonicalSetOperation(
  operator: Extract<Operator, { kind: 'set_operation' }>,
  inputs: readonly Block[],
  canonizing: Canonizing,
): Block {
  const { terms } = canonizing;
  if (operator.operation === 'union')
    return union(
      inputs.flatMap((input) => flattenedArms(input, terms)),
      canonizing,
    );
  const sides = inputs.map((input) => closeBlock(input, terms));
  const whole = sides.flatMap((side) => [side.rows, ...side.columns]);
  const rows = terms.plain({ op: `${operator.operation} ${operator.all}`, operands: whole });
  return newLeaf(
    {
      rows,
      stable: sides.every((side) => side.stable) && whole.every((term) => term.stable),
      columns: sides[0]!.columns.map((value) =>
        terms.plain({ op: 'kept', operands: [rows, value], type: value.type }),
      ),
    },
    canonizing,
  );
}

function union(inputs: readonly Arm[], canonizing: Canonizing): Block {
  const { terms } = canonizing;
  const arms = orderedArms(inputs, terms);
  const rows = terms.plain({ op: 'union', operands: arms.map((arm) => arm.rows) });
  const columns = (arms[0]?.columns ?? []).map((first, index) =>
    terms.plain({
      op: 'union',
      operands: [rows, ...arms.map((arm) => arm.columns[index]!)],
      type: first.type,
    }),
  );
  return newLeaf({ rows, stable: arms.every((arm) => arm.stable), columns, arms }, canonizing);
}
