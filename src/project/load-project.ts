import { type Diagnostic, diagnose, hasErrors, type Outcome } from '../diagnostics/index.ts';
import { forbiddenCharacter, nearNames, type SourceFile, spanOf } from '../text/index.ts';
import { checkNames } from './check-names.ts';
import type { ContractRelation } from './contract.ts';
import { standardMacros } from './library/standard-macros.ts';
import { loadContract } from './load-contract.ts';
import { loadExports } from './load-exports.ts';
import { loadExposures } from './load-exposures.ts';
import { loadHeader } from './load-header.ts';
import { loadSeeds } from './load-seeds.ts';
import { loadSettings, type ProjectSettings } from './load-settings.ts';
import type { Model } from './model.ts';
import { baseName, isInside } from './paths.ts';
import type { Project } from './project.ts';
import type { ProjectFiles } from './project-files.ts';

/** The project that the files describe. null where there is no usable `project.yml`; any other fault leaves out only what it is in. */
export function loadProject(files: ProjectFiles): Outcome<Project | null> {
  const refused = [...files.texts, ...files.data].flatMap((one) => {
    const found = forbiddenCharacter(one.text);
    const subject = found && spanOf(one, found.offset, found.offset + 1);
    return found === null ? [] : [diagnose('character-refused', { code: found.code }, { subject })];
  });
  // A text with such a character is no text: what would follow from its halves tells nobody anything.
  if (refused.length > 0) return { value: null, diagnostics: refused };
  const file = files.texts.find((one) => one.path === 'project.yml');
  if (file === undefined) return { value: null, diagnostics: [diagnose('project-missing', {})] };
  const settings = loadSettings(file);
  if (settings.value === null) return { value: null, diagnostics: settings.diagnostics };
  const diagnostics: Diagnostic[] = [...settings.diagnostics];
  const { form } = settings.value;
  const seedsFolder = (form.seeds ?? 'seeds').replace(/^\.\//, '').replace(/\/+$/, '');

  const models: Model[] = [];
  const disabled: string[] = [];
  const unusable: string[] = [];
  const relations: ContractRelation[] = [];
  for (const one of files.texts.filter((text) => isInside(text.path, 'models'))) {
    if (one.path.endsWith('.sql')) {
      const outcome = loadModel(one, settings.value);
      diagnostics.push(...outcome.diagnostics);
      if (outcome.value === null) unusable.push(nameOf(one));
      else if (!outcome.value.header.enabled) disabled.push(outcome.value.name);
      else models.push(outcome.value);
    } else if (/\.source\.ya?ml$/.test(one.path)) {
      const outcome = loadContract(one);
      diagnostics.push(...outcome.diagnostics);
      relations.push(...outcome.value);
      if (hasErrors(outcome.diagnostics))
        unusable.push(`${baseName(one.path).replace(/\.source\.ya?ml$/, '')}.*`);
    } else if (/\.ya?ml$/.test(one.path)) {
      diagnostics.push(diagnose('unknown-file', { path: one.path }, { subject: spanOf(one, 0, 0) }));
    }
  }
  const yamlOfSeeds = files.texts.filter(
    (one) => isInside(one.path, seedsFolder) && /\.ya?ml$/.test(one.path),
  );
  const seeds = loadSeeds(yamlOfSeeds, files.data);
  diagnostics.push(...seeds.diagnostics);
  unusable.push(...seeds.value.unusable);
  const exposures = loadExposures(
    files.texts.filter((one) => isInside(one.path, 'exposures') && /\.ya?ml$/.test(one.path)),
  );
  diagnostics.push(...exposures.diagnostics);
  const exports = loadExports(
    files.texts.filter(
      (one) => one.path === 'exports.yml' || (isInside(one.path, 'exports') && /\.ya?ml$/.test(one.path)),
    ),
  );
  diagnostics.push(...exports.diagnostics);
  const project: Project = {
    name: form.name,
    file,
    lake: form.lake ?? 'lake',
    lakeSpan: settings.value.lakeSpan,
    storage: settings.value.storage,
    access: settings.value.access,
    defaultTarget: settings.value.defaultTarget,
    defaultEnvironment: form.default_environment ?? 'prod',
    timeZone: form.time_zone ?? 'UTC',
    layers: settings.value.layers,
    variables: form.vars ?? {},
    retentionDays: settings.value.retentionDays,
    profile: settings.value.form.profile ?? true,
    lifetimes: settings.value.lifetimes,
    seedsFolder,
    targets: settings.value.targets,
    privacy: settings.value.privacy,
    connectors: form.connectors ?? {},
    lints: form.lints ?? {},
    hooks: settings.value.hooks,
    openLineage: settings.value.openLineage,
    lintSpans: settings.value.lintSpans,
    models,
    disabled,
    unusable,
    seeds: seeds.value.seeds,
    relations,
    exposures: exposures.value,
    exports: exports.value,
    partials: partialsOf(files.texts),
    sqlMacros: files.texts.filter((one) => isInside(one.path, 'macros') && one.path.endsWith('.sql')),
    unitTests: files.texts.filter(
      (one) => isInside(one.path, 'tests/unit') && /\.(ya?ml|csv)$/.test(one.path),
    ),
    projectAudits: files.texts.filter(
      (one) => isInside(one.path, 'tests/audits') && one.path.endsWith('.sql'),
    ),
  };
  const names = checkNames(project);
  return { value: names.value, diagnostics: [...diagnostics, ...names.diagnostics] };
}

/** `models/gold/care/kpis_daily.sql` is `gold.kpis_daily`: folders below the layer are for people. */
function loadModel(file: SourceFile, settings: ProjectSettings): Outcome<Model | null> {
  const start = { subject: spanOf(file, 0, 0) };
  const [, layer, ...rest] = file.path.split('/');
  if (rest.length === 0 || layer === undefined)
    return { value: null, diagnostics: [diagnose('model-outside-layer', { path: file.path }, start)] };
  const layers = settings.layers.map((one) => one.name);
  if (!layers.includes(layer)) {
    const candidates = nearNames(layer, layers);
    return {
      value: null,
      diagnostics: [diagnose('unknown-layer', { layer, known: layers, candidates }, start)],
    };
  }
  const { value, diagnostics } = loadHeader(file, settings.form.defaults?.[layer]);
  if (value === null) return { value: null, diagnostics };
  return { value: { name: nameOf(file), layer, file, ...value }, diagnostics };
}

function nameOf(file: SourceFile): string {
  return `${file.path.split('/')[1]}.${baseName(file.path).replace(/\.sql$/, '')}`;
}

function partialsOf(texts: readonly SourceFile[]): Record<string, SourceFile> {
  const own = Object.fromEntries(
    texts
      .filter((one) => isInside(one.path, 'macros') && one.path.endsWith('.hbs'))
      .map((one) => [one.path.slice('macros/'.length, -'.hbs'.length), one]),
  );
  return { ...standardMacros, ...own };
}
