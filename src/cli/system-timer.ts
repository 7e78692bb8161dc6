import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { Timer } from '../ports/index.ts';

/** The machine's own clock, which nobody sets. */
export function systemTimer(): Timer {
  return {
    monotonic: () => performance.now(),
    pause: (milliseconds) => pause(milliseconds),
    every(milliseconds, work) {
      const timer = setInterval(work, milliseconds);
      timer.unref();
      return () => clearInterval(timer);
    },
  };
}
