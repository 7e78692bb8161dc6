import { entry } from '../entry.ts';

export interface TablePlace {
  environment: string;
  model: string;
  path: string;
  version: number;
}

const repair = (environment: string) =>
  `\`lode env repair ${environment}\` says what can be done, and does it with \`--yes\`. Or put the file back from a backup of the lake.`;

/** What `lode fsck` finds. */
export const fsckEntries = {
  'version-file-damaged': entry<{
    environment: string;
    version: number;
    file: 'record' | 'intent';
    path: string;
    problem: string;
  }>({
    severity: 'error',
    summary: ({ environment, version, file }) =>
      `the ${file} of version ${version} of ${environment} cannot be read`,
    detail: ({ path, problem }) => `${path}: ${problem}`,
    hint: ({ environment }) => repair(environment),
  }),
  'version-file-missing': entry<{
    environment: string;
    version: number;
    file: 'record' | 'intent' | 'both';
  }>({
    severity: 'error',
    summary: ({ environment, version, file }) =>
      file === 'both'
        ? `version ${version} of ${environment} is missing`
        : `the ${file} of version ${version} of ${environment} is missing`,
    detail: () => 'It was not cleaned away: later versions stand, and no note says that it was to go.',
    hint: ({ environment }) => repair(environment),
  }),
  'version-open': entry<{ environment: string; version: number }>({
    severity: 'warning',
    summary: ({ environment, version }) =>
      `version ${version} of ${environment} is under way, or was left open`,
    hint: ({ environment }) =>
      `Readers do not see it. The next \`lode apply ${environment}\` finishes it or takes it back.`,
  }),
  'version-inconsistent': entry<{ environment: string; version: number; problem: string }>({
    severity: 'error',
    summary: ({ environment, version }) => `version ${version} of ${environment} contradicts itself`,
    detail: ({ problem }) => problem,
    hint: ({ environment }) => repair(environment),
  }),
  'chunk-lost': entry<{ environment: string; versions: readonly number[]; path: string; problem: string }>({
    severity: 'error',
    summary: ({ environment, versions }) =>
      `a part of the manifest of ${environment} is lost (version${versions.length === 1 ? '' : 's'} ${versions.join(', ')})`,
    detail: ({ path, problem }) => `${path}: ${problem}.`,
    hint: ({ environment }) => repair(environment),
  }),
  'definition-lost': entry<{
    path: string;
    problem: string;
    models: readonly { environment: string; model: string }[];
  }>({
    severity: 'error',
    summary: ({ path }) => `definition ${path} is lost`,
    detail: ({ problem, models }) =>
      models.length === 0
        ? `${problem}. No version that is kept names it.`
        : `${problem}. It is that of ${models.map(({ environment, model }) => `${model} in ${environment}`).join(', ')}.`,
    hint: ({ models }) =>
      models.length === 0
        ? 'Remove the file: nobody needs it.'
        : `Check the project out as it was when this was applied, and run \`lode env repair ${models[0]!.environment}\` there: it writes the definition anew.`,
  }),
  'build-lost': entry<{ model: string; id: string; problem: string }>({
    severity: 'warning',
    summary: ({ model, id }) => `a build of \`${model}\` is lost: ${id}`,
    detail: ({ problem }) => `${problem}. The tables have their own names for the files, and are whole.`,
    hint: () =>
      'Nothing needs to be done. A rollback to a version that had it is refused; what needs it again builds it again.',
  }),
  'base-lost': entry<{
    environment: string;
    version: number;
    base: { environment: string; version: number };
  }>({
    severity: 'error',
    summary: ({ environment, version, base }) =>
      `version ${version} of ${environment} reads from version ${base.version} of ${base.environment}, which is lost`,
    hint: ({ environment }) => repair(environment),
  }),
  'table-unreadable': entry<TablePlace & { problem: string }>({
    severity: 'error',
    summary: ({ model, environment, version }) =>
      `the table of \`${model}\` in ${environment} cannot be read at version ${version}`,
    detail: ({ path, problem }) => `${path}: ${problem}`,
    hint: ({ environment }) => repair(environment),
  }),
  'commit-swapped': entry<TablePlace & { expected: string; found: string }>({
    severity: 'error',
    summary: ({ model, environment, version }) =>
      `version ${version} of the table of \`${model}\` in ${environment} is another commit than the environment made`,
    detail: ({ path, expected, found }) => `${path}: expected ${expected}, found ${found}.`,
    hint: ({ environment }) => repair(environment),
  }),
  'table-marked': entry<TablePlace>({
    severity: 'warning',
    summary: ({ model, environment }) => `the table of \`${model}\` in ${environment} is marked as damaged`,
    detail: ({ path }) => `${path}: a version was taken back, and not everything could be put as it was.`,
    hint: ({ environment }) => `The next \`lode apply ${environment}\` makes it anew.`,
  }),
  'data-file-lost': entry<TablePlace & { file: string; problem: string }>({
    severity: 'error',
    summary: ({ model, environment, file }) =>
      `a data file of \`${model}\` in ${environment} is lost: ${file}`,
    detail: ({ path, version, problem }) => `${path}, version ${version}: ${problem}.`,
    hint: ({ environment }) => repair(environment),
  }),
  'log-file-wrong': entry<{
    path: string;
    file: 'checkpoint' | 'checksum';
    version: number;
    problem: string;
  }>({
    severity: 'error',
    summary: ({ path, file, version }) =>
      `the ${file} of version ${version} of ${path} does not agree with its commits`,
    detail: ({ problem }) => problem,
    hint: ({ path, file, version }) =>
      `The commits count. Remove the ${file} of version ${version} from ${path}/_delta_log: readers do without it.`,
  }),
  'statistics-wrong': entry<TablePlace & { file: string; column: string; problem: string }>({
    severity: 'error',
    summary: ({ model, environment, column }) =>
      `statistics of \`${model}\` in ${environment} are wrong: ${column === '' ? 'a file' : `column \`${column}\``}`,
    detail: ({ path, file, problem }) => `${path}/${file}: ${problem}.`,
    hint: ({ environment, model }) =>
      `Readers may pass over rows. Make the table anew: \`lode apply ${environment} --discard-external ${model}\`.`,
  }),
  'content-differs': entry<TablePlace>({
    severity: 'error',
    summary: ({ model, environment, version }) =>
      `the rows of \`${model}\` in ${environment} are not those that were committed (version ${version} of its table)`,
    detail: ({ path }) =>
      `${path}: all files are there, and their rows give another checksum than the environment has on record.`,
    hint: ({ environment, model }) =>
      `A file was replaced by another one. Make the table anew: \`lode apply ${environment} --discard-external ${model}\`.`,
  }),
  'files-unreferenced': entry<{ files: number; bytes: number }>({
    severity: 'note',
    summary: ({ files }) =>
      `${files} file${files === 1 ? '' : 's'} of the lake ${files === 1 ? 'is' : 'are'} needed by nobody`,
    detail: ({ bytes }) => `${bytes} bytes, as their sizes add up.`,
    hint: () => '`lode gc` removes them once they are older than its grace period.',
  }),
  'files-unknown': entry<{ paths: readonly string[]; files: number }>({
    severity: 'note',
    summary: ({ files }) =>
      `${files} file${files === 1 ? '' : 's'} of the lake belong${files === 1 ? 's' : ''} to no table`,
    detail: ({ paths, files }) => `${paths.join(', ')}${files > paths.length ? ', …' : ''}`,
    hint: () => 'Lode neither reads nor removes them.',
  }),
} as const;
