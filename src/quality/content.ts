import { contentHash } from '../environment/index.ts';
import { identifier } from './sql-text.ts';
import { type TypeShape, typeShape } from './type-shape.ts';

export interface TypedColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * An aggregate over a relation's rows: the SUM of a hash of each row, as text. Equal bags of rows give equal sums; different ones almost
 * never (64 bits a row). SUM, because XOR would lose each row that stands there twice.
 *
 * The engine's `hash` takes 0.0 for -0.0, 0 for -1 in a wide decimal, one month for 30 days, an empty list for NULL, [[1], [2]] for [[1, 2]] and a struct of NULLs for NULL; here a
 * value's arguments tell these apart. All NaNs are one.
 */
export function contentExpression(columns: readonly TypedColumn[]): string {
  const parts = columns.flatMap(({ name, type }) => hashArguments(identifier(name), typeShape(type), 0));
  return `coalesce(sum(hash(${parts.length === 0 ? '0' : parts.join(', ')})), 0)::VARCHAR`;
}

/** The content of a table: its schema, its count and the sum of `contentExpression`. Two tables of equal content hold the same. */
export function contentOf(columns: readonly TypedColumn[], rows: number, sum: string): string {
  const schema = contentHash(columns.map(({ name, type }) => ({ name, type })));
  return `rows:${rows}:${sum}:${schema.slice(0, 16)}`;
}

/** Expressions that together differ where values of `expression` do. `depth` keeps the names of nested lambdas apart. */
function hashArguments(expression: string, shape: TypeShape, depth: number): string[] {
  switch (shape.kind) {
    case 'plain':
      return [expression];
    case 'float':
      return [expression, `signbit(${expression})`];
    case 'wide':
      // hash() is the XOR of the hashes of both halves: 0 for 0, for -1 and for all whose halves are equal.
      return [expression, `${expression}::DOUBLE`];
    case 'text':
      return [`${expression}::VARCHAR`];
    case 'list':
      return listArguments(expression, shape.element, depth);
    case 'array':
      return listArguments(`${expression}::${shape.elementType}[]`, shape.element, depth);
    case 'struct':
      return [
        `${expression} IS NULL`,
        ...shape.fields.flatMap((field) =>
          hashArguments(`struct_extract(${expression}, ${literal(field.name)})`, field.shape, depth),
        ),
      ];
    case 'map':
      return [
        `${expression} IS NULL`,
        ...listArguments(`map_keys(${expression})`, shape.key, depth),
        ...listArguments(`map_values(${expression})`, shape.value, depth),
      ];
  }
}

/** The length, which NULL has none of, and the hashes of the elements, none of them NULL. */
function listArguments(expression: string, element: TypeShape, depth: number): string[] {
  const variable = `e${depth}`;
  const hashes = hashArguments(variable, element, depth + 1).join(', ');
  return [`len(${expression})`, `list_transform(${expression}, lambda ${variable}: hash(${hashes}))`];
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A content text taken apart. */
export interface ContentParts {
  readonly rows: number;
  readonly sum: bigint;
  readonly schema: string;
}

/** The parts of what `contentOf` made; null for a content of another kind. */
export function contentParts(content: string): ContentParts | null {
  const match = /^rows:(\d+):(-?\d+):([0-9a-f]+)$/.exec(content);
  if (match === null) return null;
  return { rows: Number(match[1]), sum: BigInt(match[2]!), schema: match[3]! };
}

/** The content of a table after rows went and rows came, all of one schema: sums add up. */
export function contentAfter(
  before: ContentParts,
  gone: Pick<ContentParts, 'rows' | 'sum'>,
  come: Pick<ContentParts, 'rows' | 'sum'>,
): string {
  return `rows:${before.rows - gone.rows + come.rows}:${before.sum - gone.sum + come.sum}:${before.schema}`;
}
