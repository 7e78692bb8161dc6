import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import {
  canonicalJson,
  currentFormat,
  type Lease,
  leaseFile,
  lease as leaseForm,
} from '../../environment/index.ts';
import { type Lake, lakePath, momentOf } from '../lake.ts';
import { removeEarlier } from './lease-files.ts';
import { type LeasePorts, observe } from './observe-lease.ts';

export interface LeaseRequest {
  readonly environment: string;
  /** What the holder does, e.g. `lode apply prod`. */
  readonly command: string;
  /** After how long without a change others take it for dead. */
  readonly seconds: number;
  /** How long to wait for another holder, in milliseconds; null: not at all. */
  readonly wait: number | null;
  /** Told once: whoever may hold it, and whether it is known to be at work or has to be watched first. */
  readonly onWaiting: (holder: Lease | null, atWork: boolean) => void;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

export interface HeldLease {
  /** Another one stood in the way: what was read before may have moved. */
  readonly waited: boolean;
  /** Gives it back; it never rejects. May be called twice. */
  readonly release: () => Promise<void>;
}

/** Takes the environment's lease, which renews itself until it is released or the process ends. Rejects with `environment-held` (exit 4) where another holds it for longer than `wait`. */
export async function takeLease(lake: Lake, ports: LeasePorts, request: LeaseRequest): Promise<HeldLease> {
  const watching = waiting(lake, ports, request);
  for (;;) {
    const { term } = await watching.untilFree();
    const lease = leaseForm.parse(newLease(lake, ports, request));
    const path = lakePath(lake, leaseFile(request.environment, term + 1));
    if (!(await lake.files.putIfAbsent(path, canonicalJson(lease)))) continue;
    await removeEarlier(lake, request.environment, term + 1);
    return { waited: watching.waited(), release: keep(lake, ports, path, lease) };
  }
}

/** The same without taking it: returns when nobody holds the environment. Writes nothing. */
export async function waitForRelease(lake: Lake, ports: LeasePorts, request: LeaseRequest): Promise<void> {
  await waiting(lake, ports, request).untilFree();
}

function waiting(lake: Lake, ports: LeasePorts, request: LeaseRequest) {
  const { environment, seconds, wait, onWaiting, signal } = request;
  const { timer } = ports;
  const observer = observe(lake, ports, environment, seconds);
  const started = timer.monotonic();
  let waited = false;
  return {
    waited: () => waited,
    /** The term of the lease that stands, which nobody holds; 0 for none. */
    async untilFree(): Promise<{ term: number }> {
      for (;;) {
        const { standing, verdict } = await observer.look();
        if (standing === null) return { term: 0 };
        if (verdict === 'free') return { term: standing.term };
        const past = timer.monotonic() - started;
        if (signal.aborted || (verdict === 'held' && past >= (wait ?? 0)))
          throw held(environment, standing.lease, seconds, wait === null ? null : past);
        if (!waited) onWaiting(standing.lease, verdict === 'held');
        waited = true;
        await timer.pause(Math.min(500, seconds * 100));
      }
    },
  };
}

function newLease(lake: Lake, { processes }: LeasePorts, request: LeaseRequest): Lease {
  const now = momentOf(lake.clock.now());
  return {
    formatVersion: currentFormat,
    environment: request.environment,
    token: lake.clock.uuid(),
    holder: { ...lake.actor, place: processes.place, process: processes.identify(lake.actor.pid) },
    command: request.command,
    since: now,
    renewedAt: now,
    renewals: 0,
    seconds: request.seconds,
    released: false,
  };
}

/** Renews the lease five times in the time that it lasts. A renewal that fails is no failure: at worst others take it for dead. */
function keep(lake: Lake, { timer }: LeasePorts, path: string, lease: Lease): () => Promise<void> {
  let renewals = 0;
  let writing: Promise<void> | null = null;
  let released: Promise<void> | null = null;
  const write = (changes: Partial<Lease>) => {
    const renewedAt = momentOf(lake.clock.now());
    return lake.files.hint(path, canonicalJson({ ...lease, renewedAt, renewals: ++renewals, ...changes }));
  };
  const stop = timer.every(lease.seconds * 200, () => {
    writing ??= write({})
      .catch(() => undefined)
      .finally(() => {
        writing = null;
      });
  });
  return () => {
    released ??= (async () => {
      stop();
      await writing;
      // A full disk takes no word any more, but can always forget one.
      await write({ released: true }).catch(() => lake.files.remove(path).catch(() => undefined));
    })();
    return released;
  };
}

function held(environment: string, lease: Lease | null, seconds: number, waited: number | null) {
  return new DiagnosticError(
    diagnose('environment-held', {
      environment,
      holder: lease === null ? null : { ...lease.holder, command: lease.command, since: lease.since },
      seconds: lease?.seconds ?? seconds,
      waited: waited === null ? null : Math.round(waited / 1000),
    }),
    4,
  );
}
