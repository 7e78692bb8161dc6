import { computationHash, type Definition } from '../environment/index.ts';
import { noChange } from './change.ts';
import { formKey, type ModelForm, modelForm, plainSymbols } from './form.ts';
import { showsTheSame } from './header-changes.ts';
import { judgePair } from './judge-pair.ts';
import { type Judgement, judgeLone, type Proof } from './judgement.ts';
import { isTouched, type Matches, type RelationMatch, sidedSymbols } from './matches.ts';
import { type Overrule, overruled } from './overrule.ts';
import { proveByForms, unstableParts } from './prove.ts';

export interface JudgeRequest {
  /** What stands, by lower-case name. */
  readonly old: ReadonlyMap<string, Definition>;
  /** What the project says, upstream first. */
  readonly next: readonly Definition[];
  /** The bound plan of an old definition, for those that `plansNeeded` lists; null where it could not be bound. */
  readonly oldPlan: (definition: Definition) => string | null;
  readonly nextPlan: (definition: Definition) => string | null;
  /** Forms that earlier calls have derived, by `formKey`. New ones are added. */
  readonly forms: Map<string, ModelForm>;
  /** What users have said against verdicts, by lower-case name. Used only where a verdict can be overruled. */
  readonly overrules: ReadonlyMap<string, Overrule>;
  /** Models that are to be left alone, by lower-case name. They are among `next` with the definition that they have in `old`; tables keep their rows, so that their readers see no change. */
  readonly kept: ReadonlySet<string>;
}

/** What became of a model, by lower-case name: new for those of the project, old for those that left it. */
export type Judgements = ReadonlyMap<string, Judgement>;

/**
 * The definition that a model of the project follows on: of its own name, else of the name that it had (`renamed_from`), unless another model has that now.
 */
export function predecessorOf(
  definition: Definition,
  old: ReadonlyMap<string, Definition>,
  nextNames: ReadonlySet<string>,
): Definition | null {
  const own = old.get(definition.name.toLowerCase());
  if (own !== undefined) return own;
  const former = definition.header.renamedFrom;
  if (typeof former !== 'string' || nextNames.has(former.toLowerCase())) return null;
  return old.get(former.toLowerCase()) ?? null;
}

/** The old definitions whose plans a judgement needs: what they compute is not the same text over the same schemas. */
export function plansNeeded(old: ReadonlyMap<string, Definition>, next: readonly Definition[]): Definition[] {
  const names = new Set(next.map((definition) => definition.name.toLowerCase()));
  return next.flatMap((definition) => {
    const before = predecessorOf(definition, old, names);
    return before !== null && before.seed === null && !sameComputation(before, definition) ? [before] : [];
  });
}

/**
 * Judges every model from its own definitions and from what was proved of all that it reads: a model that reads nothing that changed is unchanged.
 */
export function judgeProject(request: JudgeRequest): Judgements {
  const { old, next } = request;
  const nextNames = new Set(next.map((definition) => definition.name.toLowerCase()));
  const newNames = new Map<string, string>();
  const predecessors = new Map<string, Definition>();
  for (const definition of next) {
    const before = predecessorOf(definition, old, nextNames);
    if (before === null) continue;
    const name = definition.name.toLowerCase();
    predecessors.set(name, before);
    newNames.set(before.name.toLowerCase(), name);
  }
  /** What an old name is called now; null where it is gone. What is no model is a source, and keeps its name. */
  const newNameOf = (name: string): string | null => (old.has(name) ? (newNames.get(name) ?? null) : name);
  const judgements = new Map<string, Judgement>();
  const matches = new Map<string, RelationMatch>();
  for (const definition of next) {
    const name = definition.name.toLowerCase();
    const before = predecessors.get(name) ?? null;
    const kept = request.kept.has(name);
    const untouched =
      before === definition && !definition.inputs.some((input) => matches.has(input.relation.toLowerCase()));
    const judged =
      untouched || (kept && isTable(definition))
        ? { change: noChange, predecessor: before, match: null, overrule: null }
        : before === null
          ? judgeLone(null, definition)
          : judgePair(before, definition, prove(request, before, definition, matches, newNameOf));
    const found = kept ? { ...judged, change: noChange } : judged;
    const word = request.overrules.get(name);
    const judgement = word === undefined ? found : overruled(found, definition, kept, word);
    judgements.set(name, judgement);
    if (judgement.match !== null) matches.set(name, judgement.match);
  }
  for (const [name, definition] of old)
    if (!newNames.has(name) && !nextNames.has(name)) judgements.set(name, judgeLone(definition, null));
  return judgements;
}

/** What is no table shows the rows of what it reads as they are now, whether it is touched or not. */
function isTable({ kind }: Definition): boolean {
  return kind !== 'view' && kind !== 'embedded';
}

function prove(
  request: JudgeRequest,
  before: Definition,
  next: Definition,
  matches: Matches,
  newNameOf: (name: string) => string | null,
): Proof {
  if (before.kind === 'view' && next.kind !== 'view' && showsTheSame(next)) {
    // A table that begins with what the view shows is compared as that view.
    const asView: Definition = { ...next, kind: 'view' };
    const nextPlan = (each: Definition) => request.nextPlan(each === asView ? next : each);
    return prove({ ...request, nextPlan }, before, asView, matches, newNameOf);
  }
  if (before.seed !== null || next.seed !== null) return proveSeeds(before, next);
  if (!sameComputation(before, next))
    return proveByForms(
      before,
      request.oldPlan(before),
      next,
      request.nextPlan(next),
      sidedSymbols(before, next, matches, newNameOf),
    );
  const reads = next.inputs.some((input) => matches.has(input.relation.toLowerCase()));
  if (reads) return proveByReads(request, next, matches);
  return before === next ? everything(next) : { ...everything(next), unstable: unstableOf(request, next) };
}

/** The same text over the same schemas: what reads nothing that was touched is equal. */
function proveByReads(request: JudgeRequest, next: Definition, matches: Matches): Proof {
  const form = knownForm(request, next);
  if (form === null || form.columns.length !== next.columns.length) return nothing(next);
  const touched = (reads: readonly string[]) => reads.some((read) => isTouched(read, matches));
  if (touched(form.rows.reads)) return nothing(next);
  return {
    comparison: {
      rows: true,
      columns: form.columns.map((column, index) => (touched(column.reads) ? null : index)),
    },
    unstable: unstableParts(form),
    notes: [],
    unknown: false,
  };
}

/** What computing an edited model again may change. Where nothing is known of it: all. */
function unstableOf(request: JudgeRequest, next: Definition): Proof['unstable'] {
  const form = knownForm(request, next);
  return form === null || form.columns.length !== next.columns.length
    ? { rows: true, columns: new Set(), anyEdit: true }
    : unstableParts(form);
}

function knownForm(request: JudgeRequest, definition: Definition): ModelForm | null {
  const key = formKey(computationHash(definition));
  const known = request.forms.get(key);
  if (known !== undefined) return known;
  const plan = request.nextPlan(definition);
  const form = plan === null ? null : modelForm(definition, plan, plainSymbols, []);
  // What the decoder does not know may read anything.
  if (form === null || form.unknown.length > 0) return null;
  request.forms.set(key, form);
  return form;
}

function everything(next: Definition): Proof {
  return {
    comparison: { rows: true, columns: next.columns.map((_, index) => index) },
    unstable: { rows: false, columns: new Set(), anyEdit: false },
    notes: [],
    unknown: false,
  };
}

function nothing(next: Definition): Proof {
  return { ...everything(next), comparison: { rows: false, columns: next.columns.map(() => null) } };
}

/** Seeds are compared by their texts, column by column in the order of the rows. */
function proveSeeds(before: Definition, next: Definition): Proof {
  if (before.seed === null || next.seed === null) return nothing(next);
  if (before.seed.content === next.seed.content && sameComputation(before, next)) return everything(next);
  if (before.seed.rows === null || before.seed.rows !== next.seed.rows) return nothing(next);
  const [old, now] = [before.seed.columns, next.seed.columns];
  const names = new Set(next.columns.map((column) => column.name));
  const columns = next.columns.map((column): number | null => {
    const equal = (index: number) =>
      before.columns[index]!.type === column.type &&
      now[column.name] !== undefined &&
      old[before.columns[index]!.name] === now[column.name];
    const same = before.columns.findIndex((each) => each.name.toLowerCase() === column.name.toLowerCase());
    if (same >= 0) return equal(same) ? same : null;
    const renamed = before.columns.findIndex((each, index) => !names.has(each.name) && equal(index));
    return renamed < 0 ? null : renamed;
  });
  return { ...everything(next), comparison: { rows: true, columns } };
}

function sameComputation(old: Definition, next: Definition): boolean {
  if (old === next) return true;
  return computationHash(old) === computationHash(next) && old.name.toLowerCase() === next.name.toLowerCase();
}
