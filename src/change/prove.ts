import type { Definition } from '../environment/index.ts';
import { compareForms, type FormComparison } from './compare-forms.ts';
import { type Fact, factName, factsOf, factWords, neededFacts } from './facts.ts';
import { type ModelForm, modelForm } from './form.ts';
import type { Proof } from './judgement.ts';
import type { SidedSymbols } from './matches.ts';
import { reason } from './reasons.ts';

/** Compares what the two definitions compute, over symbols that say what of their inputs is equal. */
export function proveByForms(
  old: Definition,
  oldPlan: string | null,
  next: Definition,
  nextPlan: string | null,
  symbols: SidedSymbols,
): Proof {
  const nothing: FormComparison = { rows: false, columns: next.columns.map(() => null) };
  const unread = (message: string): Proof => ({
    comparison: nothing,
    unstable: { rows: false, columns: new Set(), anyEdit: false },
    notes: [reason('not-comparable', message)],
    unknown: true,
  });
  if (oldPlan === null)
    return unread('What stands was defined by a query that this version of the engine refuses.');
  if (nextPlan === null) return unread('The query has no plan to compare.');
  const compare = (facts: readonly Fact[]) => pair(old, oldPlan, next, nextPlan, symbols, facts);
  const bare = compare([]);
  if (bare === null) return unread('The plan of the query could not be read.');
  const facts = isWhole(bare.comparison, old) ? [] : allFacts(old, next);
  const better = facts.length === 0 ? null : compare(facts);
  const byFacts = better !== null && score(better.comparison) > score(bare.comparison);
  const { comparison, form } = byFacts ? better : bare;
  const proved = (pair: Pair | null) =>
    pair === null ? '' : JSON.stringify([pair.comparison, instabilityOf(pair.form)]);
  const used = byFacts ? neededFacts(facts, (some) => proved(compare(some)) === proved(better)) : [];
  const notes =
    used.length > 0
      ? [
          reason(
            'held-by-audits',
            `That the rest is equal follows from what audits and contracts hold: ${factWords(used)}.`,
          ),
        ]
      : [];
  const unknown = [...new Set([...bare.oldForm.unknown, ...form.unknown])];
  return {
    comparison,
    unstable: unstableParts(form),
    notes:
      unknown.length > 0
        ? [...notes, reason('not-understood', `Nothing can be proved of ${unknown.join('; ')}.`)]
        : notes,
    unknown: unknown.length > 0,
  };
}

/** Which parts computing again may change. */
export function unstableParts(form: ModelForm): Proof['unstable'] {
  return {
    rows: !form.rows.stable || form.rows.clock,
    columns: new Set(
      form.columns.flatMap((column, index) => (column.stable && !column.clock ? [] : [index])),
    ),
    anyEdit: !form.rows.stable,
  };
}

interface Pair {
  readonly comparison: FormComparison;
  readonly oldForm: ModelForm;
  readonly form: ModelForm;
}

/** Each side may use those of `facts` that its own definition has. */
function pair(
  old: Definition,
  oldPlan: string,
  next: Definition,
  nextPlan: string,
  symbols: SidedSymbols,
  facts: readonly Fact[],
): Pair | null {
  const allowed = new Set(facts.map(factName));
  const of = (definition: Definition) =>
    allowed.size === 0 ? [] : factsOf(definition).filter((fact) => allowed.has(factName(fact)));
  const oldForm = modelForm(old, oldPlan, symbols.old, of(old), next.name);
  const form = modelForm(next, nextPlan, symbols.next, of(next));
  if (oldForm === null || form === null) return null;
  if (oldForm.columns.length !== old.columns.length || form.columns.length !== next.columns.length)
    return null;
  return { comparison: compareForms(old, oldForm, next, form), oldForm, form };
}

function allFacts(old: Definition, next: Definition): Fact[] {
  return [...new Map([...factsOf(old), ...factsOf(next)].map((fact) => [factName(fact), fact])).values()];
}

function instabilityOf({ rows, columns }: ModelForm): readonly boolean[] {
  return [rows, ...columns].map((part) => part.stable);
}

function isWhole({ rows, columns }: FormComparison, old: Definition): boolean {
  return rows && columns.length === old.columns.length && columns.every((column) => column !== null);
}

function score({ rows, columns }: FormComparison): number {
  return (rows ? 1 : 0) + columns.filter((column) => column !== null).length;
}
