import type { Pair, ParityRecord } from '../../compare/parity/index.ts';
import { appendRecord, readLedger } from '../../execute/index.ts';
import type { Session } from '../../ports/index.ts';
import type { Context } from '../commands/context.ts';
import { openReadingDatabase } from '../databases.ts';
import { comparePair, type ParityRun } from './compare-pair.ts';
import type { OpenParity } from './open-parity.ts';

/** What happens in a run, as it happens. */
export type ParityEvent =
  | { readonly kind: 'began'; readonly pair: string; readonly attempt: number }
  | { readonly kind: 'recorded'; readonly record: ParityRecord; readonly again: boolean };

/**
 * Compares pair after pair, and records each as soon as it is known: what was compared before a process is killed stays. What a run of the same id has recorded is not compared again (`again`). `goOn` is asked before each pair. Rejects where the
 * ledger cannot be read or written: nothing would be proved then.
 */
export async function runPairs(
  context: Context,
  opened: OpenParity,
  pairs: readonly Pair[],
  run: ParityRun,
  onEvent: (event: ParityEvent) => void,
  goOn?: () => boolean,
): Promise<void> {
  await withLedger(context, opened, async (session) => {
    const { lake } = opened.open;
    const standing = await readLedger(lake, session, { night: run.night });
    for (const pair of pairs) {
      const ofPair = standing.filter((record) => record.pair === pair.name);
      const done = ofPair.find((record) => record.runId === run.runId);
      if (done !== undefined) {
        onEvent({ kind: 'recorded', record: done, again: true });
        continue;
      }
      if (goOn?.() === false) return;
      const attempt = nextAttempt(ofPair);
      onEvent({ kind: 'began', pair: pair.name, attempt });
      const record = await comparePair(context, opened, pair, attempt, run);
      await appendRecord(lake, session, record);
      onEvent({ kind: 'recorded', record, again: false });
    }
  });
}

export function nextAttempt(records: readonly ParityRecord[]): number {
  return 1 + Math.max(0, ...records.map(({ attempt }) => attempt));
}

/** A session in which the ledger is read and written. */
export async function withLedger<T>(
  { host }: Context,
  { open }: OpenParity,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const database = await openReadingDatabase(host, open);
  try {
    const session = await database.connect();
    try {
      return await use(session);
    } finally {
      session.close();
    }
  } finally {
    await database.close();
  }
}
