import { didYouMean, entry } from '../entry.ts';

export interface Known {
  readonly known: readonly string[];
  readonly candidates: readonly string[];
}

/** `a`, `b` and `c`. */
function list(names: readonly string[], word = 'and'): string {
  const quoted = names.map((name) => `\`${name}\``);
  return quoted.length < 2 ? (quoted[0] ?? '') : `${quoted.slice(0, -1).join(', ')} ${word} ${quoted.at(-1)}`;
}

/** At the beginning of a sentence; file names and keys stay as they are. */
function capital(where: string): string {
  return /^(the|an) /.test(where) ? where.charAt(0).toUpperCase() + where.slice(1) : where;
}

function near({ known, candidates }: Known, what: string): string | undefined {
  if (candidates.length > 0) return didYouMean(candidates);
  return known.length === 0 || known.length > 12 ? undefined : `${what}: ${list(known)}.`;
}

export const projectEntries = {
  'exposure-duplicate': entry<{ name: string }>({
    severity: 'error',
    summary: ({ name }) => `two exposures are called \`${name}\``,
    hint: () => 'Give one of them another name: names are compared without case.',
  }),
  'project-missing': entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'There is no project.yml here',
    detail: () => 'A folder is a Lode project when it has a file `project.yml`.',
    hint: () =>
      'Run the command in the project’s folder, or name it with `--project DIR`; `lode init` makes a new project.',
  }),

  'character-refused': entry<{ code: string }>({
    severity: 'error',
    summary: ({ code }) => `The character ${code} cannot be used`,
    detail: () => 'It is no character of a text: the file may be damaged, or not be text at all.',
    hint: () => 'Remove it.',
  }),
  'yaml-syntax': entry<{ reason: string; cause: 'braces' | 'tab' | 'other' }>({
    severity: 'error',
    summary: ({ reason }) => `This is not YAML: ${reason}`,
    hint: ({ cause }) =>
      cause === 'braces'
        ? 'Inside `{…}`, a value with braces needs quotes: `{password: "${PASSWORD}"}`.'
        : cause === 'tab'
          ? 'YAML is indented with spaces, never with tabs.'
          : 'Text with `: `, ` #` or a leading `*`, `&`, `!`, `%`, `@` needs quotes.',
  }),
  'yaml-alias': entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'Anchors and aliases (`&name`, `*name`) are not used in Lode’s files',
    hint: () => 'Write the value out; a text that begins with `*` or `&` needs quotes.',
  }),
  'yaml-key': entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'A key must be plain text',
    hint: () => 'A key that is not a word needs quotes.',
  }),
  'yaml-comma': entry<{ whole: string }>({
    severity: 'error',
    summary: ({ whole }) => `YAML ends this value at the comma: \`${whole}\` needs quotes`,
    hint: ({ whole }) => `Write "${whole}".`,
  }),
  'yaml-duplicate-key': entry<{ key: string }>({
    severity: 'error',
    summary: ({ key }) => `\`${key}\` is here twice`,
    hint: () => 'Keep one of them.',
  }),
  'unknown-key': entry<{ key: string; where: string } & Known>({
    severity: 'error',
    summary: ({ key, where }) => `Unknown key \`${key}\` in ${where}`,
    hint: (parameters) =>
      near(parameters, 'Possible here') ??
      (parameters.known.length > 0 ? `Possible here: ${list(parameters.known)}.` : undefined),
  }),
  'missing-key': entry<{ key: string; where: string }>({
    severity: 'error',
    summary: ({ key, where }) => `\`${key}\` is missing in ${where}`,
  }),
  'wrong-value': entry<{ expected: string; found: string; where: string; quote?: boolean }>({
    severity: 'error',
    summary: ({ expected, where }) => `${capital(where)} must be ${expected}`,
    detail: ({ found }) => `Found ${found}.`,
    hint: ({ quote }) => (quote ? 'Put it in quotes to make it text.' : undefined),
  }),
  'wrong-choice': entry<{
    found: string;
    choices: readonly string[];
    where: string;
    candidates: readonly string[];
  }>({
    severity: 'error',
    summary: ({ found, where }) => `\`${found}\` is not possible for ${where}`,
    detail: ({ choices }) => `It must be ${list(choices, 'or')}.`,
    hint: ({ candidates }) => didYouMean(candidates),
  }),

  'time-zone-unknown': entry<{ zone: string; candidates: readonly string[] }>({
    severity: 'error',
    summary: ({ zone }) => `\`${zone}\` is not a time zone`,
    hint: ({ candidates }) =>
      didYouMean(candidates) ?? 'Time zones have IANA names, such as `Europe/Brussels` or `UTC`.',
  }),
  'variable-not-here': entry<Record<string, never>>({
    severity: 'error',
    summary: () => '`${…}` is replaced only in `lake` and in the settings of sources',
    hint: () =>
      'A value that differs between machines belongs there; what SQL needs is a variable under `vars:`, the same for everybody.',
  }),
  'variable-not-set': entry<{ name: string; candidates: readonly string[] }>({
    severity: 'error',
    summary: ({ name }) => `The environment variable \`${name}\` is not set`,
    hint: ({ name, candidates }) =>
      [
        didYouMean(candidates),
        `Set it in the environment or in the file .env, or give a default: \`\${${name}:-…}\`.`,
      ]
        .filter((part) => part !== undefined)
        .join(' '),
  }),
  'unknown-target': entry<{ target: string } & Known>({
    severity: 'error',
    summary: ({ target }) => `There is no target \`${target}\` in project.yml`,
    hint: (parameters) => near(parameters, 'Targets') ?? 'Declare it under `targets:`.',
  }),
  'source-not-in-target': entry<{ source: string; target: string } & Known>({
    severity: 'error',
    summary: ({ source, target }) => `Target \`${target}\` has no source \`${source}\``,
    hint: (parameters) =>
      near(parameters, 'It has') ??
      `Declare it in project.yml under \`targets.${parameters.target}.sources\`.`,
  }),

  'header-not-closed': entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'The model’s header is not closed',
    hint: () => 'End it with a line `--- */`.',
  }),
  'header-comment-inside': entry<{ mark: string; closed: boolean }>({
    severity: 'error',
    summary: ({ mark, closed }) =>
      closed ? `\`${mark}\` inside a header` : 'The header’s comment ends here, before its closing line',
    detail: () => 'The header is one SQL comment, from `/* ---` to `--- */`.',
    hint: ({ mark, closed }) =>
      !closed
        ? 'End the header with a line `--- */`.'
        : mark === '*/'
          ? 'A cron step `*/15` is written `0/15`; other text can do without.'
          : 'A comment in a header begins with `#`.',
  }),
  'key-not-for-kind': entry<{ key: string; kind: string; kinds: readonly string[] }>({
    severity: 'error',
    summary: ({ key, kind }) => `\`${key}\` has no meaning for a model of kind \`${kind}\``,
    hint: ({ kinds }) => `It belongs to kind ${list(kinds, 'or')}.`,
  }),
  'audit-count': entry<{ names: readonly string[]; known: readonly string[] }>({
    severity: 'error',
    summary: ({ names }) =>
      names.length === 0
        ? 'This entry names no audit'
        : `This entry holds ${names.length} audits: ${list(names)}`,
    hint: ({ names, known }) =>
      names.length === 0 ? `Audits: ${list(known)}.` : 'Begin each audit with a dash of its own.',
  }),
  'audit-without-bound': entry<{ name: string }>({
    severity: 'error',
    summary: ({ name }) => `\`${name}\` needs \`min\`, \`max\` or both`,
  }),
  'model-outside-layer': entry<{ path: string }>({
    severity: 'error',
    summary: ({ path }) => `\`${path}\` lies in no layer`,
    hint: () => 'Move it into a layer’s folder, such as `models/bronze/`.',
  }),
  'unknown-layer': entry<{ layer: string } & Known>({
    severity: 'error',
    summary: ({ layer }) => `There is no layer \`${layer}\``,
    hint: (parameters) => near(parameters, 'Layers') ?? 'Layers are the keys of `layers:` in project.yml.',
  }),
  'unknown-file': entry<{ path: string }>({
    severity: 'warning',
    summary: ({ path }) => `\`${path}\` is not read`,
    hint: () => 'Below `models/` there are models (`.sql`) and contracts (`….source.yml`).',
  }),
  'duplicate-name': entry<{ name: string; what: 'model' | 'seed' | 'relation' }>({
    severity: 'error',
    summary: ({ name }) => `The name \`${name}\` is taken`,
    detail: ({ what }) =>
      what === 'model'
        ? 'Names are compared without case; folders below the layer are not part of a name.'
        : 'Names are compared without case.',
    hint: ({ what }) =>
      what === 'relation' ? 'Give one of them another name with `as:`.' : 'Rename one of the two files.',
  }),
  'duplicate-source-name': entry<{ name: string; first: string }>({
    severity: 'error',
    summary: ({ name, first }) => `\`${name}\` and \`${first}\` are one name in SQL`,
    detail: () => 'Names are compared without case.',
    hint: () => 'Give one of them another name with `as:`.',
  }),
  'reserved-name': entry<{ name: string; what: 'layer' | 'source' }>({
    severity: 'error',
    summary: ({ name, what }) => `A ${what} cannot be named \`${name}\``,
    detail: () => 'Layers and sources are the schemas of names in SQL; this one has another meaning.',
    hint: ({ what }) =>
      what === 'source' ? 'Rename the source, here and in project.yml.' : 'Rename the layer and its folder.',
  }),
  'unusable-name': entry<{ name: string }>({
    severity: 'error',
    summary: ({ name }) => `\`${name}\` cannot be the name of a table`,
    hint: () => 'Use letters, digits and `_`, not beginning with a digit: rename the file.',
  }),
  'contract-without-columns': entry<{ relation: string }>({
    severity: 'error',
    summary: ({ relation }) => `The contract gives \`${relation}\` no column`,
    hint: () => '`lode source pull` writes the columns as the source has them.',
  }),

  'template-noncharacter': entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'This character is not allowed in a template (a Unicode noncharacter, U+FDD0 to U+FDD3)',
    hint: () => 'Remove it; in a string write `chr(64976)`.',
  }),
  'template-not-closed': entry<{ what: string; block: boolean }>({
    severity: 'error',
    summary: ({ what }) => `\`${what}\` is not closed`,
    hint: ({ what, block }) => {
      const name = /^\{\{~?[#^]\s*[>*]?\s*([^\s}~]+)/.exec(what)?.[1];
      return block && name
        ? `Close it with \`{{/${name}}}\`.`
        : 'Close it with `}}`; for braces that are SQL, write a space between them.';
    },
  }),
  'template-syntax': entry<{ reason: string }>({
    severity: 'error',
    summary: ({ reason }) => `The template cannot be read: ${reason}`,
    hint: () => 'Braces that are SQL, not template, need a space between them: `MAP { {…} : 1 }`.',
  }),
  'template-unsupported': entry<{ what: string }>({
    severity: 'error',
    summary: () => 'This form of a template is not supported',
    detail: () =>
      'Templates have `{{name}}`, `{{> macro argument=value}}`, `{{#if}}`, `{{#unless}}`, `{{#each}}`, `{{#with}}` and comments.',
  }),
  'template-unknown-name': entry<{
    name: string;
    candidates: readonly string[];
    variable: string | null;
    known: readonly string[];
    /** Whether it is a text or number, which is no name at all. */
    literal: boolean;
  }>({
    severity: 'error',
    summary: ({ name }) => `The template name \`${name}\` is not known`,
    hint: ({ candidates, variable, known, literal }) =>
      literal
        ? 'Braces that are SQL, not template, need a space between them: `MAP { {…} : 1 }`.'
        : variable !== null
          ? `A variable of project.yml is written \`{{var '${variable}'}}\`.`
          : (didYouMean(candidates) ?? `There are ${list(known)}; \`{{> macro}}\` calls a macro.`),
  }),
  'template-unknown-partial': entry<{ name: string } & Known>({
    severity: 'error',
    summary: ({ name }) => `There is no macro \`${name}\``,
    hint: (parameters) => near(parameters, 'Macros') ?? `It would be the file macros/${parameters.name}.hbs.`,
  }),
  'template-unknown-variable': entry<{ variable: string } & Known>({
    severity: 'error',
    summary: ({ variable }) => `There is no variable \`${variable}\` in project.yml`,
    hint: (parameters) => near(parameters, 'Variables') ?? 'Declare it under `vars:`.',
  }),
  'template-list-variable': entry<{ variable: string }>({
    severity: 'error',
    summary: ({ variable }) => `The variable \`${variable}\` is a list and cannot be printed as it is`,
    hint: ({ variable }) => `Write \`{{#each (var '${variable}')}}…{{this}}…{{/each}}\`.`,
  }),
  'template-unknown-argument': entry<{ argument: string; partial: string } & Known>({
    severity: 'error',
    summary: ({ argument, partial }) => `The macro \`${partial}\` has no argument \`${argument}\``,
    hint: (parameters) => near(parameters, 'Its arguments'),
  }),
  'template-missing-argument': entry<{ argument: string }>({
    severity: 'error',
    summary: ({ argument }) => `The argument \`${argument}\` is not given`,
    hint: ({ argument }) =>
      `Pass \`${argument}=…\` in the call, or give a default: \`{{#if ${argument}}}{{${argument}}}{{else}}…{{/if}}\`.`,
  }),
  'template-arguments': entry<{ helper: string; wanted: number }>({
    severity: 'error',
    summary: ({ helper, wanted }) => `\`${helper}\` takes ${wanted === 0 ? 'no argument' : 'one argument'}`,
  }),
  'template-no-interval': entry<{ helper: string }>({
    severity: 'error',
    summary: ({ helper }) =>
      `\`{{${helper}}}\` has a value only in models of kind \`incremental_by_time_range\``,
  }),
  'template-recursion': entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'The macro calls itself without end',
  }),
  'template-failed': entry<{ reason: string }>({
    severity: 'error',
    summary: ({ reason }) => `The template fails: ${reason}`,
  }),

  'seed-quote': entry<{
    problem:
      | 'not closed'
      | 'followed by text'
      | 'inside a field'
      | 'lone carriage return'
      | 'mixed line ends';
  }>({
    severity: 'error',
    summary: ({ problem }) =>
      ({
        'not closed': 'The quote that opens here is not closed',
        'followed by text': 'Text after the closing quote of a field',
        'inside a field': 'A quote inside a field that is not quoted',
        'lone carriage return': 'A carriage return that ends no line',
        'mixed line ends': 'The file’s lines end in two ways',
      })[problem],
    hint: ({ problem }) =>
      problem === 'mixed line ends'
        ? 'End all lines with a line feed, or all with carriage return and line feed.'
        : problem === 'not closed'
          ? 'Close it; a quote inside a field is written twice: `"12"" pipe"`.'
          : 'Quote the whole field, and write a quote inside it twice: `"12"" pipe"`.',
  }),
  'seed-ragged': entry<{ expected: number; found: number }>({
    severity: 'error',
    summary: ({ expected, found }) =>
      `This row has ${found} ${found === 1 ? 'field' : 'fields'}, the header has ${expected}`,
    hint: ({ expected, found }) =>
      found > expected
        ? 'A field with the delimiter in it needs quotes.'
        : 'Every row needs all fields; an empty one is NULL.',
  }),
  'seed-empty-line': entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'An empty line in a seed',
    hint: () =>
      'Remove it. In a seed of one column, write `""` for an empty text; for NULL, set `null_text:` in the YAML beside it.',
  }),
  'seed-value': entry<{ column: string; value: string; type: string }>({
    severity: 'error',
    summary: ({ column, type }) =>
      `This value of \`${column}\` is not ${/^[AEIOU]/i.test(type) ? 'an' : 'a'} ${type}`,
    detail: ({ value }) => `Found \`${value.length > 60 ? `${value.slice(0, 60)}…` : value}\`.`,
  }),
  'seed-without-header': entry<Record<string, never>>({
    severity: 'error',
    summary: () => 'The seed is empty',
    hint: () => 'Its first line names the columns.',
  }),
  'seed-unnamed-column': entry<{ number: number }>({
    severity: 'error',
    summary: ({ number }) => `Column ${number} has no name`,
    hint: () => 'The first line names the columns.',
  }),
  'seed-duplicate-column': entry<{ name: string }>({
    severity: 'error',
    summary: ({ name }) => `Two columns are named \`${name}\``,
    detail: () => 'Names are compared without case.',
  }),
  'seed-file-missing': entry<{ file: string; candidates: readonly string[] }>({
    severity: 'error',
    summary: ({ file }) => `The seed’s data file \`${file}\` is missing`,
    hint: ({ candidates }) =>
      didYouMean(candidates) ?? 'Put the CSV file there, or name another with `file:`.',
  }),
  'seed-not-readable': entry<{ path: string; problem: 'not UTF-8' | 'not gzip' }>({
    severity: 'error',
    summary: ({ path, problem }) =>
      `The seed \`${path}\` is ${problem === 'not UTF-8' ? 'not UTF-8 text' : 'damaged: it cannot be unpacked'}`,
    hint: ({ problem }) =>
      problem === 'not UTF-8'
        ? 'Convert it, for instance with `iconv -f WINDOWS-1252 -t UTF-8`.'
        : 'Pack it again with gzip.',
  }),
  'unknown-column': entry<{ column: string; relation: string } & Known>({
    severity: 'error',
    summary: ({ column, relation }) => `\`${relation}\` has no column \`${column}\``,
    hint: (parameters) => near(parameters, 'Its columns'),
  }),
} as const;
