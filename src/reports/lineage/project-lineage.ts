import { type CompiledExposure, type CompiledProject, queryColumns } from '../../compile/index.ts';
import type { Diagnostic, Outcome } from '../../diagnostics/index.ts';
import {
  anonymiserNames,
  type LineageColumn,
  type LineageGraph,
  type LineageRelation,
  noSources,
  traceLineage,
} from '../../lineage/index.ts';
import { decodePlan } from '../../relation/index.ts';
import { withDeclaredNames } from './declared-names.ts';

/**
 * The lineage of a compiled project: sources and seeds, which are leaves, then models. `marked`: the plans of models, by lower-case name, in which calls of macros that mask can be seen (`markedPlans`).
 */
export function projectLineage(
  compiled: CompiledProject,
  marked: ReadonlyMap<string, string> = new Map(),
): Outcome<LineageGraph> {
  const anonymisers = anonymiserNames(compiled.project.privacy);
  const diagnostics: Diagnostic[] = [];
  const leaves = [...sourceRelations(compiled), ...seedRelations(compiled)];
  const declared = namesByFolded([...leaves, ...compiled.models]);
  const models = compiled.models.map((model): LineageRelation => {
    const decoded = decodePlan(marked.get(model.name.toLowerCase()) ?? model.planJson, model.name);
    for (const diagnostic of decoded.diagnostics)
      diagnostics.push({ ...diagnostic, subject: bodySpan(model) });
    const names = queryColumns(model.header, model.columns).map((column) => column.name);
    // The versions of a row begin and end when the query says that it changed.
    const changed = model.columns.findIndex(
      ({ name }) => name.toLowerCase() === model.header.updatedAt?.toLowerCase(),
    );
    const traced =
      decoded.value === null
        ? null
        : withDeclaredNames(traceLineage(decoded.value, names, anonymisers), declared);
    return {
      name: model.name,
      type: 'model',
      layer: model.layer,
      kind: model.kind,
      owner: model.header.owner,
      tags: model.header.tags,
      columns: model.columns.map(
        (column, index): LineageColumn => ({
          name: column.name,
          type: column.storedType,
          pii: column.pii,
          edges: traced?.columns[index < names.length ? index : changed]?.edges ?? [],
          rowsOf: traced?.columns[index < names.length ? index : changed]?.rowsOf ?? [],
          expression: column.span,
        }),
      ),
      rows: traced?.rows ?? { edges: [], rowsOf: model.reads.map((read) => read.relation) },
    };
  });
  const exposures = compiled.exposures.map((one) =>
    exposureRelation(one, declared, anonymisers, diagnostics),
  );
  return { value: { relations: [...leaves, ...models, ...exposures] }, diagnostics };
}

/** A consumer: its columns are what it reads, by relation; or the columns of its query, traced like a model's. */
function exposureRelation(
  { exposure, reads, query }: CompiledExposure,
  declared: ReadonlyMap<string, string>,
  anonymisers: readonly string[],
  diagnostics: Diagnostic[],
): LineageRelation {
  const base = {
    name: exposure.name,
    type: 'exposure' as const,
    layer: null,
    kind: exposure.type,
    owner: exposure.owner,
    tags: exposure.tags,
  };
  if (query === null) {
    const columns = reads.flatMap(({ relation, columns: names }) =>
      names.map(
        (column): LineageColumn => ({
          name: reads.length === 1 ? column : `${relation}.${column}`,
          type: '',
          pii: null,
          edges: [{ relation, column, type: 'DIRECT', subtype: 'IDENTITY', masking: false }],
          rowsOf: [],
          expression: exposure.span,
        }),
      ),
    );
    return { ...base, columns, rows: { edges: [], rowsOf: reads.map((read) => read.relation) } };
  }
  const decoded = decodePlan(query.planJson, exposure.name);
  for (const diagnostic of decoded.diagnostics)
    diagnostics.push({ ...diagnostic, subject: exposure.sqlSpan });
  const traced =
    decoded.value === null
      ? null
      : withDeclaredNames(traceLineage(decoded.value, query.columns, anonymisers), declared);
  const columns = query.columns.map(
    (name, index): LineageColumn => ({
      name,
      type: '',
      pii: null,
      edges: traced?.columns[index]?.edges ?? [],
      rowsOf: traced?.columns[index]?.rowsOf ?? [],
      expression: exposure.sqlSpan,
    }),
  );
  return { ...base, columns, rows: traced?.rows ?? noSources };
}

function bodySpan(model: CompiledProject['models'][number]): Diagnostic['subject'] {
  return model.reads[0]?.span ?? null;
}

function sourceRelations(compiled: CompiledProject): readonly LineageRelation[] {
  return compiled.sources.map((source) => ({
    ...leaf('source', source.name),
    columns: source.columns.map(({ name, type, pii }) => leafColumn(name, type, pii)),
  }));
}

function seedRelations(compiled: CompiledProject): readonly LineageRelation[] {
  return compiled.seeds.map((seed) => ({
    ...leaf('seed', seed.name),
    columns: seed.columns.map(({ name, storedType, pii }) => leafColumn(name, storedType, pii)),
  }));
}

function leaf(type: 'seed' | 'source', name: string): Omit<LineageRelation, 'columns'> {
  return { name, type, layer: null, kind: null, owner: null, tags: [], rows: noSources };
}

function leafColumn(name: string, type: string, pii: string | null): LineageColumn {
  return { name, type, pii, expression: null, ...noSources };
}

function namesByFolded(relations: readonly { readonly name: string }[]): ReadonlyMap<string, string> {
  return new Map(relations.map(({ name }) => [name.toLowerCase(), name]));
}
