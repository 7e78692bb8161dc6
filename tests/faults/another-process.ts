import type { Host } from '../../src/cli/host.ts';
import { systemProcesses } from '../../src/cli/system-processes.ts';

/** Beyond the numbers that a system gives. */
let last = 100_000_000;

/** A process of its own that is gone for all others, so that nobody waits for the lease that it leaves. */
export function anotherProcess(): Pick<Host, 'process' | 'processes'> {
  const { place, identify } = systemProcesses();
  const own = ++last;
  return {
    process: own,
    processes: { place, identify: (number) => (number === own ? `process ${own}` : identify(number)) },
  };
}
