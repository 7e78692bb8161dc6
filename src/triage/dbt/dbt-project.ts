import { parse } from 'yaml';

/** A text of a dbt project, its file relative to the folder that is scanned. */
export interface DbtFile {
  readonly file: string;
  readonly text: string;
}

/** What the models of a dbt project share. */
export interface DbtProject {
  /** Texts of `macros/`, in the order of their files. */
  readonly macros: readonly string[];
  /** `vars` of `dbt_project.yml`, those of the project itself and of its packages by their last word. */
  readonly variables: ReadonlyMap<string, unknown>;
}

export const noDbtProject: DbtProject = { macros: [], variables: new Map() };

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

/** The project of its settings and macros. What cannot be read of the settings counts as not written. */
export function readDbtProject(settings: string, macros: readonly DbtFile[]): DbtProject {
  const variables = new Map<string, unknown>();
  for (const [name, value] of Object.entries(variablesOf(settings))) {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      for (const [inner, own] of Object.entries(value)) variables.set(inner, own);
    variables.set(name, value);
  }
  const sorted = [...macros].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  return { macros: sorted.map(({ text }) => text), variables };
}

function variablesOf(settings: string): object {
  try {
    const read: unknown = parse(settings);
    const vars = typeof read === 'object' && read !== null && 'vars' in read ? read.vars : null;
    return typeof vars === 'object' && vars !== null ? vars : {};
  } catch {
    return {};
  }
}
