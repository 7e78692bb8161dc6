import type { Definition } from '../environment/index.ts';
import { type Change, emptyScope, type Reason } from './change.ts';
import type { FormComparison } from './compare-forms.ts';
import type { RelationMatch } from './matches.ts';
import type { Overrule } from './overrule.ts';
import { reason } from './reasons.ts';

/** A model's verdict, and what its readers may take as equal. */
export interface Judgement {
  readonly change: Change;
  /** The definition that it was compared with; null: there was none. */
  readonly predecessor: Definition | null;
  /** Null: everything matches, under the same names. */
  readonly match: RelationMatch | null;
  /** A user's word, where the verdict is that and not what was found. */
  readonly overrule: Overrule | null;
}

/** What is known of the values of a model with two definitions. */
export interface Proof {
  readonly comparison: FormComparison;
  /**
   * Columns, by new index, that computing the model again may change although they are computed as before; `rows`: all of them. `anyEdit`: its input does not fix the rows, so that
   * nothing can be proved of them under an edit.
   */
  readonly unstable: {
    readonly rows: boolean;
    readonly columns: ReadonlySet<number>;
    readonly anyEdit: boolean;
  };
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
    return { change, predecessor: null, match: none, overrule: null };
  }
  const removed = old!.columns.map((column) => column.name);
  const change: Change = {
    verdict: 'breaking',
    direct: true,
    scope: { rows: true, columns: { ...emptyScope.columns, removed } },
    reasons: [reason('model-removed', 'The model is no longer in the project.')],
    effect: 'none',
  };
  return { change, predecessor: old, match: none, overrule: null };
}
