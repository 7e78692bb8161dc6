/**
 * What a change means. In: the definitions that stand and those of the project, with their bound plans. Out: for every model a verdict with scope and reasons, and what
 * it asks of its table. What cannot be proved equal is breaking. Never reads a lake or runs a query.
 */

export {
  type Change,
  type ChangeScope,
  type Effect,
  emptyScope,
  noChange,
  type Reason,
  type Verdict,
  verdicts,
} from './change.ts';
export { type Consumer, type TouchedConsumer, touchedConsumers } from './exposures.ts';
export { factsOf } from './facts.ts';
export { type ModelForm, modelForm, plainSymbols } from './form.ts';
export { goesForward, isSameSchema, type SchemaDifference, schemaDifference } from './forward.ts';
export {
  type Judgements,
  type JudgeRequest,
  judgeProject,
  plansNeeded,
  predecessorOf,
} from './judge-project.ts';
export type { Judgement } from './judgement.ts';
export type { Overrule } from './overrule.ts';
