import type { Lease } from '../../environment/index.ts';
import type { Processes, Timer } from '../../ports/index.ts';
import type { Lake } from '../lake.ts';
import { readStanding, type StandingLease } from './lease-files.ts';

export interface LeasePorts {
  readonly timer: Timer;
  readonly processes: Processes;
}

/** What one look at a lease says. `unknown`: only watching it tells. */
export type Glance = 'free' | 'held' | 'unknown';

/**
 * Judges a lease by one look. A holder of the same place is looked up among its processes; one that has renewed within the lease time by the clock that both share is
 * at work. Of a holder elsewhere a look tells nothing: clocks differ, and so do processes.
 */
export function glanceAt({ lease }: StandingLease, ports: LeasePorts, now: number): Glance {
  if (lease === null) return 'unknown';
  if (lease.released) return 'free';
  const { place, process, pid } = lease.holder;
  if (place !== ports.processes.place) return 'unknown';
  const running = ports.processes.identify(pid);
  if (running === null || (process !== null && process !== running)) return 'free';
  const age = now - Date.parse(lease.renewedAt);
  return age > -1000 && age < lease.seconds * 1000 ? 'held' : 'unknown';
}

/** Who holds an environment, as far as one look tells: nobody where the lease was given back or its process is gone. */
export async function holderOf(lake: Lake, ports: LeasePorts, environment: string): Promise<Lease | null> {
  const standing = await readStanding(lake, environment);
  if (standing?.lease == null) return null;
  return glanceAt(standing, ports, lake.clock.now()) === 'free' ? null : standing.lease;
}

/** Looks again and again. Its answers are those of one look until watching has told more. */
export interface Observer {
  readonly look: () => Promise<{ readonly standing: StandingLease | null; readonly verdict: Glance }>;
}

/**
 * Watches an environment's lease by the observer's own clock, which only goes forward: content that changes shows a holder at work, content that has not changed for
 * the lease time shows none.
 */
export function observe(
  lake: Lake,
  ports: LeasePorts,
  environment: string,
  defaultSeconds: number,
): Observer {
  let seen: string | null = null;
  let since = 0;
  let changed = false;
  return {
    async look() {
      const standing = await readStanding(lake, environment);
      if (standing === null) return { standing, verdict: 'free' };
      const now = ports.timer.monotonic();
      const text = `${standing.term} ${standing.text}`;
      if (text !== seen) {
        changed = seen !== null;
        seen = text;
        since = now;
      }
      const verdict = glanceAt(standing, ports, lake.clock.now());
      if (verdict !== 'unknown') return { standing, verdict };
      const limit = (standing.lease?.seconds ?? defaultSeconds) * 1000;
      if (now - since >= limit) return { standing, verdict: 'free' };
      return { standing, verdict: changed ? 'held' : 'unknown' };
    },
  };
}
