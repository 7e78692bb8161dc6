import type { Expression, SortKey, WindowExpression } from '../../relation/index.ts';
import { type EdgeSet, noEdges, through, union } from './edge-set.ts';
import { fieldName, markOf, packedFields } from './struct-fields.ts';
import { computed, type TracedColumn, type TracedField, type TracedFields } from './traced.ts';

/** Names of functions after which a value cannot be read back, in lower case. */
export type Anonymisers = ReadonlySet<string>;

/** What an expression reads: the columns of its operator's input, side by side. */
export interface ExpressionTrace {
  readonly column: (expression: Expression) => TracedColumn;
  readonly edges: (expression: Expression) => EdgeSet;
}

/** What stands for an operation that works on a value; nothing where operations are not asked for. */
export type StepEdges = (operation: string) => EdgeSet;

/** Traces expressions over `input`. Each expression of the DAG is traced once. */
export function traceExpressions(
  input: readonly TracedColumn[],
  anonymisers: Anonymisers,
  step: StepEdges,
): ExpressionTrace {
  const known = new Map<number, EdgeSet>();
  const edges = (expression: Expression): EdgeSet => {
    const seen = known.get(expression.id);
    if (seen !== undefined) return seen;
    const own = stepOf(expression);
    const found = own === null ? trace(expression) : union([trace(expression), step(own)]);
    known.set(expression.id, found);
    return found;
  };
  const all = (expressions: readonly Expression[]) => union(expressions.map(edges));
  const keys = (order: readonly SortKey[]) => all(order.map((key) => key.expression));
  const orNone = (expression: Expression | null) => (expression === null ? noEdges : edges(expression));
  const masks = (name: string) => anonymisers.has(name.toLowerCase());

  function trace(expression: Expression): EdgeSet {
    switch (expression.kind) {
      case 'column':
        return input[expression.index]?.edges ?? everything();
      case 'constant':
      case 'parameter':
      case 'lambda_input':
        return noEdges;
      case 'unknown':
        return everything();
      case 'call': {
        const mark = markOf(expression);
        const field = fieldOf(expression)?.edges;
        if (mark !== null && field !== undefined) return through(field, 'TRANSFORMATION', masks(mark));
        return field ?? through(all(expression.arguments), 'TRANSFORMATION', masks(expression.name));
      }
      case 'cast':
      case 'unnest':
        return through(edges(expression.operand), 'TRANSFORMATION');
      case 'comparison':
        return through(all([expression.left, expression.right]), 'TRANSFORMATION', masks('(comparison)'));
      case 'between':
        return through(
          all([expression.input, expression.lower, expression.upper]),
          'TRANSFORMATION',
          masks('(comparison)'),
        );
      case 'logical':
        return through(all(expression.operands), 'TRANSFORMATION');
      case 'operation':
        return through(all(expression.operands), 'TRANSFORMATION', masks(testOf(expression.name)));
      case 'case': {
        const results = [...expression.branches.map((branch) => branch.result), expression.otherwise];
        const values = through(all(results), 'TRANSFORMATION');
        if (isCoalesce(expression)) return values;
        const conditions = expression.branches.map((branch) => branch.condition);
        return union([values, through(all(conditions), 'CONDITIONAL')]);
      }
      case 'aggregate':
        return union([
          through(all(expression.arguments), 'AGGREGATION', masks(expression.name)),
          through(orNone(expression.filter), 'FILTER'),
          through(keys(expression.order), 'SORT'),
        ]);
      case 'window':
        return union([
          through(all(expression.arguments), valueUse(expression.name), masks(expression.name)),
          through(orNone(expression.fallback), 'TRANSFORMATION'),
          through(all(expression.partitions.filter((key) => !isParameter(key))), 'WINDOW'),
          through(keys(expression.order), limitsByParameters(expression) ? 'SORT' : 'WINDOW'),
          through(orNone(expression.frame.startDistance), 'WINDOW'),
          through(orNone(expression.frame.endDistance), 'WINDOW'),
          through(orNone(expression.offset), 'WINDOW'),
          through(orNone(expression.filter), 'FILTER'),
          through(keys(expression.argumentOrder), 'SORT'),
        ]);
      default:
        return expression satisfies never;
    }
  }

  /** What cannot be told may come from anywhere in the row. */
  function everything(): EdgeSet {
    return through(union(input.map((column) => column.edges)), 'TRANSFORMATION');
  }

  /** A LIMIT on the inner side of a dependent join counts rows for each combination of parameters. */
  function limitsByParameters(expression: WindowExpression): boolean {
    const { name, partitions } = expression;
    return name === 'row_number' && partitions.length > 0 && partitions.every(isParameter);
  }

  function isParameter(expression: Expression): boolean {
    return expression.kind === 'column' && (input[expression.index]?.parameter ?? null) !== null;
  }

  function column(expression: Expression): TracedColumn {
    if (expression.kind === 'column' && input[expression.index] !== undefined)
      return input[expression.index]!;
    const found = computed(edges(expression));
    const fields = fieldsOf(expression);
    if (fields !== null) return { ...found, fields };
    return makesFixedList(expression) ? { ...found, fixedLength: true } : found;
  }

  /** The field that `struct_extract` takes, where its struct was put together in this query. */
  function fieldOf(expression: Expression): TracedField | null {
    const name = fieldName(expression);
    if (name === null || expression.kind !== 'call') return null;
    return fieldsOf(expression.arguments[0]!)?.get(name) ?? null;
  }

  function fieldsOf(expression: Expression): TracedFields | null {
    if (expression.kind === 'column') return input[expression.index]?.fields ?? null;
    // What an anonymiser gives back is not what it was put together from.
    if (markOf(expression) !== null) return null;
    const packed = packedFields(expression);
    if (packed === null) return fieldOf(expression)?.fields ?? null;
    return new Map(
      [...packed].map(([name, value]) => [name, { edges: edges(value), fields: fieldsOf(value) }]),
    );
  }

  return { edges, column };
}

/** Behind the name of an aggregate that adds floating-point numbers, whose last bits depend on the order of the rows. */
export const overFloats = '\u0000floats';

function addsFloats(name: string, operands: readonly Expression[]): boolean {
  return (
    !/^(min|max|count|count_star|count_if|median|quantile.*|mode|arg_.*|first|last|any_value|first_value|last_value|nth_value|row_number|rank|dense_rank|ntile|lag|lead)$/.test(
      name,
    ) && operands.some(({ type }) => /\b(FLOAT|DOUBLE)\b/.test(type.text))
  );
}

/** Operators that only test a value have names of their own, in parentheses, which no function can have. */
function testOf(operation: string): string {
  if (operation === 'is_null' || operation === 'is_not_null') return '(null test)';
  return operation === 'in' || operation === 'not_in' ? '(comparison)' : operation;
}

/** What an expression does to its values, in a word or two; null for what does nothing to them. */
function stepOf(expression: Expression): string | null {
  switch (expression.kind) {
    case 'call':
      return expression.name.toLowerCase();
    case 'aggregate':
    case 'window': {
      const name = expression.name.toLowerCase();
      return addsFloats(name, expression.arguments) ? `${name}${overFloats}` : name;
    }
    case 'cast':
      return `${expression.attempt ? 'try_cast' : 'cast'} to ${expression.type.text}`;
    case 'case':
      return 'case';
    case 'operation':
      return expression.name === 'coalesce' ? 'coalesce' : null;
    default:
      return null;
  }
}

function makesFixedList(expression: Expression): boolean {
  return expression.kind === 'call' && fixedLists.has(expression.name);
}

/** As many elements as there are arguments. `unpivot_list` is the engine's own, for UNPIVOT. */
const fixedLists: ReadonlySet<string> = new Set(['list_value', 'list_pack', 'unpivot_list']);

/** `CASE WHEN x IS NULL THEN y ELSE x END`: a COALESCE, which the engine writes so around `ARRAY(SELECT …)`. */
function isCoalesce(expression: Extract<Expression, { kind: 'case' }>): boolean {
  const [branch, ...more] = expression.branches;
  const condition = branch?.condition;
  return (
    more.length === 0 &&
    condition?.kind === 'operation' &&
    condition.name === 'is_null' &&
    condition.operands[0] === expression.otherwise
  );
}

/** These pick the value of a row; all others compute one from many. */
function valueUse(windowFunction: string): 'TRANSFORMATION' | 'AGGREGATION' {
  return pickingFunctions.has(windowFunction) ? 'TRANSFORMATION' : 'AGGREGATION';
}

const pickingFunctions: ReadonlySet<string> = new Set([
  'lag',
  'lead',
  'first_value',
  'last_value',
  'nth_value',
  'fill',
  'ntile',
]);
