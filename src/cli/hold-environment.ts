import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import type { Lease } from '../environment/index.ts';
import { type LeaseRequest, readHead, takeLease, waitForRelease } from '../execute/index.ts';
import type { Context } from './commands/context.ts';
import type { Host } from './host.ts';
import type { OpenProject } from './open-project.ts';
import { holderText } from './views/holder-text.ts';

export interface HoldRequest {
  readonly environment: string;
  /** What the holder does, e.g. `lode apply prod`. */
  readonly command: string;
  /** How long to wait for another holder, in milliseconds; null: not at all. */
  readonly wait: number | null;
}

/** Says at once who holds the environment (exit 4), or waits for it, before anything is read that would be old by then. Writes nothing. */
export async function awaitEnvironment(
  context: Context,
  open: OpenProject,
  request: HoldRequest,
): Promise<void> {
  const { host } = context;
  if (leaseSeconds(host) > 0) await waitForRelease(open.lake, host, leaseRequest(context, request));
}

/**
 * Holds the environment until it is released, the user interrupts or the process dies. `head` is the newest version that was planned on: where another process has made one
 * since then, whoever waits gets null and plans again, others are refused (exit 4).
 */
export async function holdEnvironment(
  context: Context,
  open: OpenProject,
  request: HoldRequest & { readonly head: number },
): Promise<{ readonly release: () => Promise<void> } | null> {
  const { host, console } = context;
  const { environment } = request;
  if (leaseSeconds(host) === 0) return { release: async () => {} };
  const taking = takeLease(open.lake, host, leaseRequest(context, request));
  // An interruption may come between the lease on the disk and our hearing of it.
  const forget = context.atInterrupt(async () => (await taking).release());
  const release = async () => {
    forget();
    await (await taking).release();
  };
  await taking.catch((error: unknown) => {
    forget();
    throw error;
  });
  const head = await readHead(open.lake, environment);
  const version = head.kind === 'none' ? 0 : head.intent.version;
  if (version === request.head) return { release };
  await release();
  if (request.wait === null)
    throw new DiagnosticError(diagnose('environment-moved', { environment, version }), 4);
  console.say(`${environment} is at version ${version} now; planning again.`);
  return null;
}

/** After how long without a sign of life a holder on another machine is taken for dead; `LODE_LEASE_SECONDS`, 0 for no leases at all. */
function leaseSeconds(host: Host): number {
  const text = host.environment.LODE_LEASE_SECONDS ?? '';
  if (text === '') return 30;
  if (/^\d{1,4}(\.\d+)?$/.test(text)) return Number(text);
  throw new DiagnosticError(
    diagnose('argument-invalid', {
      argument: `LODE_LEASE_SECONDS=${text}`,
      problem: 'it is no number of seconds',
      hint: 'Give a number up to 9999, or 0 for no leases.',
    }),
  );
}

function leaseRequest({ host, console }: Context, request: HoldRequest): LeaseRequest {
  const { environment } = request;
  return {
    ...request,
    seconds: leaseSeconds(host),
    signal: host.signal,
    onWaiting(holder: Lease | null, atWork: boolean) {
      const who = holder === null ? `another process is at work on ${environment}` : holderText(holder);
      console.say(
        atWork ? `${who}; waiting.` : `${who}, or died there; looking whether it still shows life.`,
      );
    },
  };
}
