import { parse } from 'yaml';

/** A text of a dbt project, its file relative to the folder that is scanned. */
export interface DbtFile {
  readonly file: string;
  readonly text: string;
}

/** A package that a project uses, as far as models do: its macros. */
export interface DbtPackage {
  readonly name: string;
  readonly macros: readonly string[];
}

/** What the models of a dbt project share. */
export interface DbtProject {
  /** Texts of `macros/`, in the order of their files. */
  readonly macros: readonly string[];
  /** `vars` of `dbt_project.yml`: those of the project itself before those for all, and these before those of its packages. */
  readonly variables: ReadonlyMap<string, unknown>;
  /** Those that lie in the project’s folder of packages, by their names. */
  readonly packages: readonly DbtPackage[];
}

export const noDbtProject: DbtProject = { macros: [], variables: new Map(), packages: [] };

/** Whether a file is the one that makes its folder a dbt project. */
export function isDbtProjectFile(file: string): boolean {
  return /(?:^|\/)dbt_project\.ya?ml$/i.test(file);
}

/** What a file of a dbt project is, by its path below the project's folder; null: none that is read as part of it. */
export function dbtRole(below: string): 'model' | 'snapshot' | 'seed' | 'macro' | null {
  if (/^(?:dbt_packages|dbt_modules|target|logs)\//i.test(below)) return null;
  if (/^macros\/.*\.sql$/i.test(below)) return 'macro';
  if (/^models\/.*\.sql$/i.test(below)) return 'model';
  if (/^snapshots\/.*\.sql$/i.test(below)) return 'snapshot';
  return /^(?:seeds|data)\/.*\.csv$/i.test(below) ? 'seed' : null;
}

/** A package, or a project, as its own settings and its macros say. */
export interface DbtPackageFiles {
  readonly settings: string;
  readonly macros: readonly DbtFile[];
}

/** Whether a project’s folder lies in the folder of packages of another: `dbt_packages/`, before dbt 1.0 `dbt_modules/`. */
export function isPackageOf(folder: string, project: string): boolean {
  return (
    folder.startsWith(project) &&
    /^(?:dbt_packages|dbt_modules)\/[^/]+\/$/i.test(folder.slice(project.length))
  );
}

/** The project of its settings, its macros and its packages. What cannot be read of the settings counts as not written. */
export function readDbtProject(
  settings: string,
  macros: readonly DbtFile[],
  packages: readonly DbtPackageFiles[] = [],
): DbtProject {
  const variables = new Map<string, unknown>();
  const { name: own, vars } = settingsOf(settings);
  const rank = ([name, value]: readonly [string, unknown]) => (name === own ? 2 : isMap(value) ? 0 : 1);
  for (const [name, value] of Object.entries(vars).sort((a, b) => rank(a) - rank(b))) {
    if (isMap(value)) for (const [inner, each] of Object.entries(value)) variables.set(inner, each);
    if (name !== own) variables.set(name, value);
  }
  return {
    macros: textsOf(macros),
    variables,
    packages: packages.flatMap((each) => {
      const { name } = settingsOf(each.settings);
      return typeof name === 'string' ? [{ name, macros: textsOf(each.macros) }] : [];
    }),
  };
}

function textsOf(macros: readonly DbtFile[]): readonly string[] {
  const sorted = [...macros].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  return sorted.map(({ text }) => text);
}

function settingsOf(settings: string): { readonly name: unknown; readonly vars: object } {
  try {
    const read: unknown = parse(settings);
    if (!isMap(read)) return { name: null, vars: {} };
    const { name, vars } = read as { readonly name?: unknown; readonly vars?: unknown };
    return { name, vars: isMap(vars) ? vars : {} };
  } catch {
    return { name: null, vars: {} };
  }
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
