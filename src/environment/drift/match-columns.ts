/** A source's column for a name: the same, else the only one that differs in case alone. */
export function matchColumn<T extends { readonly name: string }>(
  name: string,
  found: readonly T[],
): T | undefined {
  const exact = found.find((each) => each.name === name);
  if (exact !== undefined) return exact;
  const folded = found.filter((each) => each.name.toLowerCase() === name.toLowerCase());
  return folded.length === 1 ? folded[0] : undefined;
}
