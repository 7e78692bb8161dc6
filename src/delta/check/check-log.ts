import { DiagnosticError } from '../../diagnostics/index.ts';
import { EngineError } from '../../ports/index.ts';
import { type LogListing, listExistingLog } from '../log/index.ts';
import { closeSnapshot, compareChecksum, openListed, type ReadPorts } from '../snapshot/index.ts';

export interface LogProblem {
  readonly kind: 'checkpoint' | 'checksum';
  readonly version: number;
  readonly problem: string;
}

/** Replays the log up to each checkpoint without it, as far as there are commits, and compares files; and versions with a checksum with what it says. */
export async function checkLog(ports: ReadPorts, table: string): Promise<LogProblem[]> {
  const listing = await listExistingLog(ports.files, table);
  const problems: LogProblem[] = [];
  for (const { version } of listing.checkpoints) {
    const problem = await unlessUnreadable(() => compareCheckpoint(ports, listing, version));
    if (problem !== null) problems.push({ kind: 'checkpoint', version, problem });
  }
  for (const version of listing.checksums) {
    const problem = await checksumProblem(ports, listing, version);
    if (problem !== null) problems.push({ kind: 'checksum', version, problem });
  }
  return problems;
}

async function compareCheckpoint(
  ports: ReadPorts,
  listing: LogListing,
  version: number,
): Promise<string | null> {
  const earlier = listing.checkpoints.filter((checkpoint) => checkpoint.version < version);
  const first = (earlier.at(-1)?.version ?? -1) + 1;
  for (let at = first; at <= version; at++) if (!listing.commits.has(at)) return null;
  const replayed = await openListed(ports, { ...listing, checkpoints: earlier, compacted: [] }, version);
  const read = await openListed(ports, listing, version);
  try {
    const files = ({ filesSql }: { readonly filesSql: string }) =>
      `SELECT path, size, stats, CAST("deletionVector" AS VARCHAR) AS vector FROM (${filesSql})`;
    const [row] = await ports.session.rows(
      `SELECT (SELECT count(*) FROM (${files(replayed)} EXCEPT ${files(read)})) AS missing,
              (SELECT count(*) FROM (${files(read)} EXCEPT ${files(replayed)})) AS extra`,
    );
    const [missing, extra] = [Number(row?.missing), Number(row?.extra)];
    if (missing + extra > 0)
      return `of the files that the commits give ${missing} are not in it, and ${extra} others are`;
    const same =
      read.metadata.id === replayed.metadata.id &&
      read.metadata.schemaString === replayed.metadata.schemaString;
    return same ? null : 'it has another schema or table id than the commits';
  } finally {
    await closeSnapshot(replayed);
    await closeSnapshot(read);
  }
}

async function checksumProblem(
  ports: ReadPorts,
  listing: LogListing,
  version: number,
): Promise<string | null> {
  try {
    const snapshot = await openListed(ports, listing, version);
    const agrees = await compareChecksum(snapshot);
    await closeSnapshot(snapshot);
    return agrees === 'differs' ? 'files, bytes or schema are others than the log gives' : null;
  } catch (error) {
    // A version that cannot be opened is told by whoever needs it.
    if (error instanceof DiagnosticError || error instanceof EngineError) return null;
    throw error;
  }
}

async function unlessUnreadable(work: () => Promise<string | null>): Promise<string | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DiagnosticError || error instanceof EngineError) return error.message;
    throw error;
  }
}
