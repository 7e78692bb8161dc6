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
} as const;
