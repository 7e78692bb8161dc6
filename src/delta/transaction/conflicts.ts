import type { Action, AddAction } from '../actions/index.ts';
import { encodeAction } from '../actions/index.ts';
import { skippingSql } from '../scan/index.ts';
import { quoteText } from '../types/index.ts';
import type { Attempt } from './attempt.ts';

export type IsolationLevel = 'Serializable' | 'WriteSerializable' | 'SnapshotIsolation';

/** The table's isolation level; commits that change no data need no more than snapshot isolation, as in Spark. */
export function isolationOf(attempt: Attempt): IsolationLevel {
  const changesData = attempt.actions.some(
    (action) => (action.kind === 'add' || action.kind === 'remove') && action.dataChange,
  );
  if (!changesData && attempt.actions.some((action) => action.kind === 'add' || action.kind === 'remove')) {
    return 'SnapshotIsolation';
  }
  return attempt.snapshot.metadata.configuration['delta.isolationLevel'] === 'WriteSerializable'
    ? 'WriteSerializable'
    : 'Serializable';
}

/** Whether a commit adds files without having read any: it then conflicts with nothing but changes of the table itself. */
export function isBlindAppend(attempt: Attempt): boolean {
  return (
    attempt.reads.kind === 'nothing' &&
    attempt.actions.every((action) => action.kind !== 'remove' && action.kind !== 'metaData')
  );
}

/** Why a commit that won the race stands in the way of `attempt`; null where both may stand. The order of checks is that of Spark's ConflictChecker. */
export async function conflictWith(attempt: Attempt, winner: readonly Action[]): Promise<string | null> {
  if (winner.some((action) => action.kind === 'protocol'))
    return 'another commit has changed the protocol of the table';
  if (winner.some((action) => action.kind === 'metaData'))
    return 'another commit has changed the schema or the properties of the table';
  const domains = new Set(
    attempt.actions.flatMap((action) => (action.kind === 'domainMetadata' ? [action.domain] : [])),
  );
  const domain = winner.find((action) => action.kind === 'domainMetadata' && domains.has(action.domain));
  if (domain?.kind === 'domainMetadata')
    return `another commit has changed the metadata domain ${domain.domain}`;
  const applications = new Set(
    attempt.actions.flatMap((action) => (action.kind === 'txn' ? [action.appId] : [])),
  );
  const application = winner.find((action) => action.kind === 'txn' && applications.has(action.appId));
  if (application?.kind === 'txn')
    return `another commit was made for the same application, ${application.appId}`;
  const added = await conflictingAdd(attempt, winner);
  if (added !== null) return `another commit has added rows that this one should have read (${added})`;
  const removed = new Set(winner.flatMap((action) => (action.kind === 'remove' ? [action.path] : [])));
  if (removed.size === 0) return null;
  const read = readAndRemoved(attempt, removed);
  if (read !== null) return `another commit has removed or rewritten a file that this one has read (${read})`;
  const both = attempt.actions.find((action) => action.kind === 'remove' && removed.has(action.path));
  return both?.kind === 'remove'
    ? `another commit has removed a file that this one removes too (${both.path})`
    : null;
}

async function conflictingAdd(attempt: Attempt, winner: readonly Action[]): Promise<string | null> {
  const { reads } = attempt;
  const isolation = isolationOf(attempt);
  if (isolation === 'SnapshotIsolation' || reads.kind === 'nothing' || reads.kind === 'files') return null;
  const info = winner.find((action) => action.kind === 'commitInfo');
  const blind = info?.kind === 'commitInfo' && info.isBlindAppend === true;
  const metadataChanged = attempt.actions.some((action) => action.kind === 'metaData');
  if (blind && isolation === 'WriteSerializable' && !metadataChanged) return null;
  const adds = winner.filter((action): action is AddAction => action.kind === 'add');
  if (adds.length === 0 || reads.kind === 'table') return adds[0]?.path ?? null;
  const keep = await skippingSql(attempt.snapshot, reads.where);
  if (keep === null) return adds[0]!.path;
  for (let at = 0; at < adds.length; at += 1000) {
    const lines = adds.slice(at, at + 1000).map((add) => JSON.parse(encodeAction(add)).add as unknown);
    const [match] = await attempt.snapshot.session.rows(
      `SELECT f.path AS path FROM (SELECT unnest(json_transform($1::JSON, ${quoteText(`[${shapeOfFile}]`)}), max_depth := 2)) AS f WHERE ${keep} LIMIT 1`,
      [JSON.stringify(lines)],
    );
    if (match !== undefined) return String(match.path);
  }
  return null;
}

/** What skipping looks at. */
const shapeOfFile = '{"path":"VARCHAR","partitionValues":"MAP(VARCHAR,VARCHAR)","stats":"VARCHAR"}';

function readAndRemoved(attempt: Attempt, removed: ReadonlySet<string>): string | null {
  const { reads } = attempt;
  switch (reads.kind) {
    case 'nothing':
      return null;
    case 'table':
      return [...removed][0] ?? null;
    case 'rows':
    case 'files':
      for (const path of removed) if (reads.files.has(path)) return path;
      return null;
  }
}
