/** Runs `work` on every item, `limit` at a time, and gives the results in the items' order. Rejects with the first failure, once what runs has ended; nothing new begins after it. */
export async function eachOf<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  let failed: { readonly error: unknown } | null = null;
  const lane = async () => {
    while (next < items.length && failed === null) {
      const at = next++;
      try {
        results[at] = await work(items[at]!);
      } catch (error) {
        failed ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
  if (failed !== null) throw (failed as { readonly error: unknown }).error;
  return results;
}
