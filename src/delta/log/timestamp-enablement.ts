import { isTrue } from '../actions/protocol.ts';

/** The version from which on commits have in-commit timestamps, and that version's. */
export interface TimestampEnablement {
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
}

/** Since when a table has in-commit timestamps, by its properties; null where it has none. A table that always had them says nothing more. */
export function timestampEnablement(
  configuration: Readonly<Record<string, string>>,
): TimestampEnablement | null {
  if (!isTrue(configuration['delta.enableInCommitTimestamps'])) return null;
  const version = Number(configuration['delta.inCommitTimestampEnablementVersion'] ?? 0);
  const timestamp = Number(
    configuration['delta.inCommitTimestampEnablementTimestamp'] ?? Number.NEGATIVE_INFINITY,
  );
  return Number.isNaN(version) || Number.isNaN(timestamp) ? null : { version, timestamp };
}
