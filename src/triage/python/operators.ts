import type { SyntaxNode } from '@lezer/common';
import { sourcesIn } from './call.ts';
import type { Inside } from './follower.ts';
import { originsIn } from './frame-methods.ts';
import { formatPercent, joinTexts } from './join-text.ts';
import { childrenOf, isExpression } from './nodes.ts';
import { slash, unknown, type Value } from './value.ts';

/** Texts are often put together from hundreds of lines: a chain to the left is walked, not climbed into. */
export function binary({ follower, inner }: Inside, node: SyntaxNode): Value {
  const operands: SyntaxNode[] = [];
  const operators: string[] = [];
  let each: SyntaxNode = node;
  for (;;) {
    const [left, right] = childrenOf(each).filter(isExpression);
    const operator = childrenOf(each).find((part) => !isExpression(part) && part.name !== 'Comment');
    if (left === undefined) return unknown;
    if (right !== undefined) operands.unshift(right);
    operators.unshift(operator === undefined ? '' : follower.text.slice(operator.from, operator.to));
    if (left.name !== 'BinaryExpression') {
      operands.unshift(left);
      break;
    }
    each = left;
  }
  const names = operands.map((operand) => follower.text.slice(operand.from, operand.to));
  const values = operands.map((operand) => inner(operand));
  const line = follower.lineAt(node.from);
  if (
    operators.every((operator) => operator === '+') &&
    values.some((value) => value.kind === 'text' || value.kind === 'either')
  )
    return joinTexts(
      values.map((value, index) => ({ value, name: names[index]! })),
      line,
    );
  if (operators.every((operator) => operator === '+') && values.every((value) => value.kind === 'list'))
    return { kind: 'list', items: values.flatMap((value) => (value.kind === 'list' ? value.items : [])) };
  return values.slice(1).reduce((left, right, index) => {
    const operator = operators[index];
    if (operator === '%' && left.kind === 'text') return formatPercent(left, right, names[index + 1]!);
    if (operator === '/' && left.kind === 'text')
      return joinTexts(
        [
          { value: left, name: '' },
          { value: slash(line), name: '' },
          { value: right, name: names[index + 1]! },
        ],
        line,
      );
    if (operator === '+' && (left.kind === 'text' || right.kind === 'text'))
      return joinTexts(
        [
          { value: left, name: names[index]! },
          { value: right, name: names[index + 1]! },
        ],
        line,
      );
    return together([left, right]);
  }, values[0]!);
}

/** What is computed from values row by row. */
function together(values: readonly Value[]): Value {
  if (sourcesIn(values).length === 0) return unknown;
  const { origins, sources } = originsIn({ kind: 'list', items: values });
  return { kind: 'series', name: null, origins, sources };
}
