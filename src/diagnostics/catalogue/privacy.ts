import { entry } from '../entry.ts';

const ways: Readonly<Record<string, string>> = {
  JOIN: 'a join by',
  FILTER: 'a filter on',
  GROUP_BY: 'groups by',
  SORT: 'an order by',
  WINDOW: 'a window over',
  CONDITIONAL: 'a test of',
};

/** Where personal data must not be. */
export const privacyEntries = {
  'pii-leak': entry<{
    column: string;
    class: string;
    layer: string;
    path: readonly { readonly column: string; readonly class: string }[];
    declared: boolean;
    further: number;
  }>({
    severity: 'error',
    summary: ({ column, class: name, layer }) =>
      `\`${column}\` holds personal data (\`${name}\`), which ${layer} must not hold`,
    detail: ({ path, declared, further }) => {
      const way = declared
        ? 'Its own header says so.'
        : `It comes this way: ${path.map((step, index) => (index > 0 && step.class === path[index - 1]!.class ? step.column : `${step.column} (${step.class})`)).join(' → ')}.`;
      const more = further === 1 ? ' One more column holds it because of this.' : '';
      return further > 1 ? `${way} ${further} more columns hold it because of this.` : `${way}${more}`;
    },
    hint: ({ class: name }) =>
      `Leave the column out, or put an anonymiser on its way (\`privacy.anonymisers\` in project.yml says which there are). If the layer may hold it, say \`allow: [${name}]\`.`,
  }),
  'pii-influence': entry<{
    model: string;
    layer: string;
    columns: readonly string[];
    rows: boolean;
    by: readonly { readonly column: string; readonly class: string; readonly how: string }[];
  }>({
    severity: 'warning',
    summary: ({ model, columns, rows }) =>
      `Personal data decides ${[...(rows ? [`the rows of \`${model}\``] : []), ...(columns.length === 0 ? [] : [`${columns.map((column) => `\`${column}\``).join(', ')}${rows ? '' : ` of \`${model}\``}`])].join(' and ')}`,
    detail: ({ by, layer }) =>
      `None of its values comes into ${layer}, but from few rows a person can be told: ${[...new Set(by.map(({ how }) => how))].map((how) => `${ways[how] ?? how} ${[...new Set(by.filter((each) => each.how === how).map((each) => `\`${each.column}\` (${each.class})`))].join(', ')}`).join('; ')}.`,
    hint: () =>
      'Do this in the layer that may hold the data, or by a key that is made of it. `privacy.indirect` in project.yml sets what this is: error, warning, note or off.',
  }),
  'anonymiser-unknown': entry<{ name: string; candidates: readonly string[] }>({
    severity: 'error',
    summary: ({ name }) => `There is no function or SQL macro \`${name}\``,
    detail: () => 'An anonymiser is a function of the engine, or a scalar macro of macros/*.sql.',
    hint: ({ candidates }) =>
      candidates.length === 0
        ? 'Write the name as it is called in SQL.'
        : `Did you mean ${candidates.map((name) => `\`${name}\``).join(' or ')}?`,
  }),
  'macro-name-shipped': entry<{ name: string }>({
    severity: 'error',
    summary: ({ name }) => `\`${name}\` is a function of Lode's own`,
    detail: () =>
      'What it makes of personal data is known to privacy and lineage; a macro of that name would be taken for it.',
    hint: () =>
      'Give the macro another name, and say in `privacy.anonymisers` of project.yml what it makes of personal data.',
  }),
  'secret-unknown': entry<{
    model: string;
    /** null: the call names none, or not by a text. */
    secret: string | null;
    version: string | null;
    known: readonly string[];
    candidates: readonly string[];
  }>({
    severity: 'error',
    summary: ({ model, secret, version }) =>
      secret === null
        ? `\`hmac_sha256\` in \`${model}\` names no secret`
        : version === null
          ? `\`${model}\` hashes with a secret that project.yml does not declare: \`${secret}\``
          : `\`${model}\` hashes with a version of the secret \`${secret}\` that project.yml does not declare: \`${version}\``,
    detail: ({ secret, known }) =>
      `${secret === null ? 'The secret is a text in the call; where the call names none, it is the one that is called `default`, or the only one. ' : ''}${known.length === 0 ? '`privacy.secrets` declares none.' : `\`privacy.secrets\` declares ${known.map((name) => `\`${name}\``).join(', ')}.`}`,
    hint: ({ candidates }) =>
      candidates.length > 0
        ? `Did you mean ${candidates.map((name) => `\`${name}\``).join(' or ')}?`
        : 'Declare it in project.yml, for instance `privacy: {secrets: {residents: RESIDENTS_KEY}}`: the name of an environment variable, never the value.',
  }),
  'secret-short': entry<{ secret: string; version: string; variable: string; bytes: number; wanted: number }>(
    {
      severity: 'warning',
      summary: ({ secret, version, variable, bytes, wanted }) =>
        `${variable} has ${bytes} ${bytes === 1 ? 'byte' : 'bytes'}: version \`${version}\` of the secret \`${secret}\` should have at least ${wanted}`,
      detail: () => 'Whoever has the hashes finds a short key by trying, and then the values.',
      hint: () =>
        'A fresh secret: `openssl rand -hex 32`. Declare it as a new version, since another key gives other hashes.',
    },
  ),
  'secret-missing': entry<{
    secret: string;
    version: string;
    /** null: project.yml does not (or no longer) declare this version. */
    variable: string | null;
    empty: boolean;
    models: readonly string[];
  }>({
    severity: 'error',
    summary: ({ secret, version, variable, empty }) =>
      variable === null
        ? `Version \`${version}\` of the secret \`${secret}\` is not declared`
        : `${variable} is ${empty ? 'empty' : 'not set'}: it holds version \`${version}\` of the secret \`${secret}\``,
    detail: ({ models }) =>
      models.length === 0
        ? 'A keyed hash is made with it.'
        : `Keyed hashes are made with it in ${models.map((name) => `\`${name}\``).join(', ')}. Nothing was run.`,
    hint: ({ variable, version, secret }) =>
      variable === null
        ? `Declare it among the \`versions\` of \`${secret}\` in \`privacy.secrets\` of project.yml for as long as something is made with it; then \`lode apply\` moves all that is made with \`${version}\` to the current one.`
        : 'Set it in the environment, or in a `.env` that is not committed. A fresh secret: `openssl rand -hex 32`.',
  }),
};
