import { type Diagnostic, DiagnosticError } from '../diagnostics/index.ts';
import type { Evolution } from '../execute/index.ts';
import type { Plan } from '../plan/index.ts';

/** Why models that a plan would load cannot be loaded. */
export function refusedLoads(plan: Plan, { steps, refused, held }: Evolution): readonly Diagnostic[] {
  const building = new Set(
    plan.models.filter(({ action }) => action === 'build').map(({ name }) => name.toLowerCase()),
  );
  const relations = new Set(
    steps
      .filter(({ key }) => building.has(key))
      .flatMap((step) => step.sourceReads.map((read) => read.relation.toLowerCase())),
  );
  return [
    ...[...refused].filter(([relation]) => relations.has(relation)),
    ...[...held].filter(([model]) => building.has(model)),
  ].map(([, diagnostic]) => diagnostic);
}

/** All or nothing: where one load is stopped by its source's schema, nothing is begun. A policy stops with exit 3. */
export function refuseDrift(plan: Plan, evolution: Evolution): void {
  const reasons = refusedLoads(plan, evolution);
  if (reasons.length === 0) return;
  throw new DiagnosticError(reasons, reasons.every(({ code }) => code === 'drift-frozen') ? 3 : 1);
}
