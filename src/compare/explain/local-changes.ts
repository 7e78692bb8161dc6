import { judgeProject, type Reason } from '../../change/index.ts';
import { canonicalJson, type Definition, definitionHash, statementTokens } from '../../environment/index.ts';
import { changedLine, changedStretch } from './changed-stretch.ts';
import { columnPlace, type ExplainedModel, placeAt } from './explained-side.ts';
import type { Cause, Place } from './explanation.ts';

/** A way in which two definitions of one model differ by themselves, whatever has become of what they read. */
export interface LocalChange {
  readonly kind: Extract<Cause['kind'], 'value' | 'rows' | 'seed' | 'unknown'>;
  /** null: which rows there are. */
  readonly column: string | null;
  readonly rule: string;
  readonly message: string;
  readonly left: Place | null;
  readonly right: Place | null;
}

/**
 * Compares the two definitions as a verdict does, but over inputs that are taken as equal. Columns by their names on the right; under one name they are the same column. The name of the
 * model does not count: the left definition is judged under the right one's.
 */
export function localChanges(left: ExplainedModel, right: ExplainedModel): readonly LocalChange[] {
  const old: Definition = { ...left.definition, name: right.definition.name };
  const next = right.definition;
  if (definitionHash(old) === definitionHash(next)) return [];
  const judged = judgeProject({
    old: new Map([[old.name.toLowerCase(), old]]),
    next: [next],
    oldPlan: () => left.planJson,
    nextPlan: () => right.planJson,
    forms: new Map(),
    overrules: new Map(),
    kept: new Set(),
  }).get(next.name.toLowerCase())!.change;
  if (judged.verdict === 'unchanged' || judged.verdict === 'metadata') return [];
  const changes = judged.reasons.flatMap((reason) => changesOf(reason, old, next));
  // Where the rows differ no verdict speaks of values; the text still does.
  const told = new Set(changes.flatMap(({ column }) => (column === null ? [] : [column.toLowerCase()])));
  const retold = judged.scope.rows
    ? next.columns.flatMap(({ name }): LocalChange[] =>
        told.has(name.toLowerCase()) || !isRewritten(old, next, name)
          ? []
          : [
              {
                kind: 'value',
                column: name,
                rule: 'value-changed',
                message: `\`${name}\` is computed otherwise.`,
                left: columnPlace(old, name),
                right: columnPlace(next, name),
              },
            ],
      )
    : [];
  return [...changes, ...retold];
}

/** The rules of reasons from which other values or rows follow, and what they are about. */
const kinds: Readonly<Record<string, LocalChange['kind']>> = {
  'value-changed': 'value',
  'input-changed': 'value',
  'type-changed': 'value',
  'type-widened': 'value',
  'column-added': 'value',
  'column-removed': 'value',
  'column-renamed': 'value',
  'filter-changed': 'rows',
  'join-changed': 'rows',
  'grain-changed': 'rows',
  'set-changed': 'rows',
  'limit-changed': 'rows',
  'rows-changed': 'rows',
  'rows-not-fixed': 'rows',
  'kind-changed': 'rows',
  'settings-changed': 'rows',
  'seed-changed': 'seed',
  'not-understood': 'unknown',
  'not-comparable': 'unknown',
};

function changesOf(reason: Reason, old: Definition, next: Definition): LocalChange[] {
  const { rule, message } = reason;
  const kind = kinds[rule];
  if (kind === undefined) return [];
  // What a model gives another type or other rows is told of that model.
  if (rule === 'input-changed' && !sourcesDiffer(old, next)) return [];
  const own = { left: placeAt(old, reason.old), right: placeAt(next, reason.new) };
  // An expression that reads the same is computed otherwise further down in the query.
  const places = own.left !== null && own.left.text === own.right?.text ? elsewhere(rule, old, next) : own;
  if (reason.columns.length === 0) {
    const found =
      own.left === null && own.right === null && kind === 'rows' ? elsewhere(rule, old, next) : places;
    return [{ kind, column: null, rule, message, ...found }];
  }
  return reason.columns.map((column) => ({ kind, column, rule, message, ...places }));
}

/** Whether a source’s relation is another one, or has other columns, as the two definitions recorded it. */
function sourcesDiffer(old: Definition, next: Definition): boolean {
  const recorded = ({ inputs }: Definition) =>
    inputs.flatMap(({ kind, relation, origin, columns }) =>
      kind === 'source' ? [{ relation: relation.toLowerCase(), origin, columns }] : [],
    );
  return canonicalJson(recorded(old)) !== canonicalJson(recorded(next));
}

/** The words by which a line is known that a rule is about. */
const clauseWords: Readonly<Record<string, RegExp>> = {
  'filter-changed': /\b(WHERE|HAVING|QUALIFY|AND|OR|FILTER)\b/i,
  'join-changed': /\b(FROM|JOIN|ON|USING)\b/i,
  'grain-changed': /\bGROUP\b/i,
  'set-changed': /\b(UNION|EXCEPT|INTERSECT)\b/i,
  'limit-changed': /\b(LIMIT|OFFSET)\b/i,
};

/** Where the statements differ, for a reason that names no place in which they do. */
function elsewhere(rule: string, old: Definition, next: Definition) {
  const words = clauseWords[rule] ?? null;
  const found = words === null ? changedStretch(old, next) : { left: null, right: null };
  return found.left === null && found.right === null ? changedLine(old, next, words) : found;
}

function isRewritten(old: Definition, next: Definition, column: string): boolean {
  const textOf = (definition: Definition): string | null => {
    const found = definition.columns.find((each) => each.name.toLowerCase() === column.toLowerCase());
    const place = found?.expression ?? null;
    return place === null ? null : statementTokens(definition.source.slice(place.start, place.end));
  };
  const [before, now] = [textOf(old), textOf(next)];
  return before !== null && now !== null && before !== now;
}
