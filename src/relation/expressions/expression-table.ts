import type { Expression, NewExpression } from './expression.ts';

/** Where expressions are made: the same structure twice gives the same object twice. */
export interface ExpressionTable {
  readonly intern: (expression: NewExpression) => Expression;
  /** How many different expressions there are. */
  readonly size: () => number;
}

export function createExpressionTable(): ExpressionTable {
  const byKey = new Map<string, Expression>();
  return {
    intern(expression) {
      const key = expression.kind === 'column' ? columnKey(expression) : keyOf(expression);
      const known = byKey.get(key);
      if (known !== undefined) return known;
      const made = { ...expression, id: byKey.size } as Expression;
      byKey.set(key, made);
      return made;
    },
    size: () => byKey.size,
  };
}

/** Half of all expressions are columns. No key of another begins so. */
function columnKey({
  index,
  type,
}: {
  readonly index: number;
  readonly type: { readonly text: string };
}): string {
  return `column ${index} ${type.text}`;
}

/**
 * Unique for the structure: fields in the order in which the decoder writes them, child expressions by their ids, types by their texts. Texts are
 * preceded by their lengths, so that no two structures run into one key.
 */
function keyOf(value: unknown): string {
  if (typeof value === 'string') return `${value.length}'${value}`;
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) {
    let key = '[';
    for (const part of value) key += `${partKey(part)},`;
    return `${key}]`;
  }
  let key = '{';
  for (const name in value) {
    if (name !== 'id') key += `${name}:${partKey((value as Record<string, unknown>)[name])};`;
  }
  return `${key}}`;
}

function partKey(part: unknown): string {
  if (part !== null && typeof part === 'object') {
    if ('id' in part) return `#${part.id}`;
    if ('text' in part) return `<${part.text}>`;
  }
  return keyOf(part);
}
