import { codeWithoutText } from './code-without-text.ts';
import { type Import, readImports } from './read-imports.ts';

/** Folders of src from the ground up: an import may only point downwards in this list, that is to an earlier line. Those of one line are side by side. */
const floors: readonly (readonly string[])[] = [
  ['text'],
  ['diagnostics'],
  ['ports'],
  ['csv'],
  ['project'],
  ['relation'],
  ['lineage', 'graph'],
  ['environment'],
  ['change'],
  ['plan'],
  ['quality', 'compare', 'exports', 'triage', 'delta', 'engine', 'files', 'sources', 'version.ts'],
  ['compile'],
  ['execute'],
  ['reports'],
  ['cli'],
  ['index.ts'],
];

/** Everything here is a function from values to values. */
const pure = new Set([
  'text',
  'diagnostics',
  'ports',
  'csv',
  'project',
  'relation',
  'lineage',
  'graph',
  'environment',
  'change',
  'plan',
  'quality',
  'compare',
  'exports',
  'triage',
]);

/** What reaches the world is chosen at the command line alone. */
const implementations = new Set(['engine', 'files', 'sources']);
const composers = new Set(['cli', 'index.ts']);

/** Packages that do no more than compute. */
const computingPackages =
  /^(zod|yaml|handlebars|croner|node-sql-parser|@polyglot-sql\/sdk|@lezer\/(python|common)|saxes|fflate|@huggingface\/jinja|elkjs)(\/|$)/;
const drivers = /^(@duckdb\/|node-firebird|pg(\/|$|-)|mysql2)/;
const formats = /^(apache-arrow|parquet-wasm)(\/|$)/;

/** The clock, chance, the environment and the outside. */
const world =
  /\b(process\s*[.[]|Date\s*\.\s*now\b|new\s+Date\s*(?:\(\s*\)|(?![\s\w(]))|Math\s*\.\s*random\b|performance\s*\.|randomUUID\b|setTimeout\b|setInterval\b|setImmediate\b|fetch\s*\(|console\s*\.|globalThis\b|require\s*\()/g;

export interface SourceText {
  /** Below src, with forward slashes: `quality/content.ts`. */
  readonly path: string;
  readonly text: string;
}

/** Every way in which the files break the architecture, one sentence each. */
export function violations(files: readonly SourceText[]): string[] {
  const imports = new Map(files.map(({ path, text }) => [path, readImports(path, text)]));
  return [
    ...files.flatMap((file) => [...misplaced(file.path), ...worldly(file), ...effects(file)]),
    ...[...imports].flatMap(([path, list]) =>
      list.flatMap((each) => [...climbing(path, each), ...wrongPackage(path, each)]),
    ),
    ...cycles(imports),
  ];
}

function folderOf(path: string): string {
  return path.split('/')[0]!;
}

function floorOf(folder: string): number {
  return floors.findIndex((floor) => floor.includes(folder));
}

function misplaced(path: string): string[] {
  return floorOf(folderOf(path)) < 0 ? [`${path} lies in a folder that the architecture does not know`] : [];
}

function climbing(path: string, { file, specifier }: Import): string[] {
  if (file === null) return [];
  const [from, to] = [folderOf(path), folderOf(file)];
  if (from === to) return [];
  if (file === '../package.json' && composers.has(from)) return [];
  if (file.startsWith('../')) return [`${path} imports ${specifier}, which lies outside of src`];
  if (floorOf(to) < 0) return [`${path} imports ${specifier}, which the architecture does not know`];
  if (implementations.has(to) && !composers.has(from))
    return [`${path} imports ${to}, which only the command line chooses`];
  if (floorOf(to) === floorOf(from)) return [`${path} imports ${to}, which ${from} does not know`];
  return floorOf(to) > floorOf(from) ? [`${path} imports ${to}, which lies above ${from}`] : [];
}

function wrongPackage(path: string, { file, specifier, names, typeOnly }: Import): string[] {
  if (file !== null) return [];
  const folder = folderOf(path);
  if (drivers.test(specifier) || formats.test(specifier)) {
    if (folder === 'engine' || folder === 'sources') return [];
    // The command line writes results as files.
    if (folder === 'cli' && formats.test(specifier)) return [];
    if (folder === 'ports' && specifier === 'apache-arrow' && typeOnly) return [];
    return [`${path} imports the driver ${specifier}`];
  }
  if (!pure.has(folder) && folder !== 'delta') return [];
  if (specifier === 'node:crypto')
    return names === 'createHash' ? [] : [`${path} imports ${names} of node:crypto`];
  if (specifier.startsWith('node:')) return [`${path} imports ${specifier}`];
  return computingPackages.test(specifier) ? [] : [`${path} imports the package ${specifier}`];
}

function worldly({ path, text }: SourceText): string[] {
  if (!pure.has(folderOf(path))) return [];
  return [...codeWithoutText(text).matchAll(world)].map(
    ([found]) => `${path} uses ${found.replaceAll(/\s+/g, ' ').trim()}`,
  );
}

/** What the binary starts from: they run when they are loaded. Threads (`.mjs`) do so too, and are not joined with anything. */
const started = /^cli\/(main|complete-main)\.ts$|^cli\/lode\.cts$|\.mjs$/;

/** A statement at the left edge that declares nothing: the joined command line leaves out modules that nothing is used of, and such a statement would go with its module. */
const effect =
  /^(?!(?:export|import|const|let|type|interface|function|async|declare|class|enum|abstract)\b|use )[A-Za-z_][^\n]*|^import\s*'[^\n]*/gm;

function effects({ path, text }: SourceText): string[] {
  if (started.test(path)) return [];
  return [...codeWithoutText(text).matchAll(effect)].map(
    ([found]) => `${path} does something when it is loaded: ${found.trim()}`,
  );
}

/**
 * Circles of imports. Types may go in circles, as the nodes of a tree do, each in a file of its own; what runs may not.
 */
function cycles(imports: ReadonlyMap<string, readonly Import[]>): string[] {
  const state = new Map<string, 'open' | 'done'>();
  const found: string[] = [];
  const trail: string[] = [];
  const visit = (path: string): void => {
    if (state.get(path) === 'done') return;
    if (state.get(path) === 'open') {
      found.push(`a circle: ${[...trail.slice(trail.indexOf(path)), path].join(' → ')}`);
      return;
    }
    state.set(path, 'open');
    trail.push(path);
    for (const { file, typeOnly } of imports.get(path) ?? [])
      if (file !== null && !typeOnly && imports.has(file)) visit(file);
    trail.pop();
    state.set(path, 'done');
  };
  for (const path of imports.keys()) visit(path);
  return found;
}
