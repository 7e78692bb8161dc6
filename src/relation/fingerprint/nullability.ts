import type { Term } from './term.ts';
import { isNumber, isScalar } from './types.ts';

/**
 * Whether operator `op` over `operands` is never NULL, from the operands' own nullability. Constants, columns and counts say it themselves. Division is not among
 * these: by zero it gives NULL.
 */
export function neverNull(op: string, operands: readonly Term[], type: string): boolean {
  switch (op) {
    case 'is_null':
    case 'distinct':
    case 'not_distinct':
    case 'exists':
      return true;
    case 'equal':
    case 'not_equal':
    case 'less':
    case 'less_or_equal':
      return operands.every((operand) => operand.notNull && isScalar(operand.type));
    case 'and':
    case 'or':
    case 'not':
      return operands.every((operand) => operand.notNull);
    case 'sum':
    case 'product':
    case 'negative':
      return operands.every((operand) => operand.notNull);
    case 'cast':
      return operands.every((operand) => operand.notNull && isNumber(operand.type)) && isNumber(type);
    case 'coalesce':
      return operands.some((operand) => operand.notNull);
    case 'case':
      return operands.every(
        (operand, index) => (index % 2 === 0 && index < operands.length - 1) || operand.notNull,
      );
    case 'key':
    case 'of':
    case 'kept':
      return operands.at(-1)?.notNull === true;
    case 'union':
      return operands.slice(1).every((operand) => operand.notNull);
    default:
      return false;
  }
}
