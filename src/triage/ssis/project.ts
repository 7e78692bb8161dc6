import { propertyOf } from './package-parts.ts';
import { childrenNamed, readXml, type XmlElement } from './xml-tree.ts';

/** What the packages of a project share. */
export interface SsisProject {
  /** Connection managers of the project, as they stand in their files, by the name of the file without its ending. */
  readonly connections: ReadonlyMap<string, XmlElement>;
  /** Values by the parameters' names as written; null: a run must give one, or it is a secret. */
  readonly parameters: ReadonlyMap<string, string | null>;
}

export const noProject: SsisProject = { connections: new Map(), parameters: new Map() };

/** One file of a project: `Warehouse.conmgr`, `Project.params`. */
export interface ProjectFile {
  readonly file: string;
  readonly text: string;
}

/** Whether a file holds what the packages beside it share. */
export function isProjectFile(file: string): boolean {
  return /\.(?:conmgr|params)$/i.test(file);
}

/** What the files beside a package say; of damaged ones what can be read. */
export function readSsisProject(files: readonly ProjectFile[]): SsisProject {
  const connections = new Map<string, XmlElement>();
  const parameters = new Map<string, string | null>();
  for (const { file, text } of files) {
    const { root } = readXml(text);
    if (root === null) continue;
    const name = file.slice(file.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
    if (root.name === 'ConnectionManager') connections.set(name, root);
    else if (root.name === 'Parameters')
      for (const [parameter, value] of parametersIn(root)) parameters.set(parameter, value);
  }
  return { connections, parameters };
}

/** Parameters of a project's file of them, in their order. */
export function parametersIn(root: XmlElement): readonly (readonly [name: string, value: string | null])[] {
  return childrenNamed(root, 'Parameter').map((parameter) => {
    const [properties] = childrenNamed(parameter, 'Properties');
    const value = properties === undefined ? null : propertyOf(properties, 'Value');
    const isSecret =
      properties !== undefined && /^(?:1|true)$/i.test(propertyOf(properties, 'Sensitive') ?? '');
    return [parameter.attributes.get('Name') ?? '', isSecret || value === '' ? null : value] as const;
  });
}
