import { type Change, noChange } from '../change/index.ts';
import type { Definition, InputContent } from '../environment/index.ts';
import { intervalRule, type Touched } from './due-intervals.ts';
import { findElsewhere } from './elsewhere.ts';
import type { Action, PlanModel } from './plan.ts';
import {
  adoptOf,
  adoptReason,
  againReasons,
  bare,
  entry,
  type Input,
  inputReasons,
  type KnownInputs,
  restatedOf,
  type Subject,
} from './plan-entry.ts';
import { isSample, planHistory } from './plan-history.ts';
import { touchedSince } from './touched-since.ts';

/** A model that keeps rows of earlier runs is gone on with; what its definition or its inputs make of that is another matter than for one that is made whole. */
export async function planOfHistory(
  subject: Subject,
  change: Change,
  inputs: readonly Input[],
  again: boolean,
  known: KnownInputs,
): Promise<PlanModel> {
  const { request, definition, standing, renamedFrom } = subject;
  const key = definition.name.toLowerCase();
  const rule = intervalRule(definition);
  const touched = [
    ...(rule === null ? [] : restatedOf(request, key).map((range) => ({ range, zone: rule.zone }))),
    ...known.touched.get(key)!,
    ...touchedSince(request, standing),
  ];
  const contents = inputs.every((input) => input.content !== null)
    ? bare(inputs as readonly InputContent[])
    : null;
  const old = request.old.get(known.renames.get(key) ?? key) ?? null;
  const asked = {
    definition,
    standing,
    old,
    unmoved: request.unmoved.get(key) ?? definition,
    change,
    moved: inputs.some((input) => input.moved),
    lost: again,
    now: request.now,
    touched,
    window: request.requested.window,
  };
  let history = planHistory(asked);
  const other = history.rebuild ? await findElsewhere(request, definition, contents) : null;
  // What another environment has computed need not be computed again; what is missing there is.
  if (other !== null)
    history = {
      ...planHistory({ ...asked, standing: other.model, lost: false, change: noChange }),
      rebuild: true,
      works: true,
    };
  const reasons = [
    ...change.reasons,
    ...(other === null ? [] : [adoptReason(other)]),
    ...(history.works ? inputReasons(standing, inputs) : []),
    ...againReasons(subject),
    ...history.because,
  ];
  if (history.works) {
    const whole = other !== null && history.intervals.length === 0;
    known.contents.set(key, whole ? other.model.content : null);
    // A table in the place of a view begins with the rows that the view shows, unless these have moved.
    const fromView = standing?.kind === 'view' && !breaksReaders(change);
    if (!fromView || again || inputs.some((input) => input.moved)) known.moved.add(key);
    if (rule !== null)
      known.touched.set(
        key,
        history.intervals.map((range) => ({ range, zone: rule.zone })),
      );
    const losing =
      history.rebuild &&
      standing !== null &&
      standing.table !== null &&
      !isSample(standing) &&
      (definition.kind === 'append' || definition.kind === 'scd_type_2' || keepsChanges(definition));
    return {
      ...entry(subject, change, whole ? 'reuse' : 'build', reasons),
      adopt: other === null ? null : adoptOf(other),
      intervals: history.intervals.map((range) => ({ ...range })),
      rebuild: history.rebuild,
      forward: history.forward,
      destructive: losing,
      deletes: losing ? { rows: standing.rows, bytes: standing.bytes } : { rows: 0, bytes: 0 },
    };
  }
  if (rule !== null) known.touched.set(key, []);
  known.contents.set(key, standing!.content);
  if (standing!.definition === request.hashes.get(definition) && renamedFrom === null)
    return entry(subject, change, 'none', reasons);
  const action: Action =
    change.effect === 'definition' || change.effect === 'forward' || renamedFrom !== null
      ? 'metadata'
      : 'none';
  return { ...entry(subject, change, action, reasons), carried: action === 'none', forward: history.forward };
}

function breaksReaders({ scope: { rows, columns } }: Change): boolean {
  const { changed, removed, renamed, retyped } = columns;
  return rows || changed.length + removed.length + renamed.length + retyped.length > 0;
}

/** Whether the table is what a source said over time, which it does not say again. */
function keepsChanges({ header }: Definition): boolean {
  return (header.load as { readonly keep?: string } | undefined)?.keep === 'changes';
}

export function touchedInputs(definition: Definition, { touched }: KnownInputs): Touched[] {
  return definition.inputs.flatMap(({ relation }) => touched.get(relation.toLowerCase()) ?? []);
}
