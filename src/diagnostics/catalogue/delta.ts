import { entry } from '../entry.ts';

export const deltaEntries = {
  'delta-type-refused': entry<{
    readonly column: string;
    readonly type: string;
    readonly reason: string;
    readonly castTo: string;
  }>({
    severity: 'error',
    summary: ({ column, type }) => `Column \`${column}\` of type ${type} cannot be stored in a Delta table`,
    detail: ({ reason }) => `${reason[0]!.toUpperCase()}${reason.slice(1)}.`,
    hint: ({ column, castTo }) => `Cast it in the query, e.g. CAST(${column} AS ${castTo}) AS ${column}.`,
  }),
  'delta-type-unknown': entry<{ readonly column: string; readonly type: string }>({
    severity: 'error',
    summary: ({ column, type }) => `Column \`${column}\` of the Delta table has the unknown type ${type}`,
    detail: () =>
      'The table was written by a newer or other implementation; its rows cannot be read with certainty.',
    hint: () => 'Read the table with the engine that wrote it, or upgrade Lode.',
  }),
  'delta-schema-malformed': entry<{ readonly reason: string }>({
    severity: 'error',
    summary: ({ reason }) => `The schema in the Delta log is malformed: ${reason}`,
    hint: () => 'Restore the log entry from a backup, or read an earlier version of the table.',
  }),
  'delta-log-malformed': entry<{ readonly file: string; readonly line?: number; readonly reason: string }>({
    severity: 'error',
    summary: ({ file, line, reason }) =>
      `The Delta log is damaged: ${file}${line === undefined ? '' : `, line ${line}`}: ${reason}`,
    hint: () => 'Restore the file from a backup, or read an earlier version of the table.',
  }),
  'delta-path-elsewhere': entry<{ readonly path: string; readonly scheme: string }>({
    severity: 'error',
    summary: ({ path, scheme }) => `The Delta table has a file in ${scheme} storage: ${path}`,
    detail: () => 'Only local files can be read.',
    hint: () => 'Copy the table with its files to a local folder with an engine that reads both.',
  }),
  'delta-path-malformed': entry<{ readonly path: string }>({
    severity: 'error',
    summary: ({ path }) => `The Delta log names a file with a malformed path: ${path}`,
    detail: () => 'Paths in a Delta log are percent-encoded URIs.',
    hint: () => 'Restore the log entry from a backup, or read an earlier version of the table.',
  }),
  'delta-partition-type': entry<{ readonly column: string; readonly type: string }>({
    severity: 'error',
    summary: ({ column, type }) => `Column \`${column}\` of type ${type} cannot partition a table`,
    hint: () => 'Partition by a string, number, boolean, date or timestamp.',
  }),
  'delta-partition-column-missing': entry<{ readonly column: string; readonly columns: readonly string[] }>({
    severity: 'error',
    summary: ({ column }) =>
      `The table is to be partitioned by \`${column}\`, which is not one of its columns`,
    detail: ({ columns }) => `Its columns are ${columns.map((name) => `\`${name}\``).join(', ')}.`,
    hint: () => 'Partition columns are compared by their exact names.',
  }),
  'delta-only-partition-columns': entry<Record<never, never>>({
    severity: 'error',
    summary: () => 'A table cannot be partitioned by all of its columns',
    hint: () => 'Leave at least one column out of the partition columns.',
  }),
} as const;
