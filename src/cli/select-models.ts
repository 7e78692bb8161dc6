import type { CompiledProject } from '../compile/index.ts';
import { DiagnosticError, hasErrors } from '../diagnostics/index.ts';
import { buildGraph, selectNodes } from '../graph/index.ts';

/** Lower-case names of the models that `--select` and `--exclude` choose; null where neither was given: all. */
export function selectModels(
  compiled: CompiledProject,
  select: string | null,
  exclude: string | null,
): ReadonlySet<string> | null {
  if (select === null && exclude === null) return null;
  const graph = buildGraph([
    ...compiled.seeds.map((seed) => ({
      name: seed.name,
      reads: [],
      layer: 'seeds',
      kind: 'seed',
      tags: [],
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
  const { value, diagnostics } = selectNodes(graph, select ?? '*', exclude ?? undefined);
  if (hasErrors(diagnostics)) throw new DiagnosticError(diagnostics);
  return new Set([...value].map((name) => name.toLowerCase()));
}
