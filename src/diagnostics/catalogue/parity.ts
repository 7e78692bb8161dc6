import { didYouMean, entry } from '../entry.ts';

const list = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');

export const parityEntries = {
  'parity-missing': entry<{ path: string }>({
    severity: 'error',
    summary: ({ path }) => `there is no ${path}: it lists what is to be compared every night`,
    hint: () => 'Begin with one pair: `pairs: {billing: {left: old/billing.csv, right: gold.billing}}`.',
  }),
  'parity-without-pairs': entry<{ path: string }>({
    severity: 'error',
    summary: ({ path }) => `${path} lists no pairs`,
    hint: () => 'Add one below `pairs:`: `billing: {left: old/billing.csv, right: gold.billing}`.',
  }),
  'parity-pair-name': entry<{ name: string }>({
    severity: 'error',
    summary: ({ name }) => `\`${name}\` is no name of a pair`,
    hint: () => 'Use letters, digits, `_` and `-`, and begin with a letter: `billing_monthly`.',
  }),
  'parity-pair-unknown': entry<{ pair: string; known: readonly string[]; near: readonly string[] }>({
    severity: 'error',
    summary: ({ pair }) => `there is no pair \`${pair}\``,
    detail: ({ known }) => `parity.yml has ${list(known)}.`,
    hint: ({ near }) => didYouMean(near),
  }),
  'parity-placeholder': entry<{ text: string }>({
    severity: 'error',
    summary: ({ text }) => `\`${text}\` is no night`,
    detail: () =>
      'Between double braces only the night can stand, in parity.yml: it is written anew every night.',
    hint: () =>
      'Write `{{night}}`, `{{night - 1}}` for the day before, or `{{night - 1 "%Y%m%d"}}` in another form.',
  }),
  'parity-night-invalid': entry<{ night: string }>({
    severity: 'error',
    summary: ({ night }) => `\`${night}\` is no night`,
    hint: () => 'Give a day: `--night 2026-03-01`.',
  }),
  'parity-bytes-accepted': entry<{ pair: string }>({
    severity: 'error',
    summary: ({ pair }) => `the pair \`${pair}\` compares bytes and accepts differences`,
    detail: () => 'Files that are to be the same to the last byte are the same or are not.',
    hint: () => 'Leave `accepted` out, or compare their rows: `compare: rows`.',
  }),
  'parity-bytes-side': entry<{ side: 'left' | 'right'; text: string; problem: string }>({
    severity: 'error',
    summary: ({ side, text, problem }) =>
      `the ${side} side \`${text}\` cannot be compared byte by byte: ${problem}`,
    hint: () =>
      'Give two files: `left: old/billing.csv`, `right: export:billing` or `right: out/billing.csv`.',
  }),
  'parity-export-changed': entry<{ path: string; export: string }>({
    severity: 'error',
    summary: ({ path, export: name }) => `${path} is not what the export \`${name}\` wrote`,
    detail: () => 'Its checksum is not that of the manifest: somebody has changed the file since.',
    hint: ({ export: name }) => `Write it again: \`lode export ${name}\`.`,
  }),
  'parity-bytes-option': entry<{ option: string }>({
    severity: 'error',
    summary: ({ option }) => `\`${option}\` means nothing where bytes are compared`,
    hint: () => 'Leave it out, or compare rows: `compare: rows`.',
  }),
  'parity-accepted-column': entry<{
    column: string;
    known: readonly string[];
    near: readonly string[];
    withoutKey: boolean;
  }>({
    severity: 'error',
    summary: ({ column, withoutKey }) =>
      withoutKey
        ? `differences of \`${column}\` cannot be accepted without a key: whole rows are compared`
        : `\`accepted\` names \`${column}\`, which is no column that is compared`,
    detail: ({ known }) => `There are ${list(known)}.`,
    hint: ({ near, withoutKey }) =>
      withoutKey ? 'Give the pair a `key`, or accept rows: `only_in: left`.' : didYouMean(near),
  }),
  'parity-accept-nothing': entry<{ differing: readonly string[] }>({
    severity: 'error',
    summary: () => 'what is accepted must be named: nothing is accepted as a whole',
    detail: ({ differing }) =>
      differing.length === 0 ? undefined : `In the last run these columns differed: ${list(differing)}.`,
    hint: () => 'Give `--columns amount`, or `--only-in left` for rows that only the old side has.',
  }),
  'parity-accept-file': entry<{ pair: string }>({
    severity: 'error',
    summary: ({ pair }) => `the entry of \`${pair}\` in parity.yml cannot be added to`,
    detail: () => 'The pair, or its `accepted`, is not written as a mapping of its own there.',
    hint: () => 'Add the entry by hand; the form is in the reference of parity.yml.',
  }),
  'parity-not-recorded': entry<{ pair: string; night: string | null; last: string | null }>({
    severity: 'error',
    summary: ({ pair, night }) =>
      night === null ? `\`${pair}\` was never compared` : `\`${pair}\` was not compared on ${night}`,
    detail: ({ night, last }) =>
      night === null || last === null ? undefined : `The last night before is ${last}.`,
    hint: () => 'Compare it: `lode parity run`.',
  }),
  'parity-side-empty': entry<{ pair: string }>({
    severity: 'error',
    summary: ({ pair }) => `neither side of \`${pair}\` has any row`,
    detail: () => 'Nothing equals nothing, which proves nothing: perhaps a job has not run.',
    hint: () => 'If there may be such nights, say so: `allow_empty: true`.',
  }),
  'parity-killed': entry<{ pair: string; how: string }>({
    severity: 'error',
    summary: ({ pair, how }) => `the process that compared \`${pair}\` ended: ${how}`,
    detail: () => 'The other pairs were compared by another process.',
    hint: () => 'Perhaps memory ran out: compare a smaller window, or set `--memory-limit`.',
  }),
  'parity-ledger-damaged': entry<{ path: string; problem: string }>({
    severity: 'error',
    summary: ({ path }) => `the ledger of the parallel run cannot be read: ${path}`,
    detail: ({ problem }) => problem,
    hint: () =>
      'It is an ordinary Delta table: bring its files back from a backup, or move the folder away. Then a new ledger begins, and all streaks with it.',
  }),
};
