import { didYouMean, entry } from '../entry.ts';

const list = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');

/** Of mapping files: what one model is made from. */
export const mappingEntries = {
  'mapping-missing': entry<{ path: string; known: readonly string[]; near: readonly string[] }>({
    severity: 'error',
    summary: ({ path }) =>
      path === 'mappings' ? 'there is no mapping below mappings/' : `there is no mapping ${path}`,
    detail: ({ known }) => (known.length === 0 ? undefined : `There are ${list(known)}.`),
    hint: ({ near }) =>
      didYouMean(near) ?? 'Write one by hand, or from a legacy query: `lode mapping extract FILE`.',
  }),
  'mapping-target-twice': entry<{ model: string }>({
    severity: 'error',
    summary: ({ model }) => `two mappings make \`${model}\``,
    hint: () => 'A model has one mapping: put the second one’s rows into the first as `union`.',
  }),
  'mapping-incomplete': entry<{ problem: string; hint: string }>({
    severity: 'error',
    summary: ({ problem }) => problem,
    hint: ({ hint }) => hint,
  }),
  'mapping-rule-wrong': entry<{ problem: string; hint: string }>({
    severity: 'error',
    summary: ({ problem }) => `this is no rule: ${problem}`,
    hint: ({ hint }) => hint,
  }),
  'mapping-grain-missing': entry<{ model: string; columns: readonly string[] }>({
    severity: 'warning',
    summary: ({ model }) => `\`${model}\` groups its rows, and has no \`grain\``,
    detail: () => 'What names a row is not said, so that nothing would tell rows that are there twice.',
    hint: ({ columns }) => `Say it: \`grain: [${columns.join(', ')}]\`. It becomes an audit.`,
  }),
  'mapping-rows-repeated': entry<{
    column: string;
    rule: string;
    source: string;
    repeated: number;
    joined: readonly string[];
  }>({
    severity: 'warning',
    summary: ({ column, source }) => `\`${column}\` counts rows of \`${source}\` more than once`,
    detail: ({ rule, source, repeated, joined }) =>
      `\`${rule}\` reads \`${source}\` alone, and the join${joined.length > 1 ? 's' : ''} with ${list(joined)} repeat${joined.length > 1 ? '' : 's'} ${repeated.toLocaleString('en')} row${repeated === 1 ? '' : 's'} of it.`,
    hint: ({ joined: [first = ''] }) =>
      `Join by the whole key, or bring \`${first}\` to one row for each first, in a step of \`with\`.`,
  }),
  'mapping-model-exists': entry<{ model: string; path: string }>({
    severity: 'warning',
    summary: ({ model, path }) => `\`${model}\` is there already, and was not generated: ${path}`,
    hint: () =>
      'Name another model in `target.model`; or let `lode mapping generate` put the mapping’s in its place (`--force`), or take what stands (`--keep`).',
  }),
  'mapping-source-unknown': entry<{ alias: string; known: readonly string[]; near: readonly string[] }>({
    severity: 'error',
    summary: ({ alias }) => `\`${alias}\` is no alias of \`sources\``,
    detail: ({ known }) => (known.length === 0 ? 'No source is declared.' : `There are ${list(known)}.`),
    hint: ({ near, alias }) => didYouMean(near) ?? `Add it: \`sources: {${alias}: silver.billing}\`.`,
  }),
  'mapping-column-unknown': entry<{ column: string; what: string; near: readonly string[] }>({
    severity: 'error',
    summary: ({ column, what }) => `${what} names \`${column}\`, which is no column of the target`,
    hint: ({ near }) => didYouMean(near) ?? 'Give the column a rule below `columns`.',
  }),
  'mapping-union-columns': entry<{ expected: readonly string[]; found: readonly string[] }>({
    severity: 'error',
    summary: () => 'this part of the union has other columns than the first',
    detail: ({ expected, found }) => `The first has ${list(expected)}; this one has ${list(found)}.`,
    hint: () => 'Name the same columns in the same order: SQL puts them together by their place.',
  }),
  'mapping-rule-fails': entry<{ column: string; problem: string; severalIn?: string }>({
    severity: 'error',
    summary: ({ column }) => `the rule of \`${column}\` binds, and fails on the rows at hand`,
    detail: ({ problem }) => problem,
    hint: ({ severalIn }) =>
      severalIn === undefined
        ? 'Say what such a value becomes: `TRY_CAST(…)`, `CASE WHEN …`, or a filter.'
        : `A lookup takes one row of \`${severalIn}\`: compare its whole key, or bring it to one row for each first, in a step of \`with\`.`,
  }),
  'mapping-condition-fails': entry<{ condition: string; problem: string }>({
    severity: 'error',
    summary: ({ condition }) => `the condition \`${condition}\` binds, and fails on the rows at hand`,
    detail: ({ problem }) => problem,
    hint: () => 'A condition is true or false of every row: compare, or use `TRY_CAST(…)`.',
  }),
  'mapping-run-failed': entry<{ model: string; problem: string }>({
    severity: 'error',
    summary: ({ model }) => `the mapping of \`${model}\` binds, and fails on the rows at hand`,
    detail: ({ problem }) => problem,
    hint: () => 'It is no single rule: look at joins and steps.',
  }),
  'mapping-not-run': entry<{ model: string; problem: string }>({
    severity: 'warning',
    summary: ({ model }) => `\`${model}\` was bound and not run: its data is not at hand`,
    detail: ({ problem }) => problem,
    hint: () => 'Give it data: `lode source sample`, `lode apply`, or another `--target`.',
  }),
  'mapping-conflict': entry<{ path: string }>({
    severity: 'warning',
    summary: ({ path }) => `${path} stays as it is: the mapping and a person have changed the same lines`,
    hint: () =>
      'Bring both together by hand and say so with `--keep`, or take the mapping’s text with `--force`.',
  }),
  'mapping-origin-unknown': entry<{ from: string; near: readonly string[] }>({
    severity: 'error',
    summary: ({ from }) => `\`${from}\` is no file and no object of the inventory`,
    hint: ({ near }) =>
      didYouMean(near) ?? 'Give a file with one view, query or procedure, or an id that `lode triage` shows.',
  }),
  'mapping-dialect-missing': entry<{ from: string }>({
    severity: 'error',
    summary: ({ from }) => `in which dialect \`${from}\` is written is not known`,
    hint: () => 'Say it: `--from tsql`.',
  }),
  'mapping-flow-unclear': entry<{ what: string; problem: string; known: readonly string[] }>({
    severity: 'error',
    summary: ({ what, problem }) => `no mapping was taken from ${what}: ${problem}`,
    detail: ({ known }) => (known.length === 0 ? undefined : `There are ${list(known)}.`),
    hint: () =>
      'Name one data flow or destination behind the package: `lode mapping extract "load.dtsx#Package\\Load"`.',
  }),
  'mapping-not-extracted': entry<{ what: string; problem: string }>({
    severity: 'error',
    summary: ({ what, problem }) => `no mapping was taken from ${what}: ${problem}`,
    hint: ({ problem }) =>
      problem.endsWith('already')
        ? 'Write it elsewhere with `--out`, or over what is there with `--force`.'
        : 'Give a file with one view, query or procedure.',
  }),
};
