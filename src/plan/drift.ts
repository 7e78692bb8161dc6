import { z } from 'zod';

export const driftChange = z.object({
  /** `loosened`: NULL may stand where the contract says never. `variant`: values of another type, which stand in a column of their own. */
  kind: z.enum(['added', 'dropped', 'widened', 'variant', 'loosened']),
  column: z.string(),
  /** The type that it had; null for a new column. */
  from: z.string().nullable(),
  /** The type that it has; null for one that is gone. */
  to: z.string().nullable(),
  /** The column that takes values of the other type. */
  into: z.string().nullable(),
  /** `taken`: it is part of what is loaded. `stops`: the policy `freeze` lets nothing be loaded. `discarded`: what is loaded goes without it. `waits`: nothing of the relation is loaded now; it is found again when something is. */
  outcome: z.enum(['taken', 'stops', 'discarded', 'waits']),
  /** Since when the environment has it; null: it was found now. */
  since: z.object({ version: z.number().int(), at: z.string() }).nullable(),
});
export type PlanDriftChange = z.infer<typeof driftChange>;

/** In what a source's relation differs from its contract, for the models that read it. */
export const planDrift = z.object({
  relation: z.string(),
  models: z.array(z.string()),
  changes: z.array(driftChange),
  /** A column that is gone and one that has come, which may be the same. */
  renames: z.array(z.object({ from: z.string(), to: z.string() })),
  /** Whether the source no longer has the relation at all. */
  gone: z.boolean(),
  /** Columns of models whose values come from what has changed. */
  touches: z.array(z.object({ relation: z.string(), columns: z.array(z.string()) })),
});
export type PlanDrift = z.infer<typeof planDrift>;

/** Whether something of it would keep rows from being loaded. */
export function effectsOf(drift: readonly PlanDrift[]): { readonly stops: boolean } {
  return {
    stops: drift.some(({ gone, changes }) => gone || changes.some(({ outcome }) => outcome === 'stops')),
  };
}
