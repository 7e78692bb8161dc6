import { didYouMean, entry } from '../entry.ts';

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
  'delta-property-unsupported': entry<{ readonly property: string; readonly feature: string }>({
    severity: 'error',
    summary: ({ property }) => `The table property ${property} cannot be set by Lode`,
    detail: ({ feature }) =>
      `It promises every reader and writer ${feature}, which Lode's writers would not keep.`,
    hint: () => 'Leave the property out, or set it with an engine that supports it.',
  }),
  'delta-table-missing': entry<{ readonly table: string }>({
    severity: 'error',
    summary: ({ table }) => `There is no Delta table at ${table}`,
    detail: ({ table }) =>
      `A Delta table has a log: ${table}/_delta_log with at least one commit or checkpoint.`,
    hint: () => 'Check the path; it should be the folder that holds _delta_log.',
  }),
  'delta-version-missing': entry<{
    readonly table: string;
    readonly version: number;
    readonly earliest: number;
    readonly latest: number;
  }>({
    severity: 'error',
    summary: ({ table, version }) => `Version ${version} of the Delta table ${table} cannot be read`,
    detail: ({ earliest, latest }) =>
      `Versions ${earliest} to ${latest} are there; the log of older ones has been cleaned up.`,
    hint: ({ earliest, latest }) => `Choose a version from ${earliest} to ${latest}.`,
  }),
  'delta-log-gap': entry<{ readonly table: string; readonly missing: string }>({
    severity: 'error',
    summary: ({ table, missing }) =>
      `The log of the Delta table ${table} has a gap: ${missing}.json is missing`,
    detail: () =>
      'Without that commit the state of the table is not known, and guessing could give wrong rows.',
    hint: () => 'Restore the file from a backup, or read a version before the gap.',
  }),
  'delta-state-missing': entry<{
    readonly table: string;
    readonly version: number;
    readonly action: string;
  }>({
    severity: 'error',
    summary: ({ table, version, action }) =>
      `The log of the Delta table ${table} has no ${action} action up to version ${version}`,
    detail: () => 'Every table has a protocol and a metaData action, in a commit or in its checkpoint.',
    hint: () => 'The checkpoint or the first commit is damaged: restore it from a backup.',
  }),
  'delta-feature-unsupported': entry<{
    readonly table: string;
    readonly features: readonly string[];
    readonly access: 'read' | 'write';
  }>({
    severity: 'error',
    summary: ({ table, features, access }) =>
      `Lode cannot ${access} the Delta table ${table}: it uses ${features.join(', ')}`,
    detail: () => 'Ignoring a table feature could give wrong rows or damage the table.',
    hint: () => 'Use an engine that supports the feature, or drop the feature from the table there.',
  }),
  'delta-column-missing': entry<{
    readonly column: string;
    readonly table: string;
    readonly near: readonly string[];
  }>({
    severity: 'error',
    summary: ({ column, table }) => `The Delta table ${table} has no column \`${column}\``,
    hint: ({ near }) => didYouMean(near) ?? 'List its columns with `lode delta inspect`.',
  }),
  'delta-table-exists': entry<{ readonly table: string }>({
    severity: 'error',
    summary: ({ table }) => `There is a Delta table at ${table} already`,
    hint: () => 'Choose another folder, or overwrite the table.',
  }),
  'delta-conflict': entry<{ readonly table: string; readonly version: number; readonly reason: string }>({
    severity: 'error',
    summary: ({ table, version, reason }) =>
      `Version ${version} of the Delta table ${table} could not be committed: ${reason}`,
    detail: () => 'Nothing of this write is visible; the other commit stands.',
    hint: () => 'Run the write again: it will see what the other one did.',
  }),
  'delta-deletion-vector-malformed': entry<{ readonly place: string; readonly reason: string }>({
    severity: 'error',
    summary: ({ place, reason }) => `A deletion vector of the Delta table is damaged (${place}): ${reason}`,
    detail: () => 'Without it, rows that were deleted would come back.',
    hint: () => 'Restore the file from a backup, or read an earlier version of the table.',
  }),
  'delta-timestamp-too-early': entry<{
    readonly table: string;
    readonly timestamp: number;
    readonly earliest: number;
    readonly earliestTimestamp: number | null;
  }>({
    severity: 'error',
    summary: ({ table, timestamp }) =>
      `The Delta table ${table} cannot be read as of ${new Date(timestamp).toISOString()}`,
    detail: ({ earliest, earliestTimestamp }) =>
      `The earliest version that can be rebuilt is ${earliest}${earliestTimestamp === null ? '' : `, of ${new Date(earliestTimestamp).toISOString()}`}.`,
    hint: ({ earliest }) => `Choose a later time, or read version ${earliest}.`,
  }),
  'delta-append-only': entry<{ readonly table: string }>({
    severity: 'error',
    summary: ({ table }) => `The Delta table ${table} is append-only: its rows cannot be changed or deleted`,
    hint: () => 'Set the table property delta.appendOnly to false if that is no longer meant.',
  }),
  'delta-schema-mismatch': entry<{ readonly table: string; readonly problems: readonly string[] }>({
    severity: 'error',
    summary: ({ table }) => `The rows do not have the columns of the Delta table ${table}`,
    detail: ({ problems }) => problems.map((problem) => `- ${problem}`).join('\n'),
    hint: () =>
      'Name and cast the columns as the table has them; let the schema be merged where new columns are meant.',
  }),
  'delta-constraint-violated': entry<{
    readonly table: string;
    readonly constraint: string;
    readonly expression: string;
  }>({
    severity: 'error',
    summary: ({ table, constraint }) =>
      `A row violates the constraint ${constraint} of the Delta table ${table}`,
    detail: ({ expression }) => `Every row must satisfy: ${expression}. Nothing was written.`,
    hint: () => 'Correct the rows, or drop the constraint.',
  }),
  'delta-expression-unsupported': entry<{
    readonly table: string;
    readonly what: string;
    readonly expression: string;
  }>({
    severity: 'error',
    summary: ({ table, what }) =>
      `Lode cannot write to the Delta table ${table}: ${what} cannot be checked with certainty`,
    detail: ({ expression }) => `It is an expression of Spark SQL: ${expression}`,
    hint: () => 'Write with the engine that made it, or drop it there.',
  }),
  'delta-merge-ambiguous': entry<{ readonly table: string }>({
    severity: 'error',
    summary: ({ table }) => `More than one source row matches the same row of the Delta table ${table}`,
    detail: () => 'Which of them should win is not determined, so that nothing was written.',
    hint: () =>
      'Make the source unique on the columns of the merge condition, e.g. with QUALIFY row_number() OVER (…) = 1.',
  }),
  'delta-files-missing': entry<{ readonly table: string; readonly files: readonly string[] }>({
    severity: 'error',
    summary: ({ table, files }) =>
      `${files.length === 1 ? 'A file' : `${files.length} files`} that the Delta table ${table} would need ${files.length === 1 ? 'is' : 'are'} gone: ${files.slice(0, 3).join(', ')}`,
    detail: () => 'Vacuum removes the files of old versions once they are past their retention.',
    hint: () => 'Choose a version whose files are still there.',
  }),
  'delta-retention-too-short': entry<{
    readonly table: string;
    readonly hours: number;
    readonly least: number;
  }>({
    severity: 'error',
    summary: ({ hours, least }) =>
      `A retention of ${hours} hours is shorter than the table's ${least}: files that readers or writers still use could go`,
    detail: ({ table }) => `Table: ${table}`,
    hint: () => 'Keep the files longer, or override the check if nothing else uses the table.',
  }),
  'delta-column-name': entry<{ readonly column: string }>({
    severity: 'error',
    summary: ({ column }) => `\`${column}\` cannot be the name of a column in a Delta table`,
    detail: () =>
      'Spaces and any of ,;{}()= are refused by other engines, unless the table maps its columns.',
    hint: ({ column }) =>
      `Give it an alias such as ${column.replace(/[^\p{L}\p{N}_]+/gu, '_')}, or set the table property delta.columnMapping.mode to name.`,
  }),
  'delta-changes-not-recorded': entry<{ readonly table: string; readonly version: number }>({
    severity: 'error',
    summary: ({ table, version }) =>
      `Version ${version} of the Delta table ${table} did not record its changes`,
    detail: () =>
      'Without the table property delta.enableChangeDataFeed a rewritten file cannot be told from changed rows.',
    hint: () => 'Begin with a version after the property was set to true.',
  }),
  'delta-column-exists': entry<{ readonly table: string; readonly column: string }>({
    severity: 'error',
    summary: ({ table, column }) => `The Delta table ${table} has a column \`${column}\` already`,
    detail: () => 'Names are compared without case.',
    hint: () => 'Choose another name.',
  }),
  'delta-change-refused': entry<{ readonly table: string; readonly reason: string }>({
    severity: 'error',
    summary: ({ table, reason }) => `The Delta table ${table} cannot be changed so: ${reason}`,
    hint: () => 'Nothing was changed. Overwrite the table where its rows may be written anew.',
  }),
} as const;
