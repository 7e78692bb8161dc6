import { entry } from '../entry.ts';

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

/** What kinds that keep rows of earlier runs ask of a model, and what stops one when it runs. */
export const kindEntries = {
  'kind-key-missing': entry<{ kind: string; key: string; other: string | null }>({
    severity: 'error',
    summary: ({ kind, key, other }) =>
      `A model of kind \`${kind}\` needs \`${key}\`${other === null ? '' : ` or \`${other}\``}`,
    hint: ({ key }) =>
      key === 'time_column'
        ? 'Name the column that says which interval a row belongs to.'
        : key === 'unique_key'
          ? 'Name the columns that together tell one row from all others.'
          : 'Name the column that says when a row changed, or the columns whose change makes a new version.',
  }),
  'scd-by-both': entry<Record<string, never>>({
    severity: 'error',
    summary: () => '`updated_at` and `compared_columns` exclude each other',
    hint: () =>
      'With `updated_at` a version begins when the column says; without, when a compared column is found changed.',
  }),
  'start-invalid': entry<{ value: string }>({
    severity: 'error',
    summary: ({ value }) => `\`start\` is no date: \`${value}\``,
    hint: () => 'Write `2024-01-01`, or `2024-01-01 06:00:00`.',
  }),
  'cron-invalid': entry<{ value: string; problem: string }>({
    severity: 'error',
    summary: ({ value }) => `\`${value}\` is no schedule`,
    detail: ({ problem }) => problem,
    hint: () => 'Write minute, hour, day, month and weekday: `0 6 * * *` is six every day; a step is `0/15`.',
  }),
  'run-nothing-stands': entry<{ environment: string }>({
    severity: 'error',
    summary: ({ environment }) => `there is no environment ${environment} to refresh`,
    detail: () => '`lode run` computes anew what was applied; it brings in no definitions.',
    hint: ({ environment }) => `Apply the project first: \`lode apply ${environment}\`.`,
  }),
  'nothing-held': entry<{ environment: string; models: readonly string[] }>({
    severity: 'error',
    summary: ({ environment, models }) =>
      models.length === 0
        ? `nothing in ${environment} is held back`
        : `${list(models)} is not held back in ${environment}`,
    hint: () => '`lode env show` says which models a rollback holds back.',
  }),
  'time-column-type': entry<{ column: string; type: string }>({
    severity: 'error',
    summary: ({ column, type }) => `The time column \`${column}\` is ${type}`,
    detail: () => 'Intervals are cut by dates or times.',
    hint: () => 'Cast it to DATE, TIMESTAMP or TIMESTAMP WITH TIME ZONE.',
  }),
  'updated-at-type': entry<{ column: string; type: string }>({
    severity: 'error',
    summary: ({ column, type }) => `\`updated_at\` names the column \`${column}\`, which is ${type}`,
    detail: () => 'Versions of a row begin and end at dates or times.',
    hint: () => 'Cast it to DATE, TIMESTAMP or TIMESTAMP WITH TIME ZONE.',
  }),
  'delete-marker-type': entry<{ column: string; type: string }>({
    severity: 'error',
    summary: ({ column, type }) => `The delete marker \`${column}\` is ${type}`,
    hint: () => 'It has to be BOOLEAN: true where the row of that key is to go.',
  }),
  'interval-not-used': entry<{ model: string }>({
    severity: 'warning',
    summary: ({ model }) => `\`${model}\` computes intervals but its query reads all time at once`,
    detail: () =>
      'Every interval would give every row, and the check that rows lie in their interval would stop it.',
    hint: () => 'Filter by the interval: `WHERE date >= {{start}} AND date < {{end}}`.',
  }),
  'validity-column-taken': entry<{ column: string }>({
    severity: 'error',
    summary: ({ column }) => `The query gives a column \`${column}\`, which the kind adds itself`,
    hint: () => 'A model of kind `scd_type_2` gets `valid_from` and `valid_to`: name yours otherwise.',
  }),
  'rows-outside-interval': entry<{
    model: string;
    column: string;
    start: string;
    end: string;
    rows: number;
    example: string | null;
  }>({
    severity: 'error',
    summary: ({ model, start, end, rows }) =>
      `\`${model}\` gave ${rows} row${rows === 1 ? '' : 's'} outside of the interval from ${start} to ${end}`,
    detail: ({ column, example }) =>
      `\`${column}\` is ${example === null ? 'NULL' : `\`${example}\``} in one of them. A row outside would stand there twice, or be lost, when its own interval is computed.`,
    hint: ({ column }) =>
      `Filter by the interval: \`WHERE ${column} >= {{start}} AND ${column} < {{end}}\`, and leave out rows without a time.`,
  }),
  'key-repeated': entry<{
    model: string;
    key: readonly string[];
    rows: number;
    example: string;
    /** The model has `load`: its query may not choose among rows. */
    load?: boolean;
  }>({
    severity: 'error',
    summary: ({ model, key, rows }) =>
      `\`${model}\` gave ${rows} row${rows === 1 ? '' : 's'} whose key ${list(key)} is repeated or NULL`,
    detail: ({ example }) => `One of them: ${example}. Which row should stand could not be told.`,
    hint: ({ load = false }) =>
      load
        ? 'A load takes rows as the source has them: name columns that tell them apart there, or load without a key (`kind: full`) and choose one row of each in a model that reads this one.'
        : 'Make the key unique in the query, e.g. `QUALIFY row_number() OVER (PARTITION BY key ORDER BY …) = 1`.',
  }),
  'deleted-rows-not-linked': entry<{ model: string; path: string }>({
    severity: 'error',
    summary: ({ model, path }) => `\`${model}\` cannot take over the files of ${path}`,
    detail: () =>
      'Another writer has marked rows in them as deleted (deletion vectors), and these marks belong to that table.',
    hint: ({ path }) => `Write the files anew first: \`lode delta optimize\` on ${path}.`,
  }),
  'sample-not-here': entry<{ environment: string }>({
    severity: 'error',
    summary: ({ environment }) => `${environment} is no place for a preview`,
    detail: () =>
      'With `--limit-rows` tables hold a part of the rows only, and whoever reads them would not know.',
    hint: () => 'Name an environment of your own: `lode apply dev_anna --limit-rows 1000`.',
  }),
  'schema-change-refused': entry<{ model: string; kind: string; changes: string }>({
    severity: 'error',
    summary: ({ model, changes }) => `The schema of \`${model}\` changed, and its history stays: ${changes}`,
    detail: ({ kind }) =>
      `Rows of earlier runs stay as they are in a model of kind \`${kind}\`${kind.startsWith('incremental') ? ' with `forward_only`' : ''}, and its header does not say what becomes of them.`,
    hint: () =>
      'Set `on_schema_change: merge` (new columns are empty in old rows) or `rebuild` (everything is computed again).',
  }),
  'schema-not-mergeable': entry<{ model: string; column: string; from: string; to: string }>({
    severity: 'error',
    summary: ({ model, column, from, to }) =>
      `\`${column}\` of \`${model}\` changed from ${from} to ${to}, which rows that stay cannot follow`,
    hint: () => 'Give the new values a column of their own, or set `on_schema_change: rebuild`.',
  }),
};
