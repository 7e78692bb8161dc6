import {
  canonicalJson,
  computationHash,
  type Definition,
  sqlMacros,
  statementTokens,
} from '../environment/index.ts';
import { type Change, emptyScope, noChange, type Reason, type Verdict } from './change.ts';
import { rowReasons } from './clauses.ts';
import { compareForms, type FormComparison } from './compare-forms.ts';
import { hasFacts, type ModelForm, modelForm } from './form.ts';
import { type HeaderChange, headerChanges, historyEntries } from './header-changes.ts';
import type { RelationMatch, SidedSymbols } from './matches.ts';
import { columnSpan, list, reason } from './reasons.ts';

/** A model's verdict, and what its readers may take as equal. */
export interface Judgement {
  readonly change: Change;
  /** Null: everything matches, under the same names. */
  readonly match: RelationMatch | null;
}

/** What is known of the values of a model with two definitions. */
export interface Proof {
  readonly comparison: FormComparison;
  /** Columns, by new index, that computing the model again may change although they are computed as before; `rows`: all of them. */
  readonly unstable: { readonly rows: boolean; readonly columns: ReadonlySet<number> };
  /** Sentences about facts that were needed, or about what could not be read. */
  readonly notes: readonly Reason[];
  readonly unknown: boolean;
}

/** A model that has come or gone. */
export function judgeLone(old: Definition | null, next: Definition | null): Judgement {
  const none: RelationMatch = { oldName: '', rows: false, columns: new Map() };
  if (next !== null) {
    const added = next.columns.map((column) => column.name);
    const change: Change = {
      verdict: 'additive',
      direct: true,
      scope: { ...emptyScope, columns: { ...emptyScope.columns, added } },
      reasons: [reason('model-added', 'The model is new.')],
      effect: 'build',
    };
    return { change, match: none };
  }
  const removed = old!.columns.map((column) => column.name);
  const change: Change = {
    verdict: 'breaking',
    direct: true,
    scope: { rows: true, columns: { ...emptyScope.columns, removed } },
    reasons: [reason('model-removed', 'The model is no longer in the project.')],
    effect: 'none',
  };
  return { change, match: none };
}

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
    unstable: { rows: false, columns: new Set() },
    notes: [reason('not-comparable', message)],
    unknown: true,
  });
  if (oldPlan === null)
    return unread('What stands was defined by a query that this version of the engine refuses.');
  if (nextPlan === null) return unread('The query has no plan to compare.');
  const bare = pair(old, oldPlan, next, nextPlan, symbols, false);
  if (bare === null) return unread('The plan of the query could not be read.');
  const better =
    isWhole(bare.comparison, old) || !(hasFacts(old) && hasFacts(next))
      ? null
      : pair(old, oldPlan, next, nextPlan, symbols, true);
  const byFacts = better !== null && score(better.comparison) > score(bare.comparison);
  const { comparison, form } = byFacts ? better : bare;
  const notes = byFacts
    ? [
        reason(
          'held-by-audits',
          'That the rest is equal follows from keys and NOT NULL that audits and contracts of its inputs hold.',
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
    rows: !form.rows.stable,
    columns: new Set(form.columns.flatMap((column, index) => (column.stable ? [] : [index]))),
  };
}

function pair(
  old: Definition,
  oldPlan: string,
  next: Definition,
  nextPlan: string,
  symbols: SidedSymbols,
  withFacts: boolean,
): { comparison: FormComparison; oldForm: ModelForm; form: ModelForm } | null {
  const oldForm = modelForm(old, oldPlan, symbols.old, withFacts, next.name);
  const form = modelForm(next, nextPlan, symbols.next, withFacts);
  if (oldForm === null || form === null) return null;
  if (oldForm.columns.length !== old.columns.length || form.columns.length !== next.columns.length)
    return null;
  return { comparison: compareForms(old, oldForm, next, form), oldForm, form };
}

function isWhole({ rows, columns }: FormComparison, old: Definition): boolean {
  return rows && columns.length === old.columns.length && columns.every((column) => column !== null);
}

function score({ rows, columns }: FormComparison): number {
  return (rows ? 1 : 0) + columns.filter((column) => column !== null).length;
}

/** The verdict that follows from what was proved of the values and from everything beside the query. */
export function judgePair(old: Definition, next: Definition, proof: Proof): Judgement {
  const header = headerChanges(old, next);
  const direct = isEdited(old, next, header);
  const kept = proof.comparison.rows && !losesHistory(old, next) && !hasRule(header, 'settings-changed');
  const settled = settle(old, next, proof, kept);
  const { scope } = settled;
  const { changed, added, removed, renamed, retyped } = scope.columns;
  const breaks = scope.rows || changed.length + removed.length + renamed.length + retyped.length > 0;
  const notes = [...settled.reasons, ...proof.notes, ...header.map((each) => each.reason)];
  const textOnly = direct && notes.length === 0 && old.source !== next.source;
  const reasons = textOnly ? [textReason(old, next)] : notes;
  const verdict = verdictOf({
    unknown: proof.unknown && breaks,
    breaking: breaks || header.some((each) => each.breaks),
    additive: added.length > 0,
    metadata: direct && reasons.length > 0,
  });
  const builds = breaks || added.length > 0 || header.some((each) => each.effect === 'build');
  const effect = builds ? 'build' : direct ? 'definition' : 'none';
  const same = !breaks && !scope.rows;
  return {
    change: verdict === 'unchanged' && !direct ? noChange : { verdict, direct, scope, reasons, effect },
    match: same ? null : { oldName: old.name, rows: !scope.rows, columns: settled.pairs },
  };
}

interface Settled {
  readonly scope: Change['scope'];
  readonly reasons: readonly Reason[];
  readonly pairs: ReadonlyMap<string, string>;
}

/** Scope and reasons, column by column. A model that is built again gives its unstable parts anew: they count as changed then. */
function settle(old: Definition, next: Definition, proof: Proof, rowsKept: boolean): Settled {
  const first = columnsOf(old, next, proof, rowsKept);
  const builds = !rowsKept || first.touched;
  const again =
    builds && (proof.unstable.rows || proof.unstable.columns.size > 0 || next.volatileFunctions.length > 0);
  if (!again || !rowsKept) return first;
  if (proof.unstable.rows) {
    const lost = columnsOf(old, next, proof, false);
    return {
      ...lost,
      reasons: [
        ...first.reasons,
        reason('unstable-again', 'It is built again, and which rows it gives is not fixed by its input.'),
      ],
    };
  }
  const fresh = new Set(next.volatileFunctions.length > 0 ? next.columns.keys() : proof.unstable.columns);
  const columns = proof.comparison.columns.map((column, index) => (fresh.has(index) ? null : column));
  const names = next.columns
    .filter((_, index) => fresh.has(index) && proof.comparison.columns[index] !== null)
    .map(({ name }) => name);
  const settled = columnsOf(old, next, { ...proof, comparison: { rows: true, columns } }, true);
  if (names.length === 0) return settled;
  const why = reason(
    'unstable-again',
    `It is built again, and ${list(names)} may come out otherwise: its input does not fix it.`,
    names,
  );
  return { ...settled, reasons: [...first.reasons, why] };
}

function columnsOf(
  old: Definition,
  next: Definition,
  proof: Proof,
  rowsKept: boolean,
): Settled & { readonly touched: boolean } {
  const oldIndex = new Map(old.columns.map((column, index) => [column.name.toLowerCase(), index]));
  const pairs = new Map<string, string>();
  const changed: string[] = [];
  const added: string[] = [];
  const retyped: string[] = [];
  const renamed: { from: string; to: string }[] = [];
  const reasons: Reason[] = [];
  const met = new Set<number>();
  next.columns.forEach((column, now) => {
    const equal = rowsKept ? proof.comparison.columns[now]! : null;
    const same = oldIndex.get(column.name.toLowerCase());
    const before = same ?? equal;
    if (equal !== null) pairs.set(old.columns[equal]!.name.toLowerCase(), column.name.toLowerCase());
    if (before === null || before === undefined) {
      added.push(column.name);
      return;
    }
    met.add(before);
    const was = old.columns[before]!;
    const places = { old: columnSpan(old, before), new: columnSpan(next, now) };
    if (same === undefined) {
      renamed.push({ from: was.name, to: column.name });
      reasons.push({
        rule: 'column-renamed',
        message: `\`${was.name}\` is now called \`${column.name}\`; its values are the same.`,
        columns: [column.name],
        ...places,
      });
      return;
    }
    if (was.type !== column.type) {
      retyped.push(column.name);
      const wider = widens(was.type, column.type);
      reasons.push({
        rule: wider ? 'type-widened' : 'type-changed',
        message: `\`${column.name}\` was ${was.type} and is ${column.type}${wider ? ', which holds all that it held' : ''}.`,
        columns: [column.name],
        ...places,
      });
    } else if (rowsKept && equal === null) {
      changed.push(column.name);
      reasons.push(valueReason(old, next, column.name, places));
    }
  });
  const removed = old.columns.filter((_, index) => !met.has(index)).map((column) => column.name);
  if (removed.length > 0)
    reasons.push({
      rule: 'column-removed',
      message: `${list(removed)} ${removed.length === 1 ? 'is' : 'are'} no longer given.`,
      columns: removed,
      old: columnSpan(old, oldIndex.get(removed[0]!.toLowerCase())!),
      new: null,
    });
  if (added.length > 0)
    reasons.push({
      rule: 'column-added',
      message: `${list(added)} ${added.length === 1 ? 'is' : 'are'} new.`,
      columns: added,
      old: null,
      new: columnSpan(
        next,
        next.columns.findIndex((column) => column.name === added[0]),
      ),
    });
  return {
    scope: { rows: !rowsKept, columns: { changed, added, removed, renamed, retyped } },
    reasons: rowsKept ? reasons : [...rowsWhy(old, next, proof), ...reasons],
    pairs,
    touched: changed.length + added.length + removed.length + renamed.length + retyped.length > 0,
  };
}

function valueReason(
  old: Definition,
  next: Definition,
  name: string,
  places: Pick<Reason, 'old' | 'new'>,
): Reason {
  if (next.seed !== null) return reason('seed-changed', `\`${name}\` has other values in the file.`, [name]);
  const textOf = (definition: Definition, span: Reason['old']) =>
    span === null ? null : statementTokens(definition.source.slice(span.start, span.end));
  const before = textOf(old, places.old);
  const now = textOf(next, places.new);
  if (before !== null && before === now)
    return {
      rule: 'input-changed',
      message: `\`${name}\` is written as before, but what it reads is not.`,
      columns: [name],
      ...places,
    };
  return { rule: 'value-changed', message: `\`${name}\` is computed otherwise.`, columns: [name], ...places };
}

function rowsWhy(old: Definition, next: Definition, proof: Proof): readonly Reason[] {
  if (proof.comparison.rows) return [];
  if (next.seed !== null) return [reason('seed-changed', 'The file has other rows.')];
  if (
    statementTokens(old.sql) === statementTokens(next.sql) &&
    canonicalJson(sqlMacros(old)) === canonicalJson(sqlMacros(next))
  )
    return [reason('input-changed', 'The query is the same, but the rows that it reads are not.')];
  if (proof.unstable.rows) return [reason('rows-not-fixed', unstableRows)];
  return rowReasons(old, next);
}

const unstableRows =
  'Which rows it gives is not fixed by its input (ties in an order, a LIMIT, a sample), so that any edit may give others. A key that a `unique` audit holds would fix it.';

/** Whether the model's own files say something else, whatever has become of what it reads. */
function isEdited(old: Definition, next: Definition, header: readonly HeaderChange[]): boolean {
  return (
    old.source !== next.source ||
    statementTokens(old.sql) !== statementTokens(next.sql) ||
    canonicalJson(sqlMacros(old)) !== canonicalJson(sqlMacros(next)) ||
    old.name.toLowerCase() !== next.name.toLowerCase() ||
    canonicalJson(old.seed) !== canonicalJson(next.seed) ||
    header.some(({ reason: { rule } }) => ownRules.has(rule))
  );
}

/** A header rule that the files beside the model can set off: defaults of the project, a seed's description. */
const ownRules: ReadonlySet<string> = new Set([
  'kind-changed',
  'settings-changed',
  'partitioning-changed',
  'audits-changed',
  'header-changed',
]);

/** Kinds that keep rows of earlier runs: what they hold does not follow from the query alone. */
const fromQueryAlone: ReadonlySet<string> = new Set(['full', 'view', 'embedded', 'seed']);

function losesHistory(old: Definition, next: Definition): boolean {
  if (fromQueryAlone.has(old.kind) && fromQueryAlone.has(next.kind)) return false;
  const entries = (definition: Definition) =>
    canonicalJson(Object.fromEntries(historyEntries.map((name) => [name, definition.header[name] ?? null])));
  return old.kind !== next.kind || entries(old) !== entries(next);
}

function hasRule(header: readonly HeaderChange[], rule: string): boolean {
  return header.some((each) => each.reason.rule === rule);
}

function textReason(old: Definition, next: Definition): Reason {
  return computationHash(old) === computationHash(next)
    ? reason('text-changed', 'Only comments, white space or macros around the same statement changed.')
    : reason('equal-by-proof', 'The query is written otherwise and provably gives the same rows.');
}

function verdictOf(found: {
  unknown: boolean;
  breaking: boolean;
  additive: boolean;
  metadata: boolean;
}): Verdict {
  if (found.unknown) return 'unknown';
  if (found.breaking) return 'breaking';
  if (found.additive) return 'additive';
  return found.metadata ? 'metadata' : 'unchanged';
}

const integers = ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT'];

/** Whether every value of the old type is one of the new type, written the same. */
function widens(from: string, to: string): boolean {
  const [a, b] = [integers.indexOf(from), integers.indexOf(to)];
  if (a >= 0 && b >= 0) return a < b;
  if (from === 'FLOAT' && to === 'DOUBLE') return true;
  const decimal = (text: string) => /^DECIMAL\((\d+),(\d+)\)$/.exec(text)?.slice(1).map(Number);
  const [old, next] = [decimal(from), decimal(to)];
  if (old === undefined || next === undefined) return false;
  return next[1]! >= old[1]! && next[0]! - next[1]! >= old[0]! - old[1]!;
}
