/** Lets at most `size` pieces of work run at once; the others wait in the order in which they came. */
export interface QuerySlots {
  readonly size: number;
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** Runs a piece of work that keeps one of the pool's threads busy. Rejects with EngineError. */
export type RunNative = <T>(work: () => Promise<T>) => Promise<T>;

/** libuv's default number of threads. */
const defaultPoolSize = 4;

/**
 * How many queries may run at once so that two threads of libuv's pool are left for files: DuckDB's client holds a thread for as long as a
 * query runs, and a full pool makes a small `fs.writeFile` wait for seconds.
 * The pool's size is fixed when Node first uses it, which is while it loads the first ES module: setting `UV_THREADPOOL_SIZE` in
 * a module is too late. It must come from outside, or from a CommonJS file that sets it and then imports the rest.
 */
export function concurrentQueries(poolSize: string | undefined): number {
  const size = Number.parseInt(poolSize ?? '', 10);
  return Math.max(1, (Number.isNaN(size) || size < 1 ? defaultPoolSize : size) - 2);
}

export function querySlots(size: number): QuerySlots {
  let free = size;
  const waiting: (() => void)[] = [];
  return {
    size,
    async run(work) {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) free++;
        else next();
      }
    },
  };
}
