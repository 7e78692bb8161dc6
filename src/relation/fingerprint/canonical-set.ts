import type { Operator } from '../operators/operator.ts';
import { type Block, closeBlock, leafBlock } from './block.ts';
import type { Canonizing } from './canonizing.ts';
import { hashOf } from './hash.ts';

/** Arms of a UNION are put in order once, by their rows: never column by column. */
export function canonicalSetOperation(
  operator: Extract<Operator, { kind: 'set_operation' }>,
  inputs: readonly Block[],
  { terms, nextLeaf }: Canonizing,
): Block {
  const arms = inputs.map(closeBlock);
  const stable = arms.every((arm) => arm.stable);
  if (operator.operation === 'union') {
    const ordered = [...arms].sort((a, b) => (a.rows < b.rows ? -1 : a.rows > b.rows ? 1 : 0));
    return leafBlock(
      nextLeaf(),
      hashOf(
        'union',
        ordered.map((arm) => arm.rows),
      ),
      stable,
      operator.types.map((_, index) => ({
        value: hashOf(
          'union',
          ordered.map((arm) => arm.columns[index]!.value),
        ),
        stable: ordered.every((arm) => arm.columns[index]!.stable),
      })),
      terms,
    );
  }
  const whole = arms.flatMap((arm) => [arm.rows, ...arm.columns.map((column) => column.value)]);
  const compared = arms.every((arm) => arm.columns.every((column) => column.stable));
  return leafBlock(
    nextLeaf(),
    hashOf(`${operator.operation} ${operator.all}`, whole),
    stable && compared,
    arms[0]!.columns.map((column) => ({ ...column, value: hashOf('kept', [column.value]) })),
    terms,
  );
}
