import { type TypeShape, typeShape } from './type-shape.ts';

/** What counts as the same value of a float: `bits` tells -0.0 from 0.0, `value` does not. All NaNs are one in both. */
export type FloatIdentity = 'bits' | 'value';

/**
 * Expressions for the engine's `hash` that together differ where values of `expression`, of the engine's type `type`, do. `hash` alone takes 0 for -1 in a wide
 * decimal, one month for 30 days, an empty list for NULL, [[1], [2]] for [[1, 2]] and a struct of NULLs for NULL.
 */
export function hashArguments(
  expression: string,
  type: string,
  floats: FloatIdentity = 'bits',
): readonly string[] {
  return argumentsOf(expression, typeShape(type), floats, 0);
}

/** `depth` keeps the names of nested lambdas apart. */
function argumentsOf(expression: string, shape: TypeShape, floats: FloatIdentity, depth: number): string[] {
  switch (shape.kind) {
    case 'plain':
      return [expression];
    case 'float':
      return floats === 'bits' ? [expression, `signbit(${expression})`] : [expression];
    case 'wide':
      // hash() is the XOR of the hashes of both halves: 0 for 0, for -1 and for all whose halves are equal.
      return [expression, `${expression}::DOUBLE`];
    case 'text':
      return [`${expression}::VARCHAR`];
    case 'list':
      return listArguments(expression, shape.element, floats, depth);
    case 'array':
      return listArguments(`${expression}::${shape.elementType}[]`, shape.element, floats, depth);
    case 'struct':
      return [
        `${expression} IS NULL`,
        ...shape.fields.flatMap((field) =>
          argumentsOf(`struct_extract(${expression}, ${literal(field.name)})`, field.shape, floats, depth),
        ),
      ];
    case 'map':
      return [
        `${expression} IS NULL`,
        ...listArguments(`map_keys(${expression})`, shape.key, floats, depth),
        ...listArguments(`map_values(${expression})`, shape.value, floats, depth),
      ];
  }
}

/** The length, which NULL has none of, and the hashes of the elements, none of them NULL. */
function listArguments(
  expression: string,
  element: TypeShape,
  floats: FloatIdentity,
  depth: number,
): string[] {
  const variable = `e${depth}`;
  const hashes = argumentsOf(variable, element, floats, depth + 1).join(', ');
  return [`len(${expression})`, `list_transform(${expression}, lambda ${variable}: hash(${hashes}))`];
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
