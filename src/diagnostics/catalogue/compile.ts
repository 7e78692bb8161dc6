import { didYouMean, entry } from '../entry.ts';

function list(names: readonly string[], word = 'and'): string {
  const quoted = names.map((name) => `\`${name}\``);
  return quoted.length < 2 ? (quoted[0] ?? '') : `${quoted.slice(0, -1).join(', ')} ${word} ${quoted.at(-1)}`;
}

/** The first few, and how many more. */
function some(names: readonly string[], most = 8): string {
  return names.length <= most
    ? list(names)
    : `${names
        .slice(0, most)
        .map((name) => `\`${name}\``)
        .join(', ')} and ${names.length - most} more`;
}

export const compileEntries = {
  'exposure-relation-unknown': entry<{ exposure: string; relation: string; near: readonly string[] }>({
    severity: 'error',
    summary: ({ exposure, relation }) =>
      `exposure \`${exposure}\` reads \`${relation}\`, which does not exist`,
    hint: ({ near }) =>
      didYouMean(near) ?? 'Name a model, a seed or a source relation, e.g. gold.kpis_daily.',
  }),
  'exposure-column-unknown': entry<{
    exposure: string;
    relation: string;
    column: string;
    near: readonly string[];
  }>({
    severity: 'error',
    summary: ({ exposure, relation, column }) =>
      `exposure \`${exposure}\` reads column \`${column}\`, which \`${relation}\` does not have`,
    detail: ({ exposure }) =>
      `If the column was removed on purpose, whoever owns \`${exposure}\` has to be told first.`,
    hint: ({ near }) => didYouMean(near),
  }),
  'exposure-query-failed': entry<{ exposure: string; problem: string; near: readonly string[] }>({
    severity: 'error',
    summary: ({ exposure }) => `the query of exposure \`${exposure}\` does not fit the project`,
    detail: ({ problem }) => problem,
    hint: ({ near }) => didYouMean(near),
  }),
  'kind-not-available': entry<{ kind: string; available: readonly string[] }>({
    severity: 'error',
    summary: ({ kind }) => `A model cannot be of kind \`${kind}\``,
    hint: ({ available }) => `Possible now: ${list(available)}.`,
  }),
  'statement-missing': entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'The model has no statement',
    hint: () => 'Below the header there must be one SELECT.',
  }),
  'statements-several': entry<{ count: number }>({
    severity: 'error',
    summary: ({ count }) => `The model has ${count} statements`,
    hint: () => 'A model is one SELECT: make this a model of its own, or a CTE (`WITH name AS (…)`).',
  }),
  'statement-not-select': entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'A model must be a SELECT',
    detail: () => 'Lode creates and fills the tables; a model says only what is in them.',
    hint: () => 'Keep the query, leave out CREATE, INSERT and the like.',
  }),
  'pivot-without-list': entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'PIVOT needs the list of its values',
    detail: () => 'Without the list, the columns would depend on the data.',
    hint: () => "Write `PIVOT t ON column IN ('a', 'b') USING …`.",
  }),
  'syntax-error': entry<{ message: string; hint: string | null }>({
    severity: 'error',
    summary: ({ message }) => message.charAt(0).toUpperCase() + message.slice(1),
    hint: ({ hint }) => hint ?? undefined,
  }),
  'syntax-not-closed': entry<{ what: string }>({
    severity: 'error',
    summary: ({ what }) => `The ${what} that begins here is not closed`,
    hint: ({ what }) =>
      what.includes('string')
        ? "Close it with `'`; a quote inside is written twice: `'l''âge'`."
        : what.includes('identifier')
          ? 'Close it with `"`.'
          : undefined,
  }),
  'macro-not-create': entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'This is not a complete CREATE MACRO',
    hint: () =>
      'Files `macros/*.sql` hold `CREATE MACRO name(a, b) AS …;` and `CREATE MACRO name(a) AS TABLE SELECT …;` only.',
  }),
  'macro-qualified': entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'A macro’s name has no schema',
    hint: () => 'Write the name alone.',
  }),
  'macro-duplicate': entry<{ name: string }>({
    severity: 'error',
    summary: ({ name }) => `There are two macros \`${name}\``,
    detail: () => 'Names are compared without case.',
    hint: () => 'One macro can have several forms: `CREATE MACRO f(a) AS …, (a, b) AS …`.',
  }),
  'table-unknown': entry<{ name: string; qualified: boolean; candidates: readonly string[] }>({
    severity: 'error',
    summary: ({ name }) => `There is no table \`${name}\``,
    hint: ({ qualified, candidates }) =>
      didYouMean(candidates) ??
      (qualified
        ? 'Tables are models (`layer.name`), seeds (`seeds.name`) and relations of sources (`source.name`).'
        : 'A name without a dot is a CTE of this query; models are written `layer.name`.'),
  }),
  'table-disabled': entry<{ name: string }>({
    severity: 'error',
    summary: ({ name }) => `The model \`${name}\` is disabled`,
    hint: () => 'Remove `enabled: false` from its header, or do not read it.',
  }),
  'source-relation-unknown': entry<{
    name: string;
    source: string;
    candidates: readonly string[];
    known: readonly string[];
  }>({
    severity: 'error',
    summary: ({ name }) => `No contract describes \`${name}\``,
    hint: ({ source, candidates }) =>
      [didYouMean(candidates), `\`lode source pull ${source}\` writes the contract from what the source has.`]
        .filter((part) => part !== undefined)
        .join(' '),
  }),
  'file-refused': entry<{ name: string }>({
    severity: 'error',
    summary: ({ name }) => `A model cannot read the file \`${name}\``,
    hint: () =>
      'Put small CSV files into the seeds’ folder; declare others as a source of type `parquet` or `csv`.',
  }),
  'catalog-refused': entry<{ name: string }>({
    severity: 'error',
    summary: ({ name }) => `A model cannot read the engine’s catalog (\`${name}\`)`,
    detail: () => 'What stands there depends on the run, not on the project.',
  }),
  'function-refused': entry<{ name: string; refusal: 'file' | 'catalog' | 'session' }>({
    severity: 'error',
    summary: ({ name, refusal }) =>
      refusal === 'file'
        ? `A model cannot read files with \`${name}\``
        : refusal === 'catalog'
          ? `A model cannot ask the engine’s catalog (\`${name}\`)`
          : `A model cannot use \`${name}\`: it depends on the session`,
    hint: ({ refusal }) =>
      refusal === 'file'
        ? 'Put small CSV files into the seeds’ folder; declare others as a source of type `parquet` or `csv`.'
        : refusal === 'session'
          ? "A value that the project sets is a variable: `vars:` in project.yml and `{{var 'name'}}`."
          : undefined,
  }),
  'construct-refused': entry<{
    construct: 'collation' | 'show' | 'at-clause' | 'rowid' | 'parameter' | 'ordinality';
  }>({
    severity: 'error',
    summary: ({ construct }) =>
      ({
        collation: 'Collation is not kept by storage and cannot be used in a model',
        show: 'SHOW, DESCRIBE and SUMMARIZE cannot be used in a model',
        'at-clause': 'A model cannot read a past version (`AT`)',
        rowid: '`rowid` is not kept by storage and cannot be used in a model',
        parameter: 'A model has no parameters',
        ordinality: 'WITH ORDINALITY cannot be used in a model: the engine cannot tell what it does',
      })[construct],
    hint: ({ construct }) =>
      ({
        collation: 'Compare with `lower(…)` or `strip_accents(…)`.',
        show: undefined,
        'at-clause': 'A model is computed from what its inputs are now.',
        rowid: 'Use the columns that name a row, or `row_number()` over them.',
        parameter: "A value that the project sets is a variable: `{{var 'name'}}`.",
        ordinality: 'Unnest the positions beside the list: `unnest(l), generate_subscripts(l, 1)`.',
      })[construct],
  }),
  cycle: entry<{ names: readonly string[] }>({
    severity: 'error',
    summary: ({ names }) =>
      names.length === 2
        ? `\`${names[0]}\` reads itself`
        : `Models read each other in a circle: ${names.map((name) => `\`${name.replace(/^macro /, '')}\``).join(' → ')}`,
    hint: ({ names }) =>
      names.length === 2
        ? 'Read what it is made from.'
        : 'Move what both need into a model of its own, which both read.',
  }),
  'column-unknown': entry<{ column: string; table: string | null; candidates: readonly string[] }>({
    severity: 'error',
    summary: ({ column, table }) =>
      table === null ? `There is no column \`${column}\` here` : `\`${table}\` has no column \`${column}\``,
    hint: ({ candidates }) => didYouMean(candidates),
  }),
  'alias-unknown': entry<{ alias: string; candidates: readonly string[] }>({
    severity: 'error',
    summary: ({ alias }) => `Nothing in FROM is called \`${alias}\``,
    hint: ({ candidates }) => didYouMean(candidates),
  }),
  'column-ambiguous': entry<{ column: string; choices: readonly string[] }>({
    severity: 'error',
    summary: ({ column }) => `\`${column}\` is ambiguous: more than one table has it`,
    hint: ({ choices }) => (choices.length > 0 ? `Write ${list(choices, 'or')}.` : undefined),
  }),
  'column-not-grouped': entry<{ column: string }>({
    severity: 'error',
    summary: ({ column }) => `\`${column}\` is neither grouped by nor aggregated`,
    hint: ({ column }) => `Add it to GROUP BY, use \`GROUP BY ALL\`, or aggregate it: \`max(${column})\`.`,
  }),
  'function-unknown': entry<{
    what: string;
    name: string;
    extension: string | null;
    candidates: readonly string[];
  }>({
    severity: 'error',
    summary: ({ what, name }) => `There is no ${what} \`${name}\``,
    hint: ({ extension, candidates }) =>
      extension === null
        ? didYouMean(candidates)
        : `It is part of the extension ${extension}, and models use none: they would not run everywhere.`,
  }),
  'function-arguments': entry<{ call: string; forms: readonly string[] }>({
    severity: 'error',
    summary: ({ call }) => `\`${call}\` does not exist for these types`,
    detail: ({ forms }) => (forms.length === 0 ? undefined : `It exists as ${forms.join('; ')}.`),
    hint: () => 'Cast the arguments: `CAST(x AS …)`.',
  }),
  'binder-error': entry<{ message: string; hint: string | null }>({
    severity: 'error',
    summary: ({ message }) => (message.split('\n')[0] ?? message).replace(/[!.]$/, ''),
    detail: ({ message }) => {
      const rest = message.split('\n').slice(1, 8).join('\n').trim();
      return rest === '' ? undefined : rest;
    },
    hint: ({ hint }) => hint ?? undefined,
  }),
  'plan-not-serializable': entry<{ message: string }>({
    severity: 'error',
    summary: () => 'The engine cannot tell what this query does',
    detail: ({ message }) => message,
    hint: () =>
      'Write the query in another way: functions that read files and dynamic lists of columns are known causes.',
  }),
  'type-refused': entry<{ column: string; type: string; reason: string; castTo: string }>({
    severity: 'error',
    summary: ({ column, type }) => `Column \`${column}\` has type ${type}, which a Delta table cannot hold`,
    detail: ({ reason }) => `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`,
    hint: ({ castTo }) => `Cast it: \`CAST(… AS ${castTo})\`.`,
  }),
  'type-unknown': entry<{ type: string; candidates: readonly string[] }>({
    severity: 'error',
    summary: ({ type }) => `\`${type}\` is not a type`,
    hint: ({ candidates }) =>
      didYouMean(candidates) ?? 'Types are DuckDB’s: VARCHAR, BIGINT, DECIMAL(18,4), DATE, TIMESTAMP …',
  }),
  'type-differs': entry<{ column: string; declared: string; found: string }>({
    severity: 'error',
    summary: ({ column, declared, found }) => `Column \`${column}\` is ${found}, the header says ${declared}`,
    hint: ({ declared }) => `Cast it: \`CAST(… AS ${declared})\`, or change the header.`,
  }),
  'output-duplicate': entry<{ names: readonly string[] }>({
    severity: 'error',
    summary: ({ names }) => `The query gives ${list(names)} more than once`,
    detail: () => 'Names are compared without case.',
    hint: () => 'Name one of them otherwise with AS, or leave it out: `SELECT * EXCLUDE (…)`.',
  }),
  'models-skipped': entry<{ cause: string; names: readonly string[] }>({
    severity: 'note',
    summary: ({ cause, names }) =>
      `${names.length === 1 ? 'One model was' : `${names.length} models were`} not compiled because of \`${cause}\`: ${some(names)}`,
  }),
  'selector-method': entry<{
    method: string;
    term: string;
    known: readonly string[];
    candidates: readonly string[];
  }>({
    severity: 'error',
    summary: ({ method, term }) => `\`${method}:\` in \`${term}\` is not a way to select`,
    hint: ({ known, candidates }) =>
      didYouMean(candidates) ??
      `There are ${list(known.filter((name) => name !== 'name').map((name) => `${name}:`))}, and names.`,
  }),
  'selector-not-here': entry<{ term: string }>({
    severity: 'error',
    summary: ({ term }) => `\`${term}\` cannot be used with this command`,
  }),
  'selector-picks-nothing': entry<{ term: string; candidates: readonly string[] }>({
    severity: 'error',
    summary: ({ term }) => `\`${term}\` picks nothing`,
    hint: ({ candidates }) => didYouMean(candidates),
  }),
} as const;
