import type { AggregateExpression } from '../expressions/aggregate.ts';
import type { Expression } from '../expressions/expression.ts';
import type { SortKey } from '../expressions/sort-key.ts';
import type { WindowExpression } from '../expressions/window.ts';
import { compare } from './rules/compare.ts';
import { logical } from './rules/logical.ts';
import { negate } from './rules/negate.ts';
import {
  orderDependentAggregates,
  positionalWindows,
  tieProofWindows,
  volatileFunctions,
} from './stability.ts';
import { createTermHasher, type Term, type TermTable } from './term.ts';

/** Expressions over the columns `input` as terms in canonical form. Each expression of the DAG is brought into it once. */
export function canonicalExpressions(
  input: readonly Term[],
  terms: TermTable,
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
    switch (expression.kind) {
      case 'column':
        return (
          input[expression.index] ?? terms.apply(`missing column ${expression.index}`, [], { stable: false })
        );
      case 'lambda_input':
        return terms.apply(`lambda input ${expression.index} ${expression.type.text}`, []);
      case 'constant':
        return constant(expression.value, expression.type.text);
      case 'parameter':
        return terms.apply(`parameter ${expression.name} ${expression.type.text}`, []);
      case 'unknown':
        return terms.apply(`unknown ${expression.raw}`, input, { stable: false });
      case 'cast':
        return cast(expression);
      case 'comparison':
        return compare(terms, expression.operator, canonical(expression.left), canonical(expression.right));
      case 'between':
        return between(expression);
      case 'logical':
        return logical(terms, expression.operator, all(expression.operands));
      case 'operation':
        return operation(expression);
      case 'case':
        return terms.apply(`case ${expression.branches.length} ${expression.type.text}`, [
          ...expression.branches.flatMap((branch) => [canonical(branch.condition), canonical(branch.result)]),
          canonical(expression.otherwise),
        ]);
      case 'call':
        return call(expression);
      case 'unnest':
        return terms.apply('unnest', [canonical(expression.operand)]);
      case 'aggregate':
        return aggregate(expression);
      case 'window':
        return window(expression);
      default:
        return expression satisfies never;
    }
  }

  function constant(value: string | null, type: string): Term {
    return terms.apply(`constant ${type} ${value ?? 'NULL'}`, []);
  }

  /** TRUE and FALSE arrive as casts of 't' and 'f'. */
  function cast(expression: Extract<Expression, { kind: 'cast' }>): Term {
    const { operand, type } = expression;
    if (type.text === 'BOOLEAN' && operand.kind === 'constant') {
      if (operand.value === '"t"') return constant('true', 'BOOLEAN');
      if (operand.value === '"f"') return constant('false', 'BOOLEAN');
    }
    return terms.apply(`${expression.attempt ? 'try_cast' : 'cast'} ${operand.type.text} ${type.text}`, [
      canonical(operand),
    ]);
  }

  /** Two comparisons, unless the input would be computed twice with two results. */
  function between(expression: Extract<Expression, { kind: 'between' }>): Term {
    const [value, lower, upper] = all([expression.input, expression.lower, expression.upper]) as [
      Term,
      Term,
      Term,
    ];
    return logical(terms, 'and', [
      compare(terms, expression.lowerInclusive ? 'less_or_equal' : 'less', lower, value),
      compare(terms, expression.upperInclusive ? 'less_or_equal' : 'less', value, upper),
    ]);
  }

  function operation(expression: Extract<Expression, { kind: 'operation' }>): Term {
    const operands = all(expression.operands);
    const [first, ...rest] = operands;
    switch (expression.name) {
      case 'not':
        return negate(terms, first!);
      case 'is_not_null':
        return negate(terms, terms.apply('is_null', [first!]));
      case 'in':
        return logical(
          terms,
          'or',
          rest.map((member) => compare(terms, 'equal', first!, member)),
        );
      case 'not_in':
        return negate(
          terms,
          logical(
            terms,
            'or',
            rest.map((member) => compare(terms, 'equal', first!, member)),
          ),
        );
      case 'is_null':
        return terms.apply('is_null', [first!]);
      case 'coalesce':
      case 'try':
        return terms.apply(`${expression.name} ${expression.type.text}`, operands);
      default:
        return expression.name satisfies never;
    }
  }

  function call(expression: Extract<Expression, { kind: 'call' }>): Term {
    const operands = all(expression.arguments);
    const { name, parameterTypes, type } = expression;
    const types = parameterTypes.map((parameter) => parameter.text);
    const sameTypes = types.length === 2 && types[0] === types[1];
    const label = `call ${name} ${JSON.stringify([types, type.text, expression.options, expression.argumentNames, lambdaHash(expression.lambda)])}`;
    const options = { unordered: sameTypes && commutative.has(name), stable: !volatileFunctions.has(name) };
    // Integers only, whose sums are the same in any grouping up to an overflow, which is an error.
    if (options.unordered && integers.has(type.text) && types[0] === type.text) {
      const flat = operands.flatMap((term) =>
        term.kind === 'applied' && term.label === label ? term.operands : [term],
      );
      return terms.apply(label, flat, options);
    }
    return terms.apply(label, operands, options);
  }

  /** A lambda's body reads nothing of the row but its own inputs. */
  function lambdaHash(body: Expression | null): string | null {
    if (body === null) return null;
    const term = canonicalExpressions([], terms)(body);
    return `${createTermHasher(() => '')(term)}${term.stable ? '' : ' unstable'}`;
  }

  function sortKeys(keys: readonly SortKey[]): { label: string; operands: readonly Term[] } {
    return {
      label: keys.map((key) => `${key.direction} ${key.nulls}`).join(),
      operands: keys.map((key) => canonical(key.expression)),
    };
  }

  function aggregate(expression: AggregateExpression): Term {
    const { name, filter, type, options } = expression;
    const operands = all(expression.arguments);
    const order = sortKeys(expression.order);
    // count(1) counts rows.
    const countsRows =
      name === 'count' && !expression.distinct && expression.arguments.every(isNotNullConstant);
    const distinct = expression.distinct && !duplicateProof.has(name);
    const label = JSON.stringify([
      'aggregate',
      countsRows ? 'count_star' : name,
      countsRows ? [] : expression.parameterTypes.map((parameter) => parameter.text),
      type.text,
      options,
      distinct,
      filter !== null,
      order.label,
    ]);
    return terms.apply(
      label,
      [...(countsRows ? [] : operands), ...(filter === null ? [] : [canonical(filter)]), ...order.operands],
      { stable: !orderDependentAggregates.has(name) },
    );
  }

  function window(expression: WindowExpression): Term {
    const { frame, filter, offset, fallback, name } = expression;
    const order = sortKeys(expression.order);
    const inner = sortKeys(expression.argumentOrder);
    const optional = [filter, offset, fallback, frame.startDistance, frame.endDistance];
    const label = JSON.stringify([
      'window',
      name,
      expression.parameterTypes.map((type) => type.text),
      expression.type.text,
      expression.options,
      expression.distinct,
      expression.ignoreNulls,
      frame.start,
      frame.end,
      frame.exclude,
      optional.map((one) => one !== null),
      order.label,
      inner.label,
      expression.arguments.length,
      expression.partitions.length,
    ]);
    // RANGE and GROUPS take all of a tie or none of it; ROWS and EXCLUDE cut through it.
    const cutsTies =
      frame.start.endsWith('ROWS') || frame.end.endsWith('ROWS') || frame.exclude !== 'NO_OTHER';
    const stable =
      tieProofWindows.has(name) ||
      (!cutsTies && !positionalWindows.has(name) && !orderDependentAggregates.has(name));
    return terms.apply(
      label,
      [
        ...all(expression.arguments),
        ...all(expression.partitions),
        ...order.operands,
        ...inner.operands,
        ...optional.flatMap((one) => (one === null ? [] : [canonical(one)])),
      ],
      { stable },
    );
  }

  return canonical;
}

function isNotNullConstant(expression: Expression): boolean {
  if (expression.kind === 'cast' && !expression.attempt) return isNotNullConstant(expression.operand);
  return expression.kind === 'constant' && expression.value !== null;
}

/** These give the same with and without DISTINCT. */
const duplicateProof: ReadonlySet<string> = new Set([
  'min',
  'max',
  'bool_and',
  'bool_or',
  'bit_and',
  'bit_or',
]);

const commutative: ReadonlySet<string> = new Set(['+', '*', '&', '|', 'xor', 'add', 'multiply']);

const integers: ReadonlySet<string> = new Set([
  'TINYINT',
  'SMALLINT',
  'INTEGER',
  'BIGINT',
  'HUGEINT',
  'UTINYINT',
  'USMALLINT',
  'UINTEGER',
  'UBIGINT',
  'UHUGEINT',
]);
