import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { type Action, type AddAction, type CommitInfoAction, isTrue } from '../actions/index.ts';
import { hasWriterFeature, type TableState } from '../snapshot/index.ts';
import type { Attempt } from './attempt.ts';

const domain = 'delta.rowTracking';

/** The highest row id that was ever given out, by the table's metadata domain; −1 where none was. */
export function rowIdHighWaterMark(domains: TableState['domains']): number {
  const configuration = domains.find((each) => each.domain === domain)?.configuration ?? '{}';
  try {
    const mark = (JSON.parse(configuration) as { rowIdHighWaterMark?: unknown }).rowIdHighWaterMark;
    return Number.isSafeInteger(mark) ? Number(mark) : -1;
  } catch {
    return -1;
  }
}

/** Whether the table's rows must get ids: the feature is there and not suspended. */
export function tracksRows(state: Pick<TableState, 'protocol' | 'metadata'>): boolean {
  return (
    hasWriterFeature(state.protocol, 'rowTracking') &&
    !isTrue(state.metadata.configuration['delta.rowTrackingSuspended'])
  );
}

/**
 * The attempt's actions as they stand in commit `version`: what depends on the version is filled in. New files of a table with row tracking get ids above `mark`; a metaData action that enables in-commit timestamps
 * tells since when.
 */
export function stampActions(
  attempt: Attempt,
  version: number,
  info: CommitInfoAction,
  mark: number,
): readonly Action[] {
  const { snapshot } = attempt;
  let last = mark;
  const tracking = tracksRows(snapshot);
  const stamped = attempt.actions.map((action): Action => {
    if (action.kind === 'add' && tracking && action.baseRowId == null) {
      const baseRowId = last + 1;
      last += recordsOf(snapshot.table, action);
      return { ...action, baseRowId, defaultRowCommitVersion: version };
    }
    if (action.kind !== 'metaData' || !enablesTimestamps(attempt)) return action;
    return {
      ...action,
      configuration: {
        ...action.configuration,
        'delta.inCommitTimestampEnablementVersion': String(version),
        'delta.inCommitTimestampEnablementTimestamp': String(info.inCommitTimestamp),
      },
    };
  });
  if (last === mark) return [info, ...stamped];
  const configuration = JSON.stringify({ rowIdHighWaterMark: last });
  return [info, ...stamped, { kind: 'domainMetadata', domain, configuration, removed: false }];
}

/** Whether the commit must say when it was made: the table has in-commit timestamps, or gets them now. */
export function hasCommitTimestamp(attempt: Attempt): boolean {
  const metadata = attempt.actions.find((action) => action.kind === 'metaData') ?? attempt.snapshot.metadata;
  return (
    isTrue(metadata.configuration[timestamps]) || isTrue(attempt.snapshot.metadata.configuration[timestamps])
  );
}

const timestamps = 'delta.enableInCommitTimestamps';

export function enablesTimestamps(attempt: Attempt): boolean {
  const metadata = attempt.actions.find((action) => action.kind === 'metaData');
  return (
    metadata !== undefined &&
    isTrue(metadata.configuration[timestamps]) &&
    !isTrue(attempt.snapshot.metadata.configuration[timestamps])
  );
}

function recordsOf(table: string, add: AddAction): number {
  let records: unknown;
  try {
    records = (JSON.parse(add.stats ?? '') as { numRecords?: unknown }).numRecords;
  } catch {
    records = null;
  }
  if (Number.isSafeInteger(records)) return Number(records);
  const features = [`rowTracking, and ${add.path} has no count of its rows`];
  throw new DiagnosticError(diagnose('delta-feature-unsupported', { table, features, access: 'write' }));
}
