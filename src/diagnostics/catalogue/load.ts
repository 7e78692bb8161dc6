import { entry } from '../entry.ts';

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

/** What `load:` asks of a model and of its source. */
const worksBy = {
  key: { does: 'tells rows apart', else: 'name another key' },
  cursor: { does: 'finds what is new', else: 'name another cursor' },
  time: { does: 'knows when a row is of', else: 'name another time column' },
  filter: { does: 'chooses its rows', else: 'take it out of the conditions' },
} as const;

export const loadEntries = {
  'load-key-missing': entry<{ by: string; key: string }>({
    severity: 'error',
    summary: ({ by, key }) => `\`load\` by \`${by}\` needs \`${key}\``,
    hint: ({ key }) =>
      key === 'column'
        ? 'Name the column that grows with each new or changed row.'
        : 'Name the log as the source calls it; `lode source triggers` prints the statements that make one.',
  }),
  'load-key-unused': entry<{ by: string; key: string; keys: readonly string[] }>({
    severity: 'error',
    summary: ({ by, key }) => `\`load\` by \`${by}\` has no use for \`${key}\``,
    hint: ({ keys }) => `It knows ${list(keys)}.`,
  }),
  'load-needs-key': entry<{ what: string }>({
    severity: 'error',
    summary: ({ what }) => `${what} needs a key, and a model of kind \`append\` has none`,
    hint: () =>
      'Make the model `incremental_by_unique_key` and name its `unique_key`: only so can an update be told from a new row.',
  }),
  'load-not-possible': entry<{ reason: string }>({
    severity: 'error',
    summary: () => 'This model cannot be loaded in parts',
    detail: ({ reason }) => reason,
    hint: () =>
      'Load the source’s rows as they are, with plain expressions and WHERE, and compute the rest in a model that reads this one. Or leave `load` out: then all is read each time.',
  }),
  'load-column': entry<{ column: string; problem: string }>({
    severity: 'error',
    summary: ({ column }) => `\`load\` cannot go by the column \`${column}\``,
    detail: ({ problem }) => problem,
    hint: () => 'Hand the column on as it is, beside what is computed of it, or choose another one.',
  }),
  'load-column-gone': entry<{
    model: string;
    relation: string;
    column: string;
    /** The type that its values have no longer; null: it is not there at all. */
    type: string | null;
    role: 'key' | 'cursor' | 'time' | 'filter';
  }>({
    severity: 'error',
    summary: ({ model, relation, column, type, role }) =>
      `\`${relation}\` no longer has \`${column}\`${type === null ? '' : ` as ${type}`}, by which \`${model}\` ${worksBy[role].does}`,
    detail: () => 'Nothing was loaded: what stands stays.',
    hint: ({ column, role }) =>
      `\`lode source check\` says what has come in its place. If it is the same column under another name, hand that on under the old one in the query (\`… AS ${column}\`), after \`lode source pull\`; else ${worksBy[role].else}.`,
  }),
  'load-column-taken': entry<{ column: string }>({
    severity: 'error',
    summary: ({ column }) => `The query gives a column \`${column}\`, which \`load\` adds itself`,
    hint: ({ column }) =>
      `A table with \`load\` gets \`_loaded_at\`, \`_run_id\` and \`_change\`: name yours otherwise, e.g. \`${column} AS source${column}\`.`,
  }),
  'load-shrunk': entry<{ model: string; relation: string; standing: number; deletes: number; limit: number }>(
    {
      severity: 'error',
      summary: ({ model, relation, standing, deletes }) =>
        `${relation} lacks ${deletes} of the ${standing} rows that ${model} holds`,
      detail: ({ limit }) =>
        `Nothing is deleted: a load may delete ${limit} % of the rows at most, since a source that is being filled, or read with too few rights, looks the same.`,
      hint: () =>
        'Where the rows are really gone, set `max_deletes: 100%` in the model’s `load` for one load, or read all anew with `lode apply --restate MODEL`.',
    },
  ),
  'load-log-not-available': entry<{ source: string; type: string }>({
    severity: 'error',
    summary: ({ source, type }) => `Lode knows no log of changes for \`${source}\`, a source of type ${type}`,
    hint: () =>
      'Where the database has a log of its own, name it: `load: {by: log_table, table: …, column: …}`. Else load by `cursor` or by `snapshot`.',
  }),
  'load-log-without-key': entry<{ relation: string }>({
    severity: 'error',
    summary: ({ relation }) => `${relation} has no primary key, and a log needs columns that name a row`,
    hint: () => 'Name them: `--key COLUMN,COLUMN`.',
  }),
  'load-no-record-versions': entry<{ model: string; relation: string }>({
    severity: 'error',
    summary: ({ relation }) => `${relation} is not a table, and has no record versions of its own`,
    detail: () =>
      'Firebird gives a view the version of some row below it, or none: changes would be missed without a word.',
    hint: ({ model }) => `Let ${model} load by \`snapshot\`, or read the tables below the view.`,
  }),
};
