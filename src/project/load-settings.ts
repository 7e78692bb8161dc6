import { type Diagnostic, diagnose, type Outcome } from '../diagnostics/index.ts';
import { nearNames, type SourceFile, type Span, spanOf } from '../text/index.ts';
import { spanOfTime } from './environment-lifetime.ts';
import { keySpanOf, valueSpans } from './forms/place.ts';
import { type ProjectForm, projectForm } from './forms/project-form.ts';
import type { Hooks, OpenLineageSettings } from './hook.ts';
import { hooksOf, openLineageOf } from './load-hooks.ts';
import { type PrivacyPolicy, privacyPolicy } from './privacy.ts';
import type { LayerRoot, LayerRule, Lifetime, StorageSettings, Target } from './project.ts';
import { mentionsVariable } from './resolve-variables.ts';
import { isTimeZone } from './time-zone.ts';
import { checkForm } from './yaml/check-form.ts';
import { readYaml } from './yaml/read-yaml.ts';
import { type YamlNode, yamlAt } from './yaml/yaml-node.ts';

/** What `project.yml` says, with defaults filled in. */
export interface ProjectSettings {
  readonly form: ProjectForm;
  readonly layers: readonly LayerRule[];
  readonly targets: readonly Target[];
  readonly defaultTarget: string | null;
  readonly retentionDays: number;
  readonly lifetimes: readonly Lifetime[];
  readonly lakeSpan: Span | null;
  readonly storage: StorageSettings;
  readonly access: readonly LayerRoot[];
  readonly lintSpans: Readonly<Record<string, Span>>;
  readonly hooks: Hooks;
  readonly openLineage: OpenLineageSettings | null;
  readonly privacy: PrivacyPolicy;
}

const defaultLayers: readonly LayerRule[] = [
  { name: 'bronze', reads: ['sources', 'seeds'] },
  { name: 'silver', reads: ['bronze', 'silver', 'seeds'] },
  { name: 'gold', reads: ['silver', 'gold'] },
];

const daysOf: Readonly<Record<string, number>> = { day: 1, week: 7, month: 31 };

export function loadSettings(file: SourceFile): Outcome<ProjectSettings | null> {
  const { value: node, diagnostics } = readYaml(file);
  if (node === null) return { value: null, diagnostics };
  const checked = checkForm(projectForm, node, file, 'project.yml');
  const found: Diagnostic[] = [...diagnostics, ...checked.diagnostics];
  const form = checked.value;
  if (form === null) return { value: null, diagnostics: found };
  found.push(...misplacedVariables(file, node));

  const layers =
    form.layers === undefined
      ? defaultLayers
      : Object.entries(form.layers).map(([name, { reads }]) => ({ name, reads }));
  const layerNames = layers.map((layer) => layer.name);
  const named: [readonly string[], object | undefined][] = [
    [['defaults'], form.defaults],
    [['privacy', 'layers'], form.privacy?.layers],
    [['access'], Object.fromEntries(Object.entries(form.access ?? {}).filter(([name]) => name !== 'seeds'))],
  ];
  for (const [path, byLayer] of named)
    for (const layer of Object.keys(byLayer ?? {})) {
      if (!layerNames.includes(layer))
        found.push(
          diagnose(
            'unknown-layer',
            { layer, known: layerNames, candidates: nearNames(layer, layerNames) },
            { subject: keySpanOf(file, yamlAt(node, path), layer) },
          ),
        );
    }
  if (form.time_zone !== undefined && !isTimeZone(form.time_zone)) {
    const candidates = nearNames(form.time_zone, Intl.supportedValuesOf('timeZone'));
    const subject = valueSpans(file, node).time_zone ?? null;
    found.push(diagnose('time-zone-unknown', { zone: form.time_zone, candidates }, { subject }));
    return { value: null, diagnostics: found };
  }
  const targets = targetsOf(file, node, form);
  const targetNames = targets.map((target) => target.name);
  if (form.default_target !== undefined && !targetNames.includes(form.default_target)) {
    found.push(
      diagnose(
        'unknown-target',
        {
          target: form.default_target,
          known: targetNames,
          candidates: nearNames(form.default_target, targetNames),
        },
        { subject: valueSpans(file, node).default_target ?? null },
      ),
    );
  }
  const retention = /^(\d+) (day|week|month)/.exec(form.retention ?? '30 days');
  return {
    value: {
      form,
      layers,
      targets,
      defaultTarget: form.default_target ?? targets[0]?.name ?? null,
      retentionDays: Number(retention?.[1]) * (daysOf[retention?.[2] ?? 'day'] ?? 1),
      lifetimes: Object.entries(form.environments ?? {}).flatMap(([pattern, { time_to_live: time }]) =>
        time === undefined ? [] : [{ pattern, milliseconds: spanOfTime(time) }],
      ),
      lakeSpan: valueSpans(file, node).lake ?? null,
      storage: storageOf(form, valueSpans(file, node).storage ?? null),
      access: accessOf(file, node, form, layerNames),
      hooks: hooksOf(file, node, form),
      openLineage: openLineageOf(file, node, form),
      privacy: privacyPolicy(
        form.privacy,
        Object.fromEntries(
          Object.keys(form.privacy?.anonymisers ?? {}).map((name) => [
            name.toLowerCase(),
            keySpanOf(file, yamlAt(node, ['privacy', 'anonymisers']), name),
          ]),
        ),
      ),
      lintSpans: Object.fromEntries(
        Object.keys(form.lints ?? {}).map((rule) => [rule, keySpanOf(file, yamlAt(node, ['lints']), rule)]),
      ),
    },
    diagnostics: found,
  };
}

/** In the order of the layers: the first of them also keeps what Lode itself notes of rows. */
function accessOf(
  file: SourceFile,
  node: YamlNode,
  form: ProjectForm,
  layers: readonly string[],
): readonly LayerRoot[] {
  const octal = (text: string | undefined) => (text === undefined ? null : Number.parseInt(text, 8));
  return [...layers, 'seeds'].flatMap((layer) => {
    const given = form.access?.[layer];
    if (given === undefined) return [];
    const span = keySpanOf(file, yamlAt(node, ['access']), layer);
    const [fileMode, folderMode] = [octal(given.file_mode), octal(given.dir_mode)];
    return [{ layer, root: given.root, fileMode, folderMode, span }];
  });
}

const bytesOf: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9, TB: 1e12 };

/** What holds where no project says how an object store is reached. `cache` is absolute. */
export function noStorage(cache: string): StorageSettings {
  return { ...storageOf({ name: '' }, null), cache };
}

function storageOf({ storage = {} }: ProjectForm, span: Span | null): StorageSettings {
  const [, amount, unit] = /^([\d.]+) ?(..)$/.exec(storage.cache_size ?? '20GB')!;
  return {
    endpoint: storage.endpoint ?? null,
    region: storage.region ?? null,
    pathStyle: storage.path_style ?? null,
    cache: storage.cache ?? '.lode/store',
    cacheBytes: Number(amount) * bytesOf[unit!]!,
    span,
  };
}

function targetsOf(file: SourceFile, node: YamlNode, form: ProjectForm): Target[] {
  return Object.entries(form.targets ?? {}).map(([name, target]) => ({
    name,
    span: keySpanOf(file, yamlAt(node, ['targets']), name),
    sources: Object.entries(target.sources ?? {}).map(([source, { type, ...settings }]) => ({
      name: source,
      type,
      settings,
      span: keySpanOf(file, yamlAt(node, ['targets', name, 'sources']), source),
      spans: valueSpans(file, yamlAt(node, ['targets', name, 'sources', source])!),
    })),
  }));
}

const resolvedKeys = new Set(['lake', 'access', 'storage', 'on_failure', 'on_success', 'openlineage']);

/** `${NAME}` has a meaning only where it is replaced when a command runs: anywhere else it could carry a secret into a definition. */
function misplacedVariables(file: SourceFile, root: YamlNode): Diagnostic[] {
  const found: Diagnostic[] = [];
  const visit = (node: YamlNode, path: readonly string[]): void => {
    if (resolvedKeys.has(path[0] ?? '') || (path[0] === 'targets' && path[2] === 'sources')) return;
    if (node.kind === 'sequence') for (const item of node.items) visit(item, [...path, '']);
    else if (node.kind === 'mapping')
      for (const entry of node.entries) visit(entry.value, [...path, entry.key]);
    else if (typeof node.value === 'string' && mentionsVariable(node.value))
      found.push(diagnose('variable-not-here', {}, { subject: spanOf(file, node.start, node.end) }));
  };
  visit(root, []);
  return found;
}
