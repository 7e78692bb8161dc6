import { entry } from '../entry.ts';

export const eraseEntries = {
  'erase-condition-invalid': entry<{ problem: string }>({
    severity: 'error',
    summary: () => 'The condition says nothing of a table’s rows',
    detail: ({ problem }) => `${upper(problem)}.`,
    hint: () => 'Write one expression over columns, as behind WHERE: `--where "no_patient = 4711"`.',
  }),
  'erase-request-invalid': entry<{ file: string; problem: string }>({
    severity: 'error',
    summary: ({ file }) => `${file} is no request to erase`,
    detail: ({ problem }) => problem,
    hint: () =>
      'It has `where` (a condition for all tables with its columns), `conditions` (one for each table named), `rebuild` and `leave` (lists of tables).',
  }),
  'erase-relation-unknown': entry<{ relation: string; near: readonly string[] }>({
    severity: 'error',
    summary: ({ relation }) => `No environment holds \`${relation}\`, and none reads it`,
    hint: ({ near }) =>
      near.length > 0
        ? `Did you mean ${near.join(' or ')}?`
        : '`lode env show` lists what an environment holds.',
  }),
  'erase-column-missing': entry<{ columns: readonly string[] }>({
    severity: 'error',
    summary: ({ columns }) =>
      `No table has ${columns.length === 1 ? 'the column' : 'all the columns'} ${columns.join(', ')}`,
    detail: () => 'Nothing was done.',
    hint: () => 'Name columns as the lake’s tables have them; `lode compile --json` lists them.',
  }),
  'erase-undecided': entry<{ environment: string; models: readonly string[] }>({
    severity: 'error',
    summary: ({ models }) =>
      `${models.join(', ')} ${models.length === 1 ? 'keeps' : 'keep'} rows made of those that go, and ${models.length === 1 ? 'has' : 'have'} not the columns to find them by`,
    detail: ({ environment }) => `In ${environment}. Nothing was done.`,
    hint: () =>
      'Say in a file for `--request` what is meant: a condition of their own (`conditions:`), make them again whole from what they read (`rebuild:`), or leave them as they are (`leave:`).',
  }),
  'erase-rolled-back': entry<{ environment: string; models: readonly string[] }>({
    severity: 'error',
    summary: ({ environment, models }) =>
      `${models.join(', ')} would have to be made again, and ${models.length === 1 ? 'was' : 'were'} rolled back in ${environment}`,
    detail: () => 'What was rolled back is left alone until it is released. Nothing was done.',
    hint: ({ environment }) => `\`lode release ${environment}\` lets it be made again.`,
  }),
  'erase-unfinished': entry<{ id: string; by: string; at: string }>({
    severity: 'warning',
    summary: ({ id, by, at }) => `The erasure ${id}, begun by ${by} at ${at}, has not ended`,
    detail: () => 'A part of what it was to remove may still be there.',
    hint: () => 'Give its command once more: it goes on where it was.',
  }),
  'erase-not-complete': entry<{ environment: string; models: readonly string[] }>({
    severity: 'error',
    summary: ({ environment, models }) =>
      `${environment}: ${models.join(', ')} still ${models.length === 1 ? 'holds' : 'hold'} such rows after having been made again`,
    detail: () =>
      'They come from something that was not erased: a seed, a source that is read directly, or a table that was left.',
    hint: () => 'Take them out there, and erase once more.',
  }),
  'erase-seed': entry<{ seeds: readonly string[] }>({
    severity: 'warning',
    summary: ({ seeds }) =>
      `${seeds.join(', ')} ${seeds.length === 1 ? 'is a file' : 'are files'} of the project, with the rows in ${seeds.length === 1 ? 'it' : 'them'}`,
    hint: () => 'Take them out of the file, and out of the repository’s history where that is kept.',
  }),
  'erase-source-has-them': entry<{ sources: readonly string[] }>({
    severity: 'warning',
    summary: () => 'What a source still has, the next load may bring in again',
    detail: ({ sources }) => `Rows were taken out of what is loaded from ${sources.join(', ')}.`,
    hint: () => 'Erase them in the source first, or leave them out in the bronze model’s query.',
  }),
  'erase-other-project': entry<{ environments: readonly string[] }>({
    severity: 'warning',
    summary: ({ environments }) =>
      `${environments.join(', ')} ${environments.length === 1 ? 'belongs' : 'belong'} to another project of this lake, and ${environments.length === 1 ? 'was' : 'were'} not looked into`,
    hint: () => 'Erase there as well, from that project.',
  }),
  'rollback-over-erasure': entry<{ environment: string; version: number; at: string }>({
    severity: 'warning',
    summary: ({ environment, version }) =>
      `Version ${version} of ${environment} is from before an erasure, and was not looked into by it`,
    detail: ({ at }) =>
      `Rows were erased from the lake at ${at}. From the tables that go back nothing was taken then; but rows that had left them before come back with the version.`,
    hint: () => 'Give the same `lode erase` again after going back: it finds what came back.',
  }),
  'rollback-erased': entry<{ environment: string; version: number; models: readonly string[]; at: string }>({
    severity: 'error',
    summary: ({ environment, version, models }) =>
      `Version ${version} of ${environment} holds rows of ${models.join(', ')} that were erased since`,
    detail: ({ at }) => `They were erased at ${at}. Nothing was done.`,
    hint: () => 'Go back to a version since then, or leave the models out with `--select`.',
  }),
};

function upper(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
