import type { Operator } from './operator.ts';

/** The operator with each of the operators that it reads replaced by `change(input)`. */
export function mapInputs(operator: Operator, change: (input: Operator) => Operator): Operator {
  switch (operator.kind) {
    case 'scan':
    case 'constant_rows':
    case 'single_row':
    case 'empty_rows':
    case 'parameter_scan':
    case 'cte_scan':
      return operator;
    case 'table_function':
      return operator.input === null ? operator : { ...operator, input: change(operator.input) };
    case 'values':
    case 'project':
    case 'filter':
    case 'window':
    case 'unnest':
    case 'sort':
    case 'limit':
    case 'distinct':
    case 'sample':
    case 'aggregate':
    case 'pivot':
    case 'only_row':
      return { ...operator, input: change(operator.input) };
    case 'join':
    case 'dependent_join':
    case 'positional_join':
      return { ...operator, left: change(operator.left), right: change(operator.right) };
    case 'set_operation':
    case 'unknown':
      return { ...operator, inputs: operator.inputs.map(change) };
    case 'cte':
      return { ...operator, definition: change(operator.definition), body: change(operator.body) };
    case 'recursive_cte':
      return { ...operator, anchor: change(operator.anchor), step: change(operator.step) };
    default:
      return operator satisfies never;
  }
}

/** The operators that `operator` reads, left before right. */
export function inputsOf(operator: Operator): readonly Operator[] {
  const inputs: Operator[] = [];
  mapInputs(operator, (input) => {
    inputs.push(input);
    return input;
  });
  return inputs;
}
