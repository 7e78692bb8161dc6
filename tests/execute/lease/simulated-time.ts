import { setTimeout as breathe, setImmediate as turn } from 'node:timers/promises';
import type { Timer } from '../../../src/ports/index.ts';

interface Due {
  at: number;
  readonly work: () => void;
  readonly every: number | null;
}

/** A clock that goes on only where somebody waits for it. File operations are real, and are let finish before time passes. */
export function simulatedTime() {
  let now = 0;
  let due: Due[] = [];
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
        const next = due.sort((a, b) => a.at - b.at)[0];
        if (next === undefined) continue;
        now = Math.max(now, next.at);
        if (next.every === null) due.shift();
        else next.at += next.every;
        next.work();
      }
    },
  };
}
