/** Rows of a catalog by the text of their first field, in their order: what belongs to each object, found without looking through all. */
export function rowsByFirst<R extends readonly unknown[]>(
  rows: readonly R[],
): ReadonlyMap<string, readonly R[]> {
  const found = new Map<string, R[]>();
  for (const row of rows) {
    const key = String(row[0]);
    const known = found.get(key);
    if (known === undefined) found.set(key, [row]);
    else known.push(row);
  }
  return found;
}
