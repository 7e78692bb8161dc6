import { didYouMean, entry } from '../entry.ts';

const list = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');
const rows = (count: number) => `${count} row${count === 1 ? '' : 's'}`;
const keys = (count: number) => `${count} key${count === 1 ? '' : 's'}`;

export const compareEntries = {
  'compare-side-unclear': entry<{ side: string; problem: string }>({
    severity: 'error',
    summary: ({ side, problem }) => `\`${side}\` is no side of a comparison: ${problem}`,
    detail: () =>
      'A side is a model (`gold.kpis`, `prod@12:gold.kpis`), a source’s relation (`firebird.V_X`), a file (`old/billing.csv`, `parquet:PATH`, `delta@3:PATH`) or a query (`SELECT …`, `dev:SELECT …`).',
    hint: () => 'See `lode compare --help`.',
  }),
  'compare-side-missing': entry<{ given: string | null; lacking: readonly ('left' | 'right')[] }>({
    severity: 'error',
    summary: ({ given, lacking }) =>
      given === null
        ? 'a comparison needs two sides'
        : `\`${given}\` is one side of a comparison, and the ${lacking.join(' and the ')} one is missing`,
    hint: ({ given, lacking }) => {
      const shown = given === null || /[\s"'$]/.test(given) ? 'old/billing.csv' : given;
      return `Name what it is held against: \`lode compare ${lacking[0] === 'left' && lacking.length === 1 ? `gold.billing ${shown}` : `${shown} gold.billing`}\`.`;
    },
  }),
  'compare-side-unreadable': entry<{ side: string; problem: string; isGone: boolean }>({
    severity: 'error',
    summary: ({ side }) => `\`${side}\` cannot be read`,
    detail: ({ problem }) => problem,
    hint: ({ isGone }) =>
      isGone
        ? 'The files of an old version may have been vacuumed: take a younger one. If it is the newest, the table is damaged.'
        : 'Look whether it is whole, and what its name says it is: `csv:PATH`, `parquet:PATH`, `delta:PATH`.',
  }),
  'compare-column-unknown': entry<{
    option: string;
    column: string;
    side: 'left' | 'right' | 'either';
    near: readonly string[];
    known: readonly string[];
  }>({
    severity: 'error',
    summary: ({ option, column, side }) =>
      `\`${option}\` names the column \`${column}\`, which ${side === 'either' ? 'neither side has' : `the ${side} side does not have`}`,
    detail: ({ known }) => `There are ${list([...new Set(known)])}.`,
    hint: ({ near }) => didYouMean(near),
  }),
  'compare-key-unknown': entry<{
    column: string;
    on: 'left' | 'right' | 'none';
    known: readonly string[];
    near: readonly string[];
  }>({
    severity: 'error',
    summary: ({ column, on }) =>
      on === 'none'
        ? `there is no column \`${column}\` to be the key`
        : `the key column \`${column}\` is on the ${on} side only`,
    detail: ({ known }) => `Both sides have ${list(known)}.`,
    hint: ({ near, on }) =>
      didYouMean(near) ??
      (on === 'none'
        ? 'Give columns that both sides have: `--key id,date`.'
        : 'If it is called otherwise there, say so: `--map LEFT=RIGHT`.'),
  }),
  'compare-no-common-column': entry<{ left: readonly string[]; right: readonly string[] }>({
    severity: 'error',
    summary: () => 'both sides have no column in common, so nothing can be compared',
    detail: ({ left, right }) => `Left: ${list(left)}.\nRight: ${list(right)}.`,
    hint: ({ left, right }) => {
      const isUnnamed = (names: readonly string[]) => names.every((name) => /^column\d+$/.test(name));
      const unnamed = isUnnamed(left) ? 'left' : isUnnamed(right) ? 'right' : null;
      return unnamed === null
        ? 'If columns are called otherwise, say so: `--map LEFT=RIGHT`.'
        : `The first line of the ${unnamed} side was taken for a row: a name in it looks like a value, or it is not told from the rows below. If it has the names, say so: \`--${unnamed} header=yes\`.`;
    },
  }),
  'compare-tolerance-without-key': entry<{ columns: readonly string[] }>({
    severity: 'error',
    summary: () => 'without a key no rows lie side by side that could differ by a tolerance',
    detail: ({ columns }) => `A tolerance is given for ${list(columns)}, and no columns tell the rows apart.`,
    hint: () => 'Give a key (`--key`), or round instead: `--tolerance "amount=2 decimals"`.',
  }),
  'compare-rule-without-effect': entry<{
    option: 'tolerance' | 'text';
    column: string;
    type: string;
    isKey: boolean;
  }>({
    severity: 'warning',
    summary: ({ option, column }) => `\`${option}\` for the column \`${column}\` has no effect`,
    detail: ({ type, isKey }) =>
      isKey
        ? 'It is a key, and keys are compared exactly, but that they are rounded.'
        : `Its values are compared as ${type}, for which the rule means nothing.`,
    hint: ({ option, isKey }) => {
      if (isKey) return 'Round it (`--tolerance "at=2 decimals"`), or take another key.';
      return option === 'text'
        ? 'Leave the rule out.'
        : 'Numbers in a text column are compared as text where the other side has text too: give a CSV file’s column a type (`--left type.amount=DECIMAL(18,4)`), or cast it in a query.';
    },
  }),
  'compare-not-a-time': entry<{ option: string; column: string; times: readonly string[] }>({
    severity: 'error',
    summary: ({ option, column }) =>
      `\`--${option}\` needs a date or time that both sides have; \`${column}\` is none`,
    detail: ({ times }) =>
      times.length === 0 ? 'The sides have no date or time in common.' : `There are ${list(times)}.`,
  }),
  'compare-window-empty': entry<{ column: string; left: string; right: string }>({
    severity: 'error',
    summary: ({ column }) => `both sides have no period of \`${column}\` in common`,
    detail: ({ left, right }) => `Left: ${left}.\nRight: ${right}.`,
    hint: () => 'Compare tables of the same time, or leave `--window` out.',
  }),
  'compare-side-empty': entry<{ side: 'left' | 'right'; excluded: number }>({
    severity: 'warning',
    summary: ({ side }) => `the ${side} side has no rows`,
    detail: ({ excluded }) =>
      excluded === 0
        ? undefined
        : `All its ${rows(excluded)} were left out by the condition, the window or the age.`,
    hint: () => 'An empty table that equals an empty table says nothing: look whether its job has run.',
  }),
  'compare-key-repeated': entry<{
    key: readonly string[];
    left: { keys: number; rows: number };
    right: { keys: number; rows: number };
  }>({
    severity: 'warning',
    summary: ({ key }) => `the key (${key.join(', ')}) does not tell all rows apart`,
    detail: ({ left, right }) =>
      `Left: ${keys(left.keys)} with ${rows(left.rows)}. Right: ${keys(right.keys)} with ${rows(right.rows)}. Such rows were paired with the row that is the same, the rest in the order of their other columns.`,
    hint: () => 'Add the column that is missing in the key, or compare without one: `--bag`.',
  }),
  'compare-nothing-paired': entry<{
    key: readonly string[];
    likely: {
      readonly columns: readonly string[];
      readonly forms: readonly string[];
      readonly rows: number;
    } | null;
    left: number;
  }>({
    severity: 'warning',
    summary: ({ key }) => `no row of one side has the key (${key.join(', ')}) of a row of the other`,
    detail: ({ likely, left }) =>
      likely === null
        ? 'So nothing was compared but the number of rows.'
        : `Written otherwise they are the same: without regard to ${likely.forms.join(', ')}, ${likely.rows} of ${rows(left)} would find a partner.`,
    hint: ({ likely }) =>
      likely === null
        ? 'Look at the keys of the rows that are only left and only right; give another key (`--key`), or say which columns belong together (`--map LEFT=RIGHT`).'
        : `Compare with ${likely.columns.map((name) => `\`--text ${name}=${likely.forms.join(',')}\``).join(' ')}.`,
  }),
  'compare-key-null': entry<{ key: readonly string[]; left: number; right: number }>({
    severity: 'warning',
    summary: ({ key }) => `there are rows without a value in their key (${key.join(', ')})`,
    detail: ({ left, right }) => `Left: ${rows(left)}. Right: ${rows(right)}. NULL was paired with NULL.`,
  }),
  'compare-values-unreadable': entry<{ side: 'left' | 'right'; column: string; cells: number; type: string }>(
    {
      severity: 'warning',
      summary: ({ side, column, cells, type }) =>
        `${cells} value${cells === 1 ? '' : 's'} of \`${column}\` on the ${side} side ${cells === 1 ? 'does' : 'do'} not read as ${type}`,
      detail: () => 'The column was compared as text, with what can be read in the form of its type.',
      hint: ({ side }) =>
        `If they are written in another way, say how: \`--${side} date=%d.%m.%Y\`, \`--${side} decimal=,\`.`,
    },
  ),
  'compare-csv-ragged': entry<{ path: string; line: number; expected: number; found: number }>({
    severity: 'error',
    summary: ({ path, line, expected, found }) =>
      `${path}:${line} has ${found} field${found === 1 ? '' : 's'} where the first line has ${expected}`,
    detail: () => 'Nothing was compared: which field belongs to which column would be a guess.',
    hint: () =>
      'Correct the file, or say how it is written: `separator=;`, `quote=none`, as `--left` or `--right`.',
  }),
  'compare-csv-unreadable': entry<{ path: string; line: number | null; problem: string }>({
    severity: 'error',
    summary: ({ path, line }) => `${path}${line === null ? '' : `:${line}`} cannot be read as CSV`,
    detail: ({ problem }) => problem,
    hint: () => 'Say how it is written: `separator=;`, `quote=none`, `header=no`, as `--left` or `--right`.',
  }),
  'compare-csv-encoding': entry<{ path: string; line: number; encoding: string }>({
    severity: 'error',
    summary: ({ path, line, encoding }) => `${path}:${line} is not ${encoding}`,
    hint: () => 'Leave `encoding` out and it is found out, or give another, e.g. `encoding=windows-1252`.',
  }),
  'compare-csv-two-encodings': entry<{ path: string; utf8Line: number; otherLine: number }>({
    severity: 'error',
    summary: ({ path }) => `${path} has two encodings`,
    detail: ({ utf8Line, otherLine }) =>
      `Line ${utf8Line} has letters in UTF-8; line ${otherLine} has bytes that are not UTF-8. Read as one of them, letters of the other would be wrong.`,
    hint: () => 'Correct the file where it is made. To read it anyway, name one: `encoding=windows-1252`.',
  }),
  'compare-csv-date-ambiguous': entry<{
    side: 'left' | 'right';
    column: string;
    format: string;
    alternative: string;
  }>({
    severity: 'warning',
    summary: ({ side, column, format }) =>
      `the dates in \`${column}\` of the ${side} side were read as ${format}`,
    detail: ({ alternative }) => `All of them fit ${alternative} as well.`,
    hint: ({ side, format }) => `Say which it is: \`--${side} date=${format}\`.`,
  }),
  'compare-file-changed': entry<{ path: string }>({
    severity: 'error',
    summary: ({ path }) => `${path} changed while it was read`,
    detail: () => 'Part of what was read may be of the old content and part of the new.',
    hint: () => 'Run it again when the file is complete.',
  }),
  'compare-file-unknown': entry<{ path: string; problem: string }>({
    severity: 'error',
    summary: ({ path, problem }) => `${path} cannot be compared: ${problem}`,
    hint: () => 'Give a CSV or Parquet file, a folder of Parquet files, or the folder of a Delta table.',
  }),
  'compare-not-explained': entry<{ problem: string }>({
    severity: 'note',
    summary: () => 'where the differences come from could not be found out',
    detail: ({ problem }) => `${problem}. The comparison itself holds.`,
    hint: () => '`lode fsck` says whether the lake is whole.',
  }),
  'compare-verdict-defect': entry<{
    model: string;
    column: string | null;
    cells: number | null;
    verdict: string;
    left: string;
    right: string;
  }>({
    severity: 'error',
    summary: ({ model, column }) =>
      column === null
        ? `\`${model}\` has other rows on the two sides, which its verdict rules out: a defect of Lode`
        : `\`${model}.${column}\` differs, which its verdict rules out: a defect of Lode`,
    detail: ({ cells, verdict, column }) =>
      `The verdict is ${verdict} and does not touch ${column === null ? 'the rows' : 'the column'}, and what the model reads was the same on both sides.${cells === null ? '' : ` ${cells} ${column === null ? 'row' : 'cell'}${cells === 1 ? '' : 's'} differ${cells === 1 ? 's' : ''}.`} Lode may have left a table as it was that should have been built again.`,
    hint: ({ model, left, right }) =>
      `Build it again (\`lode apply --restate ${model}\`), and please send the maintainers the lake’s ${[...new Set([left, right])].map((hash) => `\`_definitions/${hash}.json\``).join(' and ')} (SQL and names, no rows) and what \`lode --version\` says.`,
  }),
};
