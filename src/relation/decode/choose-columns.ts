import { ShapeError } from '../json/shape.ts';
import type { Operator } from '../operators/operator.ts';
import type { Decoding } from './decoding.ts';

/** `input` with only the columns of `map`, in its order; an empty map keeps all. The engine's projection maps become plain projections. */
export function chooseColumns(input: Operator, map: readonly number[], decoding: Decoding): Operator {
  if (map.length === 0) return input;
  const types = map.map((index) => {
    const type = input.types[index];
    if (type === undefined)
      throw new ShapeError(`a projection map that names column ${index} of ${input.types.length}`);
    return type;
  });
  return {
    kind: 'project',
    input,
    expressions: map.map((index, at) =>
      decoding.expressions.intern({ kind: 'column', index, type: types[at]! }),
    ),
    types,
  };
}
