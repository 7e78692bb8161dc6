import type { Plan, PlanModel } from '../../plan/index.ts';

/** The parts of a report, in their order: what a reviewer must look at comes first. */
export const sectionKinds = [
  'breaking',
  'unknown',
  'overruled',
  'additive',
  'new',
  'metadata',
  'moved',
  'dropped',
] as const;
export type SectionKind = (typeof sectionKinds)[number];

export interface PlanSection {
  readonly kind: SectionKind;
  /** Edited ones first, then in the order of the plan. */
  readonly models: readonly PlanModel[];
}

/** A plan's models as a report tells of them: those that are touched by section, the others counted. */
export interface PlanOverview {
  /** Those that have models. */
  readonly sections: readonly PlanSection[];
  /** Models that read what changed, but none of the changed columns. */
  readonly carried: number;
  readonly standing: number;
  /** Models that the plan does not look at, because it is limited to others. */
  readonly notSelected: number;
}

export function planOverview(plan: Plan): PlanOverview {
  const selected = plan.selection === null ? null : new Set(plan.selection.map((name) => name.toLowerCase()));
  const sections = new Map<SectionKind, PlanModel[]>(sectionKinds.map((kind) => [kind, []]));
  const counts = { carried: 0, standing: 0, notSelected: 0 };
  for (const model of plan.models) {
    const kind = sectionOf(model);
    if (kind !== null) sections.get(kind)!.push(model);
    else if (selected !== null && !selected.has(model.name.toLowerCase())) counts.notSelected++;
    else if (model.carried) counts.carried++;
    else counts.standing++;
  }
  return {
    sections: [...sections]
      .filter(([, models]) => models.length > 0)
      .map(([kind, models]) => ({
        kind,
        models: [...models.filter((model) => model.direct), ...models.filter((model) => !model.direct)],
      })),
    ...counts,
  };
}

/** Null for what stays as it is. */
export function sectionOf(model: PlanModel): SectionKind | null {
  if (model.action === 'drop') return 'dropped';
  if (isOverruled(model)) return 'overruled';
  if (model.verdict === 'additive' && model.base === null) return 'new';
  if (model.verdict !== 'unchanged') return model.verdict;
  return model.action === 'none' ? null : 'moved';
}

/** Whether the verdict is a user's word against the one that was found. */
export function isOverruled({ reasons }: PlanModel): boolean {
  return reasons.some((reason) => reason.rule === 'overruled');
}

/** Rows and bytes that the builds among models read; `open`: how many read something that is not there before the plan is carried out. */
export function readTotals(models: readonly PlanModel[]): { rows: number; bytes: number; open: number } {
  const total = { rows: 0, bytes: 0, open: 0 };
  for (const { action, reads } of models) {
    if (action !== 'build') continue;
    total.rows += reads.rows ?? 0;
    total.bytes += reads.bytes ?? 0;
    if (reads.rows === null) total.open++;
  }
  return total;
}
