import type { Expression } from '../expressions/expression.ts';
import { type CallContext, canonicalAggregateTerm, canonicalWindowTerm } from './canonical-call.ts';
import { constant } from './rules/constants.ts';
import { volatileFunctions } from './stability.ts';
import type { Term, TermParts } from './term.ts';
import { callPrefix, type TermTable } from './term-table.ts';

/**
 * Expressions over the columns `input` as terms in canonical form. Each expression of the DAG is brought into it once. `context`: what aggregates and windows need to
 * know of the rows that they look at.
 */
export function canonicalExpressions(
  input: readonly Term[],
  terms: TermTable,
  context: CallContext | null = null,
): (expression: Expression) => Term {
  return translator(input, terms, terms.apply, context);
}

function translator(
  input: readonly Term[],
  terms: TermTable,
  apply: (parts: TermParts) => Term,
  context: CallContext | null,
): (expression: Expression) => Term {
  const known = new Map<number, Term>();
  const canonical = (expression: Expression): Term => {
    const seen = known.get(expression.id);
    if (seen !== undefined) return seen;
    const made = make(expression);
    known.set(expression.id, made);
    return made;
  };
  const all = (expressions: readonly Expression[]) => expressions.map(canonical);

  function make(expression: Expression): Term {
    const type = expression.type.text;
    switch (expression.kind) {
      case 'column':
        return (
          input[expression.index] ??
          terms.plain({
            op: 'missing column',
            detail: String(expression.index),
            type,
            operands: input,
            steady: false,
          })
        );
      case 'lambda_input':
        return terms.plain({ op: 'lambda input', detail: String(expression.index), type });
      case 'constant':
        return constant(terms, expression.value, type);
      case 'parameter':
        return terms.plain({ op: 'parameter', detail: expression.name, type });
      case 'unknown':
        return terms.plain({ op: 'unknown', detail: expression.raw, type, operands: input, steady: false });
      case 'cast':
        return apply({
          op: expression.attempt ? 'try_cast' : 'cast',
          operands: [canonical(expression.operand)],
          type,
        });
      case 'comparison':
        return apply({
          op: expression.operator,
          operands: [canonical(expression.left), canonical(expression.right)],
          type,
        });
      case 'between':
        return apply({
          op: 'between',
          detail: [expression.lowerInclusive, expression.upperInclusive]
            .map((inclusive) => (inclusive ? 'less_or_equal' : 'less'))
            .join(' '),
          operands: all([expression.input, expression.lower, expression.upper]),
          type,
        });
      case 'logical':
        return apply({ op: expression.operator, operands: all(expression.operands), type });
      case 'operation':
        return expression.name === 'try'
          ? attempted(expression)
          : apply({ op: expression.name, operands: all(expression.operands), type });
      case 'case':
        return apply({
          op: 'case',
          operands: [
            ...expression.branches.flatMap((branch) => all([branch.condition, branch.result])),
            canonical(expression.otherwise),
          ],
          type,
        });
      case 'call':
        return call(expression);
      case 'unnest':
        return apply({ op: 'unnest', operands: [canonical(expression.operand)], type });
      case 'aggregate':
        return canonicalAggregateTerm(expression, canonical, terms, context);
      case 'window':
        return canonicalWindowTerm(expression, canonical, terms, context);
      default:
        return expression satisfies never;
    }
  }

  /** TRY makes a NULL of an error, and rules may move errors: what stands in it is taken as it is. */
  function attempted(expression: Extract<Expression, { kind: 'operation' }>): Term {
    const raw = translator(input, terms, terms.plain, context);
    return terms.plain({ op: 'try', operands: expression.operands.map(raw), type: expression.type.text });
  }

  /** What decides which function it is stands in the detail: the types that it takes come first in it. */
  function call(expression: Extract<Expression, { kind: 'call' }>): Term {
    const { name, parameterTypes, options, argumentNames, lambda } = expression;
    const body = lambda === null ? null : translator([], terms, apply, null)(lambda);
    return apply({
      op: `${callPrefix}${name}`,
      detail: JSON.stringify([parameterTypes.map(({ text }) => text), options, argumentNames, body !== null]),
      operands: body === null ? all(expression.arguments) : [...all(expression.arguments), body],
      type: expression.type.text,
      steady: !volatileFunctions.has(name),
    });
  }

  return canonical;
}
