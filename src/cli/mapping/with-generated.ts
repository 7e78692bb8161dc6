import { loadProject } from '../../project/index.ts';
import { type GeneratedModel, generateModel, type Mapping } from '../../triage/mapping/index.ts';
import type { OpenProject } from '../open-project.ts';

export interface MappedModel {
  readonly mapping: Mapping;
  readonly model: GeneratedModel;
}

/** The models that the mappings give. A model that is there already, in whatever folder of its layer, keeps its file. */
export function mappedModels(open: OpenProject, mappings: readonly Mapping[]): MappedModel[] {
  const paths = new Map(open.project.models.map(({ name, file }) => [name.toLowerCase(), file.path]));
  return mappings.map((mapping) => {
    const model = generateModel(mapping);
    const known = paths.get(model.name.toLowerCase());
    return {
      mapping,
      model: known === undefined ? model : { ...model, file: { ...model.file, path: known } },
    };
  });
}

/** The project as it would be with these files in the place of its own. */
export function withFiles(
  open: OpenProject,
  files: readonly { readonly path: string; readonly text: string }[],
): OpenProject {
  const replaced = new Map(files.map((file) => [file.path, file]));
  const texts = [...open.files.texts.filter(({ path }) => !replaced.has(path)), ...files];
  const all = { ...open.files, texts };
  const loaded = loadProject(all);
  return {
    ...open,
    asWritten: false,
    files: all,
    project: loaded.value ?? open.project,
    diagnostics: [...open.ofReading, ...loaded.diagnostics],
    fileText: (path) => replaced.get(path)?.text ?? open.fileText(path),
  };
}
