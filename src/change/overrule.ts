import { type Definition, sameLayout } from '../environment/index.ts';
import type { Change } from './change.ts';
import { isSameSchema, schemaDifference } from './forward.ts';
import type { Judgement } from './judgement.ts';
import { list, reason } from './reasons.ts';

/** A user's word against a verdict: `metadata`: the rows that stand are right; `additive`: the model is built again, but readers see the same in the columns that they know. */
export interface Overrule {
  readonly verdict: 'metadata' | 'additive';
  readonly reason: string;
}

/**
 * The judgement as the user has it, with what was found among the reasons; as it was found where his word cannot or need not be taken, and a reason says so. `kept`: the model is to be
 * left alone.
 */
export function overruled(judgement: Judgement, next: Definition, kept: boolean, word: Overrule): Judgement {
  const { change, predecessor: old } = judgement;
  const why =
    old === null ? 'the model is new' : kept ? 'the model is not selected' : whyNot(change, old, next, word);
  if (old === null || why !== null) {
    const told = reason('not-overruled', `The word \`${word.verdict}\` has no effect: ${why}.`);
    return { ...judgement, change: { ...change, reasons: [told, ...change.reasons] } };
  }
  const { verdict } = word;
  const types = new Map(next.columns.map((column) => [column.name.toLowerCase(), column.type]));
  const same = old.columns
    .filter((column) => types.get(column.name.toLowerCase()) === column.type)
    .map((column): [string, string] => [column.name.toLowerCase(), column.name.toLowerCase()]);
  const whole = same.length === old.columns.length;
  return {
    change: {
      ...change,
      verdict,
      effect: verdict === 'metadata' ? 'definition' : change.effect,
      reasons: [
        reason('overruled', `Judged ${change.verdict}, and overruled: ${word.reason}`),
        ...change.reasons,
      ],
    },
    predecessor: old,
    match: whole ? null : { oldName: old.name, rows: true, columns: new Map(same) },
    overrule: word,
  };
}

/**
 * Why a word cannot be taken; null where it can. What stands can be right only if it could have been written by the new definition: with its columns, types and layout. And readers see
 * the same only in columns that are there under the name that they use.
 */
function whyNot(change: Change, old: Definition, next: Definition, { verdict }: Overrule): string | null {
  if (change.verdict === 'unknown') return 'nothing could be proved or refuted, and that is never overruled';
  if (change.verdict !== 'breaking') return `the model is \`${change.verdict}\` without it`;
  const { removed, renamed } = change.scope.columns;
  const gone = [...removed, ...renamed.map(({ from }) => from)];
  if (gone.length > 0)
    return `${list(gone)} can no longer be read under ${gone.length === 1 ? 'its name' : 'their names'}`;
  if (verdict === 'additive') return null;
  if (old.kind !== next.kind) return `what stands is of kind \`${old.kind}\``;
  if (!isSameSchema(schemaDifference(old, next))) return 'the rows that stand have other columns or types';
  if (!sameLayout(old, next)) return 'the files that stand are laid out otherwise';
  const nullable = new Set(
    old.columns.flatMap(({ name, nullable }) => (nullable ? [name.toLowerCase()] : [])),
  );
  const closed = next.columns.filter((column) => !column.nullable && nullable.has(column.name.toLowerCase()));
  return closed.length > 0 && (change.effect === 'build' || change.effect === 'forward')
    ? `the rows that stand may hold NULL in ${list(closed.map(({ name }) => name))}`
    : null;
}
