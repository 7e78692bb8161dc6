import {
  canonicalJson,
  computationHash,
  type Definition,
  historyOf,
  keepsRows,
} from '../environment/index.ts';
import { noChange, type Reason, type Verdict } from './change.ts';
import { goesForward } from './forward.ts';
import { type HeaderChange, headerChanges, showsTheSame } from './header-changes.ts';
import type { Judgement, Proof } from './judgement.ts';
import { reason } from './reasons.ts';
import { settle } from './settle-columns.ts';
import { sameStatement } from './value-reasons.ts';

/** The verdict that follows from what was proved of the values and from everything beside the query. */
export function judgePair(old: Definition, next: Definition, proof: Proof): Judgement {
  const header = old === next ? [] : headerChanges(old, next);
  const direct = isEdited(old, next, header);
  const kept = proof.comparison.rows && !losesHistory(old, next) && !hasRule(header, 'settings-changed');
  const rebuilt = header.some((each) => each.effect === 'build');
  const settled = settle(old, next, proof, kept, rebuilt);
  const { scope } = settled;
  const { changed, added, removed, renamed, retyped } = scope.columns;
  const breaks = scope.rows || changed.length + removed.length + renamed.length + retyped.length > 0;
  const notes = [...settled.reasons, ...proof.notes, ...header.map((each) => each.reason)];
  const textOnly = direct && notes.length === 0;
  const reasons = textOnly ? [textReason(old, next)] : notes;
  const verdict = verdictOf({
    unknown: proof.unknown && breaks,
    breaking: breaks || header.some((each) => each.breaks),
    additive: added.length > 0,
    metadata: direct && reasons.length > 0,
  });
  const builds = breaks || added.length > 0 || rebuilt;
  const forward = builds && goesForward(old, next);
  const effect = forward ? 'forward' : builds ? 'build' : direct ? 'definition' : 'none';
  const same = !breaks && !scope.rows;
  return {
    change:
      verdict === 'unchanged' && !direct
        ? noChange
        : { verdict, direct, scope, reasons: forward ? [...reasons, forwardReason] : reasons, effect },
    predecessor: old,
    match: forward
      ? standingMatch(old, next)
      : same
        ? null
        : { oldName: old.name, rows: !scope.rows, columns: settled.pairs },
    overrule: null,
  };
}

const forwardReason = reason(
  'forward-only',
  'Rows that stand stay as they are; the definition holds from now on.',
);

/** Rows that stand are the same for readers, and so is what they hold in columns that are still there. */
function standingMatch(old: Definition, next: Definition): Judgement['match'] {
  const types = new Map(old.columns.map(({ name, type }) => [name.toLowerCase(), type]));
  const columns = next.columns.flatMap(({ name, type }): [string, string][] =>
    types.get(name.toLowerCase()) === type ? [[name.toLowerCase(), name.toLowerCase()]] : [],
  );
  return { oldName: old.name, rows: true, columns: new Map(columns) };
}

/** Whether the model's own files say something else, whatever has become of what it reads. */
function isEdited(old: Definition, next: Definition, header: readonly HeaderChange[]): boolean {
  return (
    old.source !== next.source ||
    !sameStatement(old, next) ||
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
  'quarantine-changed',
  'header-changed',
]);

function losesHistory(old: Definition, next: Definition): boolean {
  if (!keepsRows(old.kind) && !keepsRows(next.kind)) return false;
  if (old.kind === 'view' && showsTheSame(next)) return false;
  return old.kind !== next.kind || canonicalJson(historyOf(old)) !== canonicalJson(historyOf(next));
}

function hasRule(header: readonly HeaderChange[], rule: string): boolean {
  return header.some((each) => each.reason.rule === rule);
}

function textReason(old: Definition, next: Definition): Reason {
  if (old.name.toLowerCase() !== next.name.toLowerCase())
    return reason('model-renamed', `It was called \`${old.name}\`; its table and its history stay.`);
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
