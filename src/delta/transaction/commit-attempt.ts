import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { commitInfo } from '../actions/index.ts';
import { checkpointIfDue } from '../checkpoint/index.ts';
import { commitPath, commitVersion, latestVersion, readCommit } from '../log/index.ts';
import { type Attempt, attemptLimit, type WritePorts } from './attempt.ts';
import { checksumCommit } from './commit-checksum.ts';
import { conflictWith, isBlindAppend, isolationOf } from './conflicts.ts';
import { hasCommitTimestamp, rowIdHighWaterMark, stampActions } from './stamp-actions.ts';

/**
 * Commits an attempt after its snapshot, or after those that were faster and do not conflict with it, each of which is looked at. Returns the version. Rejects with `delta-conflict` (exit 4), and then nothing of
 * the attempt is visible.
 */
export async function commitAttempt(ports: WritePorts, attempt: Attempt): Promise<number> {
  const { snapshot } = attempt;
  const txnId = ports.clock.uuid();
  let mark = rowIdHighWaterMark(snapshot.domains);
  let version = snapshot.version + 1;
  for (let tried = 0; tried < attemptLimit; tried++) {
    const timestamp = ports.clock.now();
    const info = commitInfo({
      ...attempt.description,
      readVersion: snapshot.version,
      isolationLevel: isolationOf(attempt),
      isBlindAppend: isBlindAppend(attempt),
      txnId,
      timestamp,
      engineVersion: attempt.engineVersion,
    });
    const inCommitTimestamp = hasCommitTimestamp(attempt)
      ? Math.max(timestamp, (await previousTimestamp(ports, attempt, version)) + 1)
      : undefined;
    const stamped = inCommitTimestamp === undefined ? info : { ...info, inCommitTimestamp };
    const actions = stampActions(attempt, version, stamped, mark);
    if (await commitVersion(ports.files, snapshot.table, version, actions)) {
      await checksumCommit(ports, snapshot, version, actions);
      // The commit stands whatever becomes of its checkpoint, which only spares readers work.
      await checkpointIfDue(
        ports,
        snapshot.table,
        version,
        checkpointInterval(snapshot.metadata.configuration),
      ).catch(() => false);
      return version;
    }
    if (tried > 0) await pause(tried);
    const latest = await latestVersion(ports.files, snapshot.table);
    for (; version <= latest; version++) {
      const winner = await readCommit(ports.files, snapshot.table, version);
      // A put that was repeated after a lost answer has lost against itself.
      if (winner?.some((action) => action.kind === 'commitInfo' && action.txnId === txnId)) return version;
      const reason =
        winner === null ? 'the log was cleaned up meanwhile' : await conflictWith(attempt, winner);
      if (reason !== null) throw conflict(snapshot.table, version, reason);
      const domains = winner?.filter((action) => action.kind === 'domainMetadata') ?? [];
      mark = Math.max(mark, rowIdHighWaterMark(domains));
    }
  }
  throw conflict(snapshot.table, version, `other writers were faster ${attemptLimit} times`);
}

/** The in-commit timestamp of the commit before `version`; where it has none yet, the time of its file; 0 where there is no commit. */
async function previousTimestamp(ports: WritePorts, attempt: Attempt, version: number): Promise<number> {
  const { table } = attempt.snapshot;
  const actions = await readCommit(ports.files, table, version - 1);
  const info = actions?.find((action) => action.kind === 'commitInfo');
  if (info?.inCommitTimestamp !== undefined) return info.inCommitTimestamp;
  const file = await ports.files.stat(commitPath(table, version - 1));
  return Math.max(info?.timestamp ?? 0, Math.ceil(file?.modified ?? 0));
}

function checkpointInterval(configuration: Readonly<Record<string, string>>): number {
  const interval = Number(configuration['delta.checkpointInterval'] ?? 10);
  return Number.isInteger(interval) && interval > 0 ? interval : 10;
}

/** Back-off with jitter: writers that lost together must not come back together. */
function pause(tried: number): Promise<void> {
  const longest = Math.min(500, 2 ** Math.min(tried, 9));
  return new Promise((resolve) => setTimeout(resolve, Math.random() * longest));
}

function conflict(table: string, version: number, reason: string): DiagnosticError {
  return new DiagnosticError(diagnose('delta-conflict', { table, version, reason }), 4);
}
