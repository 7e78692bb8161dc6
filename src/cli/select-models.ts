import type { CompiledProject } from '../compile/index.ts';
import { DiagnosticError, hasErrors } from '../diagnostics/index.ts';
import type { Manifest } from '../environment/index.ts';
import { buildGraph, type SelectorTerm, selectNodes } from '../graph/index.ts';
import { downstreamOf, indexLineage, type LineageGraph, upstreamOf } from '../lineage/index.ts';
import { projectLineage } from '../reports/lineage/index.ts';

export interface Selection {
  readonly select: string | null;
  readonly exclude: string | null;
}

/**
 * Lower-case names of the models that `--select` and `--exclude` choose; null where neither was given: all. `standing`: what the environment holds, which answers `state:`;
 * undefined where the command has no environment.
 */
export function selectModels(
  compiled: CompiledProject,
  { select, exclude }: Selection,
  standing?: Manifest | null,
): ReadonlySet<string> | null {
  if (select === null && exclude === null) return null;
  const resolve = (term: SelectorTerm) =>
    term.method === 'column'
      ? readersOfColumn(compiled, term)
      : standing === undefined
        ? null
        : inState(compiled, term, standing);
  const { value, diagnostics } = selectNodes(graphOf(compiled), select ?? '*', exclude, resolve);
  if (hasErrors(diagnostics)) throw new DiagnosticError(diagnostics);
  return new Set([...value].map((name) => name.toLowerCase()));
}

function graphOf(compiled: CompiledProject) {
  const leaf = { reads: [], tags: [], kind: null, layer: null };
  return buildGraph([
    ...compiled.sources.map((relation) => ({
      ...leaf,
      name: relation.name,
      path: relation.file.path,
      type: 'source' as const,
    })),
    ...compiled.seeds.map((seed) => ({
      ...leaf,
      name: seed.name,
      layer: 'seeds',
      kind: 'seed',
      path: seed.path,
      type: 'seed' as const,
    })),
    ...compiled.models.map((model) => ({
      name: model.name,
      reads: model.reads.map((read) => read.relation),
      layer: model.layer,
      kind: model.kind,
      tags: model.header.tags,
      path: model.file.path,
      type: 'model' as const,
    })),
  ]);
}

/** `state:new`: not in the environment; `state:modified`: new, or with another definition than the environment's. */
function inState(
  compiled: CompiledProject,
  term: SelectorTerm,
  standing: Manifest | null,
): ReadonlySet<string> | null {
  if (term.value !== 'modified' && term.value !== 'new') return null;
  const picked = [...compiled.seeds, ...compiled.models].filter((one) => {
    const model = standing?.models.get(one.name.toLowerCase());
    return model === undefined || (term.value === 'modified' && model.definition !== one.definitionHash);
  });
  return new Set(picked.map((one) => one.name));
}

/** `column:model.column+`: the model itself, and those that the column reaches; with `+` before, those that it comes from. */
function readersOfColumn(compiled: CompiledProject, term: SelectorTerm): ReadonlySet<string> {
  const { value: graph } = projectLineage(compiled);
  const start = pointOf(graph, term.value.replace(/^\+/, ''));
  const upstream = term.value.startsWith('+') ? Number.POSITIVE_INFINITY : term.upstream;
  if (start === null) return new Set();
  const index = indexLineage(graph);
  const points = [
    start,
    ...(term.downstream > 0
      ? downstreamOf(index, [start]).filter((point) => point.distance <= term.downstream)
      : []),
    ...(upstream > 0 ? upstreamOf(index, [start]).filter((point) => point.distance <= upstream) : []),
  ];
  const selectable = new Set([...compiled.seeds, ...compiled.models].map((one) => one.name));
  return new Set(points.map((point) => point.relation).filter((name) => selectable.has(name)));
}

function pointOf(graph: LineageGraph, name: string): { relation: string; column: string } | null {
  const dot = name.lastIndexOf('.');
  const owner = name.slice(0, dot).toLowerCase();
  const column = name.slice(dot + 1).toLowerCase();
  const relation = graph.relations.find((each) => each.name.toLowerCase() === owner);
  const found = relation?.columns.find((each) => each.name.toLowerCase() === column);
  return relation === undefined || found === undefined
    ? null
    : { relation: relation.name, column: found.name };
}
