/** Offsets of literals, in the order of their joining: a text that grows piece by piece shares those of what it was before. */
export type Literals = readonly (number | Literals)[];

export function joinLiterals(first: Literals, next: Literals): Literals {
  if (first.length === 0) return next;
  return next.length === 0 ? first : [first, next];
}

/** Each offset; as deep as they may be joined. */
export function* eachLiteral(literals: Literals): Generator<number> {
  const open: (number | Literals)[] = [literals];
  for (let next = open.pop(); next !== undefined; next = open.pop())
    if (typeof next === 'number') yield next;
    else open.push(...next.toReversed());
}
