import type { CompiledProject } from '../compile/index.ts';
import { impactOf, indexLineage } from '../lineage/index.ts';
import type { Plan, PlanDrift } from '../plan/index.ts';
import { projectLineage } from '../reports/lineage/index.ts';

/** The plan with the columns, by the project's lineage, whose values come from what has changed in its sources. */
export function withTouchedColumns(plan: Plan, compiled: CompiledProject): Plan {
  return plan.drift.length === 0 ? plan : { ...plan, drift: impactOfDrift(plan.drift, compiled) };
}

/** Drift with the models that read it, where nobody has said them yet, and the columns behind it. */
export function impactOfDrift(drift: readonly PlanDrift[], compiled: CompiledProject): PlanDrift[] {
  const { value: graph } = projectLineage(compiled);
  const index = indexLineage(graph);
  return drift.map((each): PlanDrift => {
    const readers = compiled.models.filter(({ reads }) =>
      reads.some((read) => read.relation === each.relation),
    );
    const changed = each.changes.filter(({ kind }) => kind !== 'added').map(({ column }) => column);
    const gone = graph.relations.find(({ name }) => name === each.relation)?.columns ?? [];
    const columns = each.gone ? gone.map(({ name }) => name) : changed;
    const touches = impactOf(
      graph,
      index,
      columns.map((column) => ({ relation: each.relation, column })),
    ).flatMap(({ relation, columns: touched }) => {
      const names = touched.filter(({ value }) => value).map(({ name }) => name);
      return names.length === 0 ? [] : [{ relation, columns: names }];
    });
    const models = each.models.length > 0 ? each.models : readers.map(({ name }) => name);
    return { ...each, models, touches };
  });
}
