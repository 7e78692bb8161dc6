import type { Definition } from '../environment/index.ts';
import type { Judgement } from './judgement.ts';
import { reason } from './reasons.ts';

/** A user's word against a verdict: `metadata`: the rows that stand are right; `additive`: the model is built again, but readers see the same in the columns that they know. */
export interface Overrule {
  readonly verdict: 'metadata' | 'additive';
  readonly reason: string;
}

/** Only what was judged breaking can be overruled: `unknown` is never silenced, and what is not breaking needs no word. */
export function isOverrulable({ change }: Judgement): boolean {
  return change.verdict === 'breaking' && change.scope.columns.removed.length === 0;
}

/** The judgement as the user has it; what was found stays in the reasons. */
export function overruled(
  judgement: Judgement,
  old: Definition,
  next: Definition,
  { verdict, reason: why }: Overrule,
): Judgement {
  const types = new Map(next.columns.map((column) => [column.name.toLowerCase(), column.type]));
  const kept = old.columns
    .filter((column) => types.get(column.name.toLowerCase()) === column.type)
    .map((column): [string, string] => [column.name.toLowerCase(), column.name.toLowerCase()]);
  const whole = kept.length === old.columns.length;
  return {
    change: {
      ...judgement.change,
      verdict,
      effect: verdict === 'metadata' ? 'definition' : 'build',
      reasons: [
        reason('overruled', `Judged ${judgement.change.verdict}, and overruled: ${why}`),
        ...judgement.change.reasons,
      ],
    },
    predecessor: old,
    match: whole ? null : { oldName: old.name, rows: true, columns: new Map(kept) },
  };
}
