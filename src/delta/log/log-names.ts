/** What a file of `_delta_log` is, by its name. */
export type LogFile =
  | { readonly kind: 'commit'; readonly version: number }
  | { readonly kind: 'checkpoint'; readonly version: number }
  | {
      readonly kind: 'checkpoint-part';
      readonly version: number;
      readonly part: number;
      readonly parts: number;
    }
  | { readonly kind: 'v2-checkpoint'; readonly version: number; readonly format: 'json' | 'parquet' }
  | { readonly kind: 'compacted'; readonly from: number; readonly to: number }
  | { readonly kind: 'checksum'; readonly version: number };

const patterns: readonly (readonly [RegExp, (match: RegExpExecArray) => LogFile | null])[] = [
  [/^(\d{20})\.json$/, (match) => withVersion(match, (version) => ({ kind: 'commit', version }))],
  [
    /^(\d{20})\.checkpoint\.parquet$/,
    (match) => withVersion(match, (version) => ({ kind: 'checkpoint', version })),
  ],
  [
    /^(\d{20})\.checkpoint\.(\d{10})\.(\d{10})\.parquet$/,
    (match) =>
      withVersion(match, (version) => ({
        kind: 'checkpoint-part',
        version,
        part: Number(match[2]),
        parts: Number(match[3]),
      })),
  ],
  [
    /^(\d{20})\.checkpoint\.[0-9a-fA-F-]{36}\.(json|parquet)$/,
    (match) =>
      withVersion(match, (version) => ({
        kind: 'v2-checkpoint',
        version,
        format: match[2] as 'json' | 'parquet',
      })),
  ],
  [
    /^(\d{20})\.(\d{20})\.compacted\.json$/,
    (match) => withVersion(match, (from) => ({ kind: 'compacted', from, to: Number(match[2]) })),
  ],
  [/^(\d{20})\.crc$/, (match) => withVersion(match, (version) => ({ kind: 'checksum', version }))],
];

/** null for anything that is not the log's: temporary files, `_last_checkpoint`, folders. */
export function parseLogName(name: string): LogFile | null {
  for (const [pattern, make] of patterns) {
    const match = pattern.exec(name);
    if (match !== null) return make(match);
  }
  return null;
}

/** A version as the log's file names have it. */
export function padVersion(version: number): string {
  return version.toString().padStart(20, '0');
}

export function logFolder(table: string): string {
  return `${table}/_delta_log`;
}

export function commitPath(table: string, version: number): string {
  return `${logFolder(table)}/${padVersion(version)}.json`;
}

function withVersion(match: RegExpExecArray, make: (version: number) => LogFile): LogFile | null {
  const version = Number(match[1]);
  return Number.isSafeInteger(version) ? make(version) : null;
}
