import { entry } from '../entry.ts';

export interface InDialect {
  /** As people write its name. */
  readonly dialect: string;
}

/** Translating legacy SQL. An error is a reason to refuse; a warning stands where the translation may give something else than the original. */
export const translateEntries = {
  'translate-not-parsed': entry<InDialect & { reason: string }>({
    severity: 'error',
    summary: ({ dialect }) => `This cannot be read as ${dialect}`,
    detail: ({ reason }) => reason,
    hint: () =>
      'Check that `--from` names the dialect that this was written for, and that the statement is whole. A statement that the parser does not know has to be carried over by hand.',
  }),
  'translate-construct-refused': entry<InDialect & { construct: string }>({
    severity: 'error',
    summary: ({ dialect, construct }) => `${construct} of ${dialect} is not translated`,
    detail: () => 'What it would be in DuckDB is not known for certain, so nothing is written in its place.',
    hint: () => 'Write this statement anew by hand, or take the construct out of the original first.',
  }),
  'translate-function-refused': entry<InDialect & { name: string; reason: string | null }>({
    severity: 'error',
    summary: ({ dialect, name }) => `The function \`${name}\` of ${dialect} is not translated`,
    detail: ({ reason }) =>
      reason ??
      'The translator does not know it, and DuckDB has none of that name. It may be a function of the old database itself.',
    hint: () =>
      'Write what it computes in its place, or define a macro of that name in `macros/` and call it in the model.',
  }),
  'translate-statement-refused': entry<InDialect & { statement: string }>({
    severity: 'error',
    summary: ({ dialect, statement }) => `${statement} of ${dialect} is not a query`,
    detail: () =>
      'A model is one SELECT. Procedural code says in which order rows are changed; what it computes has to be written as queries by a person.',
    hint: () =>
      'Translate the SELECT statements inside it one by one. `lode legacy scan` counts its loops, cursors and statements.',
  }),
  'translate-mask-refused': entry<{ mask: string; element: string }>({
    severity: 'error',
    summary: ({ mask, element }) => `\`${element}\` in the format '${mask}' has no equal in DuckDB`,
    hint: () => 'Write the format by hand with the letters of `strftime`.',
  }),
  'translate-nothing': entry<{ file: string }>({
    severity: 'error',
    summary: ({ file }) => `${file} has no query to translate`,
    detail: () => 'Expected were SELECT statements, views, or statements that write the result of a query.',
    hint: () => 'Table definitions alone are read for their columns and give no output.',
  }),
  'translate-several': entry<{ file: string; model: string; names: readonly string[] }>({
    severity: 'error',
    summary: ({ file, model }) =>
      `${file} has several queries, and none of them alone is named as \`${model}\``,
    detail: ({ names }) => `It has: ${names.join(', ')}.`,
    hint: () => 'Give a model’s name that ends as one of them does, or a file with one query.',
  }),
  'translate-not-bound': entry<{ reason: string; statement: string }>({
    severity: 'error',
    summary: ({ statement }) => `The translation of ${statement} does not bind in DuckDB`,
    detail: ({ reason }) => reason,
    hint: () =>
      'The tables’ columns may differ from what the query expects: check the definitions given with `--inventory`, in the file or in the contracts.',
  }),
  'translate-only-parsed': entry<{ statement: string; tables: readonly string[] }>({
    severity: 'warning',
    summary: ({ statement }) => `The translation of ${statement} was parsed only, not bound`,
    detail: ({ tables }) =>
      `Columns are not known for: ${tables.map((each) => `\`${each}\``).join(', ')}. Names and types were not checked.`,
    hint: () =>
      'Give their definitions: CREATE TABLE statements in the same file, contracts of a project’s sources, or `--inventory triage/inventory.json`.',
  }),
  'translate-function-unchecked': entry<InDialect & { name: string }>({
    severity: 'warning',
    summary: ({ name }) => `\`${name}\` is taken to mean the same in DuckDB`,
    detail: ({ dialect }) =>
      `DuckDB has a function of this name; whether it does exactly what ${dialect}’s does is not known to the translator.`,
  }),
  'translate-integer-division': entry<InDialect>({
    severity: 'warning',
    summary: () => 'This division may drop the fraction in the original, and keeps it in DuckDB',
    detail: ({ dialect }) =>
      `In ${dialect} \`7 / 2\` of two integers is 3, in DuckDB 3.5. The types of both sides are not known here, so \`/\` was left.`,
    hint: () => 'If both sides are integers, write `//`.',
  }),
  'translate-decimal-division': entry<InDialect>({
    severity: 'warning',
    summary: () => 'This division gives DOUBLE in DuckDB, and exact decimals in the original',
    detail: ({ dialect }) =>
      `${dialect} keeps a certain number of digits of the quotient and drops or rounds the rest; DuckDB keeps about 15 digits.`,
    hint: () => 'Cast the quotient to the decimal type that the readers expect.',
  }),
  'translate-division-by-zero': entry<InDialect>({
    severity: 'note',
    summary: () => 'A division by zero is an error in the original; in DuckDB it gives infinity or NULL',
    hint: () => 'Write `nullif(divisor, 0)` where NULL is meant, or an audit that finds zeros.',
  }),
  'translate-text-comparison': entry<InDialect & { caseless: boolean; padded: boolean }>({
    severity: 'warning',
    summary: ({ caseless, padded }) =>
      `Text is compared ${[caseless ? 'without case' : '', padded ? 'without blanks at its end' : ''].filter((each) => each !== '').join(' and ')} in the original, and exactly in DuckDB`,
    detail: ({ dialect }) =>
      `${dialect} does so under its usual collation. Comparisons, joins, groups, DISTINCT and LIKE may find fewer equal values here.`,
    hint: ({ caseless, padded }) =>
      `If the data hold such values, compare ${caseless && padded ? '`lower(rtrim(x))`' : caseless ? '`lower(x)`' : '`rtrim(x)`'} on both sides, or clean them in bronze.`,
  }),
  'translate-text-order': entry<InDialect>({
    severity: 'warning',
    summary: () => 'Text is put in order by a collation in the original, and by code points in DuckDB',
    detail: ({ dialect }) =>
      `${dialect} may put \`a\` before \`B\` and \`É\` near \`E\`; DuckDB puts all capitals first. It matters for ORDER BY, MIN, MAX, < and BETWEEN.`,
  }),
  'translate-collation': entry<{ collation: string }>({
    severity: 'warning',
    summary: ({ collation }) => `The collation \`${collation}\` was left out`,
    detail: () => 'Models use no collations: they do not survive storage. Text is compared exactly.',
    hint: () => 'Compare `lower(x)`, or `strip_accents(lower(x))`, on both sides.',
  }),
  'translate-empty-text': entry<InDialect>({
    severity: 'warning',
    summary: ({ dialect }) => `An empty string is NULL in ${dialect}, and a value of its own in DuckDB`,
    detail: () =>
      'It was written as NULL, as the original reads it. Columns loaded from elsewhere may hold empty strings that the original never saw.',
  }),
  'translate-limit-without-order': entry({
    severity: 'warning',
    summary: () => 'Rows are cut off without a total order: which ones stay is not determined',
    detail: () => 'The original leaves that to its plan too; DuckDB may well keep other rows.',
    hint: () => 'Order by columns that tell all rows apart.',
  }),
  'translate-date-format': entry<{ what: string }>({
    severity: 'warning',
    summary: ({ what }) => what,
    detail: () => 'A date becomes text, or text a date, by other rules in DuckDB.',
    hint: () => "Say the format: `strftime(d, '%Y-%m-%d')`, `strptime(t, '%d.%m.%Y')`.",
  }),
  'translate-date-arithmetic': entry<{ what: string }>({
    severity: 'warning',
    summary: ({ what }) => what,
  }),
  'translate-implicit-cast': entry<InDialect & { from: string; to: string }>({
    severity: 'warning',
    summary: ({ from, to }) => `A value is taken as ${to} where ${from} stands`,
    detail: ({ dialect }) =>
      `${dialect} converts it silently by rules of its own; DuckDB may refuse, or convert otherwise.`,
    hint: () => 'Write the cast.',
  }),
  'translate-rounding': entry<{ what: string }>({
    severity: 'warning',
    summary: ({ what }) => what,
  }),
  'translate-text-form': entry<InDialect & { of: string }>({
    severity: 'warning',
    summary: ({ of }) => `A ${of} becomes text by DuckDB’s form, which may not be the original’s`,
    detail: ({ dialect }) =>
      `${dialect} writes such values by its own rules or settings of the session: digits, zeros at the end, the order of day and month.`,
    hint: () => 'Say the form: `strftime(…)`, `format(…)`, or a cast to DECIMAL first.',
  }),
  'translate-current-moment': entry<{ name: string }>({
    severity: 'warning',
    summary: ({ name }) =>
      `\`${name}\` is the local time of the old server; here it is the clock in the project’s time zone`,
    hint: () => 'Set `time_zone` in project.yml, or use `{{start}}` and `{{end}}` of the interval.',
  }),
  'translate-result-type': entry<{ what: string }>({
    severity: 'warning',
    summary: ({ what }) => what,
  }),
  'translate-hint-dropped': entry<{ hint: string }>({
    severity: 'warning',
    summary: ({ hint }) => `\`${hint}\` was left out`,
    detail: () => 'It says how the old server was to run or lock, not what the result is.',
  }),
  'translate-catalog-dropped': entry<{ name: string; written: string }>({
    severity: 'warning',
    summary: ({ name, written }) =>
      `\`${name}\` is written as \`${written}\`: the name of its database was left out`,
  }),
  'translate-regular-expression': entry<InDialect>({
    severity: 'warning',
    summary: () => 'DuckDB’s regular expressions (RE2) know fewer signs than the original’s',
    detail: ({ dialect }) =>
      `Look-ahead and back references are not there; classes, case and what \`.\` and \`$\` match may differ from ${dialect}’s.`,
  }),
  'translate-meaning': entry<{ what: string }>({
    severity: 'warning',
    summary: ({ what }) => what,
  }),
};
