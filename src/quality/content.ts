import { contentHash, hashArguments } from '../environment/index.ts';
import { identifier } from './sql-text.ts';

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
  const parts = columns.flatMap(({ name, type }) => hashArguments(identifier(name), type));
  return `coalesce(sum(hash(${parts.length === 0 ? '0' : parts.join(', ')})), 0)::VARCHAR`;
}

/** The content of a table: its schema, its count and the sum of `contentExpression`. Two tables of equal content hold the same. */
export function contentOf(columns: readonly TypedColumn[], rows: number, sum: string): string {
  const schema = contentHash(columns.map(({ name, type }) => ({ name, type })));
  return `rows:${rows}:${sum}:${schema.slice(0, 16)}`;
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
