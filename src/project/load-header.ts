import { type Diagnostic, diagnose, type Outcome } from '../diagnostics/index.ts';
import { type SourceFile, type Span, spanOf } from '../text/index.ts';
import type { Audit } from './audit.ts';
import { checkKind } from './check-kind.ts';
import { headerOf } from './cut-header.ts';
import { spanOfTime } from './environment-lifetime.ts';
import { type HeaderForm, headerForm, keysOfKinds } from './forms/header-form.ts';
import { keySpanOf, valueSpans } from './forms/place.ts';
import type { ProjectForm } from './forms/project-form.ts';
import { columnAudits, tableAudits } from './load-audits.ts';
import { checkLoad, loadRule } from './load-rule.ts';
import type { ColumnHeader, ModelHeader } from './model.ts';
import { checkForm } from './yaml/check-form.ts';
import { readYaml } from './yaml/read-yaml.ts';
import { type YamlNode, yamlAt } from './yaml/yaml-node.ts';

export interface LoadedHeader {
  readonly header: ModelHeader;
  readonly spans: Readonly<Record<string, Span>>;
  readonly bodyStart: number;
}

export type LayerDefaults = NonNullable<ProjectForm['defaults']>[string];

/**
 * The header of a model's file: YAML between the marks `/* ---` and `---` with the end of the comment. A file without one has the layer's defaults. null where
 * the header cannot be used.
 */
export function loadHeader(
  file: SourceFile,
  defaults: LayerDefaults | undefined,
): Outcome<LoadedHeader | null> {
  const cut = headerOf(file);
  if (cut.value === null) return { value: null, diagnostics: cut.diagnostics };
  const { yaml, bodyStart } = cut.value;
  if (yaml === null) {
    const empty: YamlNode = { kind: 'mapping', entries: [], start: 0, end: 0 };
    return normalise(file, empty, {}, defaults, 0);
  }
  const { value: node, diagnostics } = readYaml(file, yaml.start, yaml.end);
  if (node === null) return { value: null, diagnostics };
  const checked = checkForm(headerForm, node, file, 'the model header');
  const found = [...diagnostics, ...checked.diagnostics];
  if (checked.value === null) return { value: null, diagnostics: found };
  const outcome = normalise(file, node, checked.value, defaults, bodyStart);
  return { value: outcome.value, diagnostics: [...found, ...outcome.diagnostics] };
}

function normalise(
  file: SourceFile,
  node: YamlNode,
  form: HeaderForm,
  defaults: LayerDefaults | undefined,
  bodyStart: number,
): Outcome<LoadedHeader> {
  const kind = form.kind ?? defaults?.kind ?? 'full';
  const diagnostics: Diagnostic[] = [];
  for (const [key, kinds] of Object.entries(keysOfKinds)) {
    if (key in form && !kinds.includes(kind))
      diagnostics.push(
        diagnose('key-not-for-kind', { key, kind, kinds }, { subject: keySpanOf(file, node, key) }),
      );
  }
  const { columns, audits } = columnsOf(file, node, form, diagnostics);
  const ofTable = tableAudits(file, yamlAt(node, ['audits']), form.audits ?? []);
  diagnostics.push(...ofTable.diagnostics);
  const header: ModelHeader = {
    kind,
    description: form.description ?? null,
    owner: form.owner ?? defaults?.owner ?? null,
    tags: [...new Set([...(defaults?.tags ?? []), ...(form.tags ?? [])])],
    enabled: form.enabled ?? true,
    grain: list(form.grain),
    partitionedBy: list(form.partitioned_by),
    columns,
    audits: [...audits, ...ofTable.value],
    renamedFrom: form.renamed_from ?? null,
    retentionDays: daysOf(form.retention ?? defaults?.retention),
    profile: form.profile ?? null,
    cron: form.cron ?? defaults?.cron ?? null,
    start: form.start ?? defaults?.start ?? null,
    timeColumn: form.time_column ?? null,
    interval: form.interval ?? 'day',
    lookback: form.lookback ?? 0,
    timeZone: form.time_zone ?? null,
    batchSize: form.batch_size ?? null,
    uniqueKey: list(form.unique_key),
    deleteMarker: form.delete_marker ?? null,
    updatedAt: form.updated_at ?? null,
    comparedColumns:
      form.compared_columns === undefined
        ? null
        : form.compared_columns === 'all'
          ? 'all'
          : list(form.compared_columns),
    hardDeletes: form.hard_deletes ?? 'ignore',
    forwardOnly: form.forward_only ?? false,
    load: form.load === undefined ? null : loadRule(form.load),
    // What a source gives is taken as it comes.
    onSchemaChange: form.on_schema_change ?? (form.load === undefined ? 'fail' : 'merge'),
  };
  const spans = valueSpans(file, node);
  const top = spanOf(file, 0, Math.max(bodyStart, 1));
  diagnostics.push(...checkKind(header, (key) => spans[key] ?? top));
  if (form.load !== undefined && keysOfKinds.load!.includes(kind)) {
    const mapping = yamlAt(node, ['load']);
    diagnostics.push(
      ...checkLoad(form.load, header, spans.load ?? top, (key) => keySpanOf(file, mapping, key)),
    );
  }
  return { value: { header, spans, bodyStart }, diagnostics };
}

function columnsOf(
  file: SourceFile,
  node: YamlNode,
  form: HeaderForm,
  diagnostics: Diagnostic[],
): { columns: ColumnHeader[]; audits: Audit[] } {
  const columns: ColumnHeader[] = [];
  const audits: Audit[] = [];
  const mapping = yamlAt(node, ['columns']);
  const byName = new Map<string, ColumnHeader>();
  for (const [name, column] of Object.entries(form.columns ?? {})) {
    const span = keySpanOf(file, mapping, name);
    const {
      description,
      pii,
      tags,
      type,
      audits: forms,
    } = typeof column === 'string' ? { description: column } : { ...column };
    const first = byName.get(name.toLowerCase());
    if (first !== undefined) {
      const related = [{ message: 'first here', span: first.span }];
      diagnostics.push(diagnose('yaml-duplicate-key', { key: name }, { subject: span, related }));
      continue;
    }
    const value: ColumnHeader = {
      name,
      description: description ?? null,
      pii: pii ?? null,
      tags: tags ?? [],
      type: type ?? null,
      span,
    };
    byName.set(name.toLowerCase(), value);
    columns.push(value);
    const outcome = columnAudits(file, yamlAt(node, ['columns', name, 'audits']), name, forms ?? []);
    audits.push(...outcome.value);
    diagnostics.push(...outcome.diagnostics);
  }
  return { columns, audits };
}

function daysOf(text: string | undefined): number | null {
  return text === undefined ? null : spanOfTime(text) / 86_400_000;
}

function list(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
