import { setTimeout as breathe, setImmediate as turn } from 'node:timers/promises';
import type { Files, Timer } from '../../../src/ports/index.ts';

interface Due {
  at: number;
  readonly work: () => void;
  readonly every: number | null;
}

/** A clock that goes on only where somebody waits for it. File operations are real; those of `tracked` files take no time. */
export function simulatedTime() {
  let now = 0;
  let due: Due[] = [];
  let atWork = 0;
  const add = (each: Due) => {
    due.push(each);
    return () => {
      due = due.filter((one) => one !== each);
    };
  };
  const timer: Timer = {
    monotonic: () => now,
    pause: (milliseconds) =>
      new Promise((resolve) => {
        add({ at: now + milliseconds, work: resolve, every: null });
      }),
    every: (milliseconds, work) => add({ at: now + milliseconds, work, every: milliseconds }),
  };
  return {
    timer,
    tracked: (files: Files): Files =>
      Object.fromEntries(
        Object.entries(files).map(([name, operation]) => [
          name,
          (...parameters: never[]) => {
            const result: unknown = (operation as (...all: never[]) => unknown)(...parameters);
            if (!(result instanceof Promise)) return result;
            atWork++;
            return result.finally(() => atWork--);
          },
        ]),
      ) as unknown as Files,
    now: () => now,
    after: (milliseconds: number, work: () => void) => add({ at: now + milliseconds, work, every: null }),
    /** Whatever renews itself is frozen from now on. */
    stopRepeating() {
      due = due.filter((each) => each.every === null);
    },
    /** Lets time pass until the promise is settled. */
    async run<T>(promise: Promise<T>): Promise<T> {
      let settled = false;
      promise.then(
        () => (settled = true),
        () => (settled = true),
      );
      for (;;) {
        await breathe(3);
        await turn();
        if (settled) return promise;
        // Time passes where everybody waits for it, and nobody for a file.
        if (atWork > 0 || due.every(({ every }) => every !== null)) continue;
        const next = due.sort((a, b) => a.at - b.at)[0]!;
        now = Math.max(now, next.at);
        if (next.every === null) due.shift();
        else next.at += next.every;
        next.work();
      }
    },
  };
}
