/** What `unfit` has thrown: nothing else is caught. */
const thrown = new WeakSet<Error>();

/** Gives up on a SELECT: no rules can say it. */
export function unfit(reason: string): never {
  const error = new Error(reason);
  thrown.add(error);
  throw error;
}

/** What `work` gives; or the reason why it gave up. */
export function unlessUnfit<T>(work: () => T): { readonly value: T } | { readonly reason: string } {
  try {
    return { value: work() };
  } catch (error) {
    if (error instanceof Error && thrown.has(error)) return { reason: error.message };
    throw error;
  }
}
