import type { DecisiveColumn } from '../compile/index.ts';
import { type Diagnostic, DiagnosticError, diagnose } from '../diagnostics/index.ts';
import { keepsRows } from '../environment/index.ts';
import { timeColumnOf } from './kinds/interval-sql.ts';
import type { Step } from './step.ts';

/**
 * Why rows that the source gives now cannot be put to those that stand; null: they can. Without its key no row can be told from another; where intervals are replaced, rows
 * that a condition on a lost column keeps out would be taken from what stands.
 */
export function lostHold(step: Step): Diagnostic | null {
  const lost = deciding(step).find(({ type }) => type === null);
  return lost === undefined ? null : diagnosed(step, lost);
}

/** Rejects likewise; `unfit`: by a relation's lower-case name, columns with values that stand elsewhere since they have another type. */
export function mustHold(step: Step, unfit: ReadonlyMap<string, readonly string[]>): void {
  const lost = deciding(step).find(
    ({ relation, column, type }) =>
      type === null || unfit.get(relation.toLowerCase())?.includes(column) === true,
  );
  if (lost !== undefined) throw new DiagnosticError(diagnosed(step, lost));
}

/** Columns that are gone and by which a query chooses among rows that are all made anew, or added: that is as the query says, and may not be as it was meant. */
export function lostConditions(step: Step): readonly DecisiveColumn[] {
  return step.decisive.filter((each) => each.type === null && !deciding(step).includes(each));
}

function deciding({ kind, definition, decisive }: Step): readonly DecisiveColumn[] {
  if (!keepsRows(kind)) return [];
  const byTime = timeColumnOf(definition) !== null;
  return decisive.filter(({ role }) => role !== 'filter' || byTime);
}

function diagnosed({ name: model }: Step, { relation, column, type, role }: DecisiveColumn): Diagnostic {
  return diagnose('load-column-gone', { model, relation, column, type, role });
}
