import { didYouMean, entry } from '../entry.ts';

function list(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}

export const exportEntries = {
  'export-duplicate': entry<{ name: string }>({
    severity: 'error',
    summary: ({ name }) => `two exports or exposures are called \`${name}\``,
    hint: () => 'Give one of them another name.',
  }),
  'export-dialect-invalid': entry<{ export: string; problem: string }>({
    severity: 'error',
    summary: ({ export: name, problem }) => `export \`${name}\` cannot be written: ${problem}`,
    hint: () => 'Name an `escape`, or choose other letters for `separator`, `quote` and `null_words`.',
  }),
  'export-relation-unknown': entry<{ export: string; relation: string; near: readonly string[] }>({
    severity: 'error',
    summary: ({ export: name, relation }) =>
      `export \`${name}\` hands on \`${relation}\`, which is no table of the project`,
    hint: ({ near }) => didYouMean(near) ?? 'Name a model or a seed, e.g. gold.finance_monthly.',
  }),
  'export-column-unknown': entry<{
    export: string;
    relation: string;
    column: string;
    near: readonly string[];
  }>({
    severity: 'error',
    summary: ({ export: name, relation, column }) =>
      `export \`${name}\` names column \`${column}\`, which \`${relation}\` does not have`,
    detail: () => 'If the column was removed on purpose, whoever reads the files has to be told first.',
    hint: ({ near }) => didYouMean(near),
  }),
  'export-type-refused': entry<{ export: string; column: string; type: string }>({
    severity: 'error',
    summary: ({ export: name, column, type }) =>
      `export \`${name}\` cannot write column \`${column}\`: ${type} has no text that others would read alike`,
    hint: () => 'Make a column of text, numbers or dates of it in the model, or leave it out of `columns`.',
  }),
  'export-where-failed': entry<{ export: string; problem: string; near: readonly string[] }>({
    severity: 'error',
    summary: ({ export: name }) => `export \`${name}\` does not fit its table`,
    detail: ({ problem }) => problem,
    hint: ({ near }) => didYouMean(near),
  }),
  'export-order-not-total': entry<{
    export: string;
    relation: string;
    key: readonly string[];
    ordered: boolean;
  }>({
    severity: 'warning',
    summary: ({ export: name, ordered }) =>
      ordered
        ? `\`order_by\` of export \`${name}\` does not tell all rows apart`
        : `nothing says in which order export \`${name}\` has its rows`,
    detail: () =>
      'Rows that are alike in it stand in the order of their text, so that the files are the same each time. What was there before may have had another order.',
    hint: ({ key, relation }) =>
      key.length > 0
        ? `An audit says that ${list(key)} tell rows of ${relation} apart: order by them, too.`
        : `Order by columns that tell rows apart, and say so in ${relation} with an audit \`unique\`.`,
  }),
  'export-pattern-invalid': entry<{ export: string; key: string; pattern: string; problem: string }>({
    severity: 'error',
    summary: ({ export: name, key, problem }) => `\`${key}\` of export \`${name}\`: ${problem}`,
    detail: ({ pattern }) => `It reads \`${pattern}\`.`,
    hint: () => 'E.g. `billing_{{date "%Y%m%d"}}.csv`, `{{var "name"}}`, `{{environment}}`, `{{version}}`.',
  }),
  'export-files-collide': entry<{ export: string; other: string; path: string }>({
    severity: 'error',
    summary: ({ export: name, other, path }) =>
      name === other
        ? `export \`${name}\` would write two things to ${path}`
        : `exports \`${other}\` and \`${name}\` would both write ${path}`,
    hint: () => 'Give each a `path` and a `manifest` of its own.',
  }),
  'export-unknown': entry<{ name: string; known: readonly string[]; near: readonly string[] }>({
    severity: 'error',
    summary: ({ name }) => `there is no export \`${name}\``,
    hint: ({ known, near }) =>
      didYouMean(near) ??
      (known.length === 0 ? 'Exports are declared in `exports.yml`.' : `There are: ${list(known)}.`),
  }),
  'export-none': entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'the project has no exports',
    hint: () => 'Declare one in `exports.yml`: `exports: {billing: {model: gold.billing}}`.',
  }),
  'export-model-missing': entry<{ export: string; model: string; environment: string; version: number }>({
    severity: 'error',
    summary: ({ export: name, model, environment, version }) =>
      `export \`${name}\` needs ${model}, which ${environment} does not have in version ${version}`,
    hint: ({ environment }) => `\`lode apply ${environment}\` builds it.`,
  }),
  'export-letter-unwritable': entry<{
    export: string;
    row: number;
    column: string;
    letter: string;
    code: string;
    encoding: string | null;
  }>({
    severity: 'error',
    summary: ({ export: name, row, column, letter, code, encoding }) =>
      encoding === null
        ? `export \`${name}\`: row ${row}, column \`${column}\`: ${letter === '' ? 'an empty line' : `${letter} (${code})`} cannot be written without quotes or an escape`
        : `export \`${name}\`: row ${row}, column \`${column}\`: ${letter} (${code}) is not in ${encoding}`,
    detail: () => 'Of this export nothing was written; its files of the time before stand.',
    hint: ({ encoding }) =>
      encoding === null
        ? 'Name an `escape`, or another `quoting`.'
        : 'Mend the value where it comes from, or say with `unencodable` what is to be written: `unencodable: {replace: "?"}`.',
  }),
  'export-partition-collides': entry<{ export: string; path: string; first: string; second: string }>({
    severity: 'error',
    summary: ({ export: name, path, first, second }) =>
      `export \`${name}\` would write ${first} and ${second} to one file, ${path}`,
    detail: () => 'Many file systems take names for the same that differ in case alone.',
    hint: () => 'Partition by a column whose values differ by more.',
  }),
  'export-partition-many': entry<{ export: string; files: number; most: number }>({
    severity: 'error',
    summary: ({ export: name, files, most }) =>
      `export \`${name}\` would be ${files} files; ${most} is the most`,
    hint: () => 'Partition by a column of fewer values.',
  }),
  'export-manifest-unreadable': entry<{ path: string; problem: string }>({
    severity: 'error',
    summary: ({ path }) => `${path} is no manifest of exported files`,
    detail: ({ problem }) => problem,
    hint: () => 'Move it away, and run `lode export` again.',
  }),
  'export-duckdb-remote': entry<{ lake: string }>({
    severity: 'error',
    summary: ({ lake }) => `a DuckDB file cannot have views over ${lake}`,
    detail: () => 'Without an extension and credentials, DuckDB reads local files alone.',
    hint: () => 'Ask with `lode query`, or export tables as files.',
  }),
  'export-duckdb-stands': entry<{ path: string; problem: string }>({
    severity: 'error',
    summary: ({ path }) => `${path} is not replaced: it was not made by \`lode export --duckdb\``,
    detail: ({ problem }) => problem,
    hint: () => 'Name another file, or move that one away.',
  }),
} as const;
