import { didYouMean, entry } from '../entry.ts';

function list(names: readonly string[], word = 'and'): string {
  const quoted = names.map((name) => `\`${name}\``);
  return quoted.length < 2 ? (quoted[0] ?? '') : `${quoted.slice(0, -1).join(', ')} ${word} ${quoted.at(-1)}`;
}

function keyList(keys: readonly (readonly string[])[]): string {
  return keys.map((key) => `(${key.join(', ')})`).join(' or ');
}

/** Rules that a project can give another severity (`lints:` in project.yml) and allow at a place (`-- lode: allow(rule)`). */
export const lintEntries = {
  'layer-rule': entry<{ layer: string; relation: string; reads: readonly string[] }>({
    severity: 'warning',
    summary: ({ layer, relation }) => `A model of layer \`${layer}\` reads \`${relation}\``,
    detail: ({ layer, reads }) => `\`${layer}\` reads ${list(reads)}.`,
    hint: ({ layer }) =>
      `Read it through the layer between, or allow it for all: \`layers.${layer}.reads\` in project.yml.`,
  }),
  'select-star': entry<{ relation: string; columns: readonly string[] }>({
    severity: 'warning',
    summary: ({ relation }) => `\`*\` takes whatever columns \`${relation}\` has`,
    detail: () => 'A column that is added there becomes part of this model without anybody deciding it.',
    hint: ({ columns }) =>
      columns.length === 0 || columns.length > 20
        ? 'Name the columns.'
        : `Name the columns: ${columns.join(', ')}.`,
  }),
  'row-number-ties': entry<{ name: string; table: string | null; keys: readonly (readonly string[])[] }>({
    severity: 'warning',
    summary: ({ name, table }) =>
      table === null
        ? `\`${name}\` without ORDER BY gives another result in another run`
        : `\`${name}\` may give another result in another run: its order can have ties`,
    detail: ({ table, keys }) =>
      table === null || keys.length === 0
        ? undefined
        : `Rows of \`${table}\` are named by ${keyList(keys)}, which PARTITION BY and ORDER BY do not hold.`,
    hint: ({ table, keys }) =>
      table === null
        ? 'Add ORDER BY with columns that name a row.'
        : keys.length === 0
          ? `Order by columns that name a row; if these do, declare \`grain:\` or \`unique:\` in \`${table}\`.`
          : 'Add the missing columns to ORDER BY.',
  }),
  'window-without-order': entry<{ name: string }>({
    severity: 'warning',
    summary: ({ name }) =>
      name === 'dense_rank'
        ? '`dense_rank` without PARTITION BY and ORDER BY can end the process'
        : `\`${name}\` without PARTITION BY and ORDER BY can give rows twice`,
    detail: () =>
      'A fault of DuckDB 1.5.6, where EXISTS, IN, a SEMI or an ANTI JOIN has filtered the rows that the window looks at.',
    hint: ({ name }) =>
      name === 'dense_rank'
        ? 'Add ORDER BY; without an order the number is 1 in every row.'
        : 'Add ORDER BY with columns that name a row: without an order, the next row is any other.',
  }),
  'limit-without-order': entry<Record<string, never>>({
    severity: 'warning',
    summary: () => 'LIMIT without ORDER BY keeps other rows in another run',
    hint: () => 'Add ORDER BY with columns that name a row.',
  }),
  'unordered-aggregate': entry<{ name: string }>({
    severity: 'warning',
    summary: ({ name }) => `\`${name}\` without ORDER BY gives another result in another run`,
    hint: ({ name }) => `Write \`${name}(… ORDER BY …)\`.`,
  }),
  'float-equality': entry<{ name: string }>({
    severity: 'warning',
    summary: ({ name }) => `The result of \`${name}\` over floating numbers is compared for equality`,
    detail: () =>
      'Its last digits depend on the order in which rows are added, which differs from run to run.',
    hint: () => 'Compare rounded values or with a tolerance, or sum DECIMAL values.',
  }),
  'volatile-function': entry<{ name: string }>({
    severity: 'warning',
    summary: ({ name }) => `\`${name}\` gives another result in another run`,
    detail: () => 'Whatever reads it must be rebuilt every time, and nothing can be compared.',
    hint: ({ name }) =>
      /random|uuid/.test(name)
        ? 'Derive the value from the row: `md5(…)` or `hash(…)` of its key.'
        : 'Take the date from the data, or from a variable of project.yml.',
  }),
  'join-multiplies': entry<{ left: readonly string[]; right: string; keys: readonly (readonly string[])[] }>({
    severity: 'warning',
    summary: ({ left, right }) => `This join can multiply the rows of ${list(left)} and of \`${right}\``,
    detail: ({ right, keys }) =>
      `It compares columns that name a row on neither side; rows of \`${right}\` are named by ${keyList(keys)}.`,
    hint: () => 'Join by the whole key, or aggregate one side first.',
  }),
  'unused-cte': entry<{ name: string }>({
    severity: 'warning',
    summary: ({ name }) => `Nothing reads the CTE \`${name}\``,
    hint: () => 'Remove it.',
  }),
  'unused-column': entry<{ column: string; table: string }>({
    severity: 'warning',
    summary: ({ column, table }) => `Nothing uses \`${column}\` of the CTE \`${table}\``,
    hint: () => 'Leave it out.',
  }),
  'unknown-lint': entry<{ rule: string; known: readonly string[]; candidates: readonly string[] }>({
    severity: 'error',
    summary: ({ rule }) => `There is no rule \`${rule}\``,
    hint: ({ known, candidates }) => didYouMean(candidates) ?? `Rules: ${list(known)}.`,
  }),
} as const;
