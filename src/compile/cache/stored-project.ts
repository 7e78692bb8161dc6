import type { Diagnostic } from '../../diagnostics/index.ts';
import type {
  ContractRelation,
  Export,
  Exposure,
  Model,
  ModelKind,
  Project,
  ProjectFiles,
  Seed,
} from '../../project/index.ts';
import { consumerOf, standardMacros } from '../../project/index.ts';
import type { RenderedText, SourceFile } from '../../text/index.ts';
import type { PreviousModel } from '../bind/bind-changed.ts';
import { macroTexts, type PreviousCompilation } from '../compile-project.ts';
import type { CompiledExposure, CompiledModel, CompiledProject, CompiledSeed } from '../compiled-project.ts';
import { withValidity } from '../validity.ts';

/** What a compilation gave. */
export interface CompiledFiles {
  readonly project: Project | null;
  readonly compiled: CompiledProject | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The same as JSON. Files are named by path, since their texts are at hand whenever this is read; what a model shares with the project is named, not repeated; plans
 * lie beside it, by their lengths.
 */
export interface StoredProject {
  readonly diagnostics: readonly Diagnostic[];
  /** So many of the diagnostics, the first, are of loading. */
  readonly ofLoading: number;
  readonly project: StoredFields<Project> | null;
  readonly compiled: {
    readonly failed: readonly string[];
    readonly models: readonly StoredModel[];
    readonly seeds: readonly Omit<CompiledSeed, 'seed'>[];
    readonly exposures: readonly (Omit<CompiledExposure, 'exposure'> & { readonly exposure: string })[];
  } | null;
  readonly planLengths: readonly number[];
  /** Versions that made it. */
  readonly identity: string;
  /** See PreviousCompilation. */
  readonly macros: string;
}

type StoredFields<P> = Omit<
  P,
  | 'file'
  | 'models'
  | 'relations'
  | 'exposures'
  | 'exports'
  | 'seeds'
  | 'partials'
  | 'sqlMacros'
  | 'unitTests'
  | 'projectAudits'
> & {
  readonly models: readonly (Omit<Model, 'file'> & { readonly file: string })[];
  readonly relations: readonly (Omit<ContractRelation, 'file'> & { readonly file: string })[];
  readonly exposures: readonly (Omit<Exposure, 'file'> & { readonly file: string })[];
  readonly exports: readonly (Omit<Export, 'file'> & { readonly file: string })[];
  readonly seeds: readonly (Omit<Seed, 'file'> & { readonly file: string | null })[];
  readonly partials: Readonly<Record<string, string>>;
  readonly sqlMacros: readonly string[];
  readonly unitTests: readonly string[];
  readonly projectAudits: readonly string[];
};

type StoredModel = Pick<CompiledModel, 'name' | 'columns' | 'reads' | 'sourceReads' | 'definitionHash'> & {
  readonly definition: Omit<CompiledModel['definition'], 'source' | 'sql'>;
  readonly sqlLength: number;
  readonly text: string;
  readonly segments: readonly (Omit<RenderedText['segments'][number], 'file'> & { readonly file: string })[];
};

/** The value to store, and the plans that belong beside it, one after the other. */
export function storeProject(
  { project, compiled, diagnostics }: CompiledFiles,
  identity: string,
  ofLoading: number,
): {
  stored: StoredProject;
  plans: string;
} {
  const models = compiled?.models ?? [];
  return {
    stored: {
      diagnostics,
      ofLoading,
      // With its audits as they run.
      project: project === null ? null : storeFields(compiled?.project ?? project),
      compiled:
        compiled === null
          ? null
          : {
              failed: compiled.failed,
              models: models.map(storeModel),
              seeds: compiled.seeds.map(({ seed: _, ...seed }) => seed),
              exposures: compiled.exposures.map((one) => ({ ...one, exposure: one.exposure.name })),
            },
      planLengths: models.map((model) => model.planJson.length),
      identity,
      macros: project === null ? '' : macroTexts(project),
    },
    plans: models.map((model) => model.planJson).join(''),
  };
}

function storeFields({ file: _, ...project }: Project): StoredFields<Project> {
  const path = ({ path: name }: SourceFile): string => name;
  return {
    ...project,
    models: project.models.map((model) => ({ ...model, file: model.file.path })),
    relations: project.relations.map((relation) => ({ ...relation, file: relation.file.path })),
    exposures: project.exposures.map((exposure) => ({ ...exposure, file: exposure.file.path })),
    exports: project.exports.map((one) => ({ ...one, file: one.file.path })),
    seeds: project.seeds.map((seed) => ({ ...seed, file: seed.file?.path ?? null })),
    partials: Object.fromEntries(Object.entries(project.partials).map(([name, file]) => [name, file.path])),
    sqlMacros: project.sqlMacros.map(path),
    unitTests: project.unitTests.map(path),
    projectAudits: project.projectAudits.map(path),
  };
}

function storeModel(model: CompiledModel): StoredModel {
  const { source: _, sql: __, ...definition } = model.definition;
  return {
    name: model.name,
    columns: model.columns,
    reads: model.reads,
    sourceReads: model.sourceReads,
    definitionHash: model.definitionHash,
    definition,
    sqlLength: model.sql.length,
    text: model.rendered.text,
    segments: model.rendered.segments.map((segment) => ({ ...segment, file: segment.file.path })),
  };
}

/** The value again, over the same files. Throws where it does not fit them: then it is not theirs. */
export function loadStored(stored: StoredProject, plans: string, files: ProjectFiles): CompiledFiles {
  const byPath = new Map(files.texts.map((file) => [file.path, file]));
  for (const file of Object.values(standardMacros)) if (!byPath.has(file.path)) byPath.set(file.path, file);
  const fileOf = (path: string): SourceFile => {
    const file = byPath.get(path);
    if (file === undefined) throw new Error(`no file ${path}`);
    return file;
  };
  if (stored.project === null) return { project: null, compiled: null, diagnostics: stored.diagnostics };
  const project: Project = {
    ...stored.project,
    file: fileOf('project.yml'),
    models: stored.project.models.map((model) => ({ ...model, file: fileOf(model.file) })),
    relations: stored.project.relations.map((relation) => ({ ...relation, file: fileOf(relation.file) })),
    exposures: stored.project.exposures.map((exposure) => ({ ...exposure, file: fileOf(exposure.file) })),
    exports: stored.project.exports.map((one) => ({ ...one, file: fileOf(one.file) })),
    seeds: stored.project.seeds.map((seed) => ({
      ...seed,
      file: seed.file === null ? null : fileOf(seed.file),
    })),
    partials: Object.fromEntries(
      Object.entries(stored.project.partials).map(([name, path]) => [name, fileOf(path)]),
    ),
    sqlMacros: stored.project.sqlMacros.map(fileOf),
    unitTests: stored.project.unitTests.map(fileOf),
    projectAudits: stored.project.projectAudits.map(fileOf),
  };
  if (stored.compiled === null) return { project, compiled: null, diagnostics: stored.diagnostics };
  const models = new Map(project.models.map((model) => [model.name, model]));
  const seeds = new Map(project.seeds.map((seed) => [seed.name, seed]));
  const exposures = new Map(
    [...project.exposures, ...project.exports.map(consumerOf)].map((exposure) => [exposure.name, exposure]),
  );
  let at = 0;
  const compiled: CompiledProject = {
    project,
    models: stored.compiled.models.map((one, index) => {
      const start = at;
      at += stored.planLengths[index]!;
      return loadModel(one, models.get(one.name)!, plans.slice(start, at), fileOf);
    }),
    failed: stored.compiled.failed,
    seeds: stored.compiled.seeds.map((seed) => ({ ...seed, seed: seeds.get(seed.name)! })),
    sources: project.relations,
    layers: project.layers,
    exposures: stored.compiled.exposures.map((one) => ({
      ...one,
      exposure: exposures.get(one.exposure)!,
    })),
  };
  if (at !== plans.length) throw new Error('plans of another project');
  return { project, compiled, diagnostics: stored.diagnostics };
}

function loadModel(
  stored: StoredModel,
  model: Model,
  planJson: string,
  fileOf: (path: string) => SourceFile,
): CompiledModel {
  const { name, columns, reads, sourceReads, definitionHash, text, segments } = stored;
  const sql = text.slice(0, stored.sqlLength);
  return {
    name,
    kind: model.header.kind,
    layer: model.layer,
    file: model.file,
    header: model.header,
    model,
    rendered: { text, segments: segments.map((segment) => ({ ...segment, file: fileOf(segment.file) })) },
    sql,
    columns,
    reads,
    audits: model.header.audits,
    sourceReads,
    planJson,
    definition: { ...stored.definition, source: model.file.text, sql },
    definitionHash,
  };
}

/** What a compilation of other files can take over; null where there is nothing. */
export function previousOf(stored: StoredProject, plans: string): PreviousCompilation | null {
  const models = stored.compiled?.models ?? [];
  const [first] = models;
  if (first === undefined) return null;
  let at = 0;
  const found = new Map(
    models.map((model, index): [string, PreviousModel] => {
      const start = at;
      at += stored.planLengths[index]!;
      return [
        model.name,
        {
          sql: model.text.slice(0, model.sqlLength),
          around: withValidity({
            kind: model.definition.kind as ModelKind,
            updatedAt: (model.definition.header.updatedAt ?? null) as string | null,
            load: model.definition.header.load ?? null,
          }),
          columns: model.columns.map(({ name, engineType }) => ({ name, type: engineType })),
          inputs: model.definition.inputs,
          planJson: plans.slice(start, at),
        },
      ];
    }),
  );
  if (at !== plans.length) throw new Error('plans of another project');
  return { models: found, macros: stored.macros, settings: first.definition.settings };
}
