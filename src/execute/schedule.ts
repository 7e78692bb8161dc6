/** A piece of work and the names of those that must be done before it; names outside of the schedule count as done. */
export interface Task<T> {
  readonly name: string;
  readonly after: readonly string[];
  readonly run: () => Promise<T>;
}

export type TaskResult<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** Not begun: something that it comes after failed. */
  | { readonly kind: 'skipped'; readonly because: string };

/**
 * Runs tasks as their order allows, at most `limit` at a time, in the given order where there is a choice. A failure skips what comes after it
 * and nothing else. `blocks` says of a value whether it counts as a failure for what comes after it. `lost`: what failed before, and because of what.
 */
export async function runSchedule<T>(
  tasks: readonly Task<T>[],
  limit: number,
  blocks: (value: T) => boolean = () => false,
  lost: ReadonlyMap<string, string> = new Map(),
): Promise<ReadonlyMap<string, TaskResult<T>>> {
  const results = new Map<string, TaskResult<T>>();
  const scheduled = new Set(tasks.map((task) => task.name));
  const waiting = new Set(tasks);
  const running = new Set<Promise<void>>();
  const stopped = (name: string) => {
    const result = results.get(name);
    if (lost.has(name)) return true;
    return result !== undefined && (result.kind !== 'done' || blocks(result.value));
  };
  for (;;) {
    for (const task of waiting) {
      const culprit = task.after.find(stopped);
      if (culprit !== undefined) {
        waiting.delete(task);
        const result = results.get(culprit);
        const because = result?.kind === 'skipped' ? result.because : (lost.get(culprit) ?? culprit);
        results.set(task.name, { kind: 'skipped', because });
        continue;
      }
      const ready = task.after.every((name) => !scheduled.has(name) || results.has(name));
      if (!ready || running.size >= limit) continue;
      waiting.delete(task);
      const work: Promise<void> = task
        .run()
        .then(
          (value) => void results.set(task.name, { kind: 'done', value }),
          (error: unknown) => void results.set(task.name, { kind: 'failed', error }),
        )
        .finally(() => running.delete(work));
      running.add(work);
    }
    if (running.size === 0) {
      if (waiting.size === 0) return results;
      const progressed = [...waiting].some((task) => task.after.some(stopped));
      if (!progressed)
        throw new Error(`tasks wait for each other: ${[...waiting].map((task) => task.name).join(', ')}`);
      continue;
    }
    await Promise.race(running);
  }
}

/** Runs `work` on every item, at most `limit` at a time, and gives the results in the items' order. Rejects with the first failure in that order, once nothing runs any more. */
export async function runAtOnce<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const tasks = items.map((item, index) => ({ name: String(index), after: [], run: () => work(item) }));
  const results = await runSchedule(tasks, limit);
  return tasks.map(({ name }) => {
    const result = results.get(name)!;
    if (result.kind === 'done') return result.value;
    throw result.kind === 'failed' ? result.error : new Error(`${name} was not begun`);
  });
}
