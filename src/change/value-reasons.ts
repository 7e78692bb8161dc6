import { canonicalJson, type Definition, sqlMacros, statementTokens } from '../environment/index.ts';
import type { Reason } from './change.ts';
import { rowReasons } from './clauses.ts';
import type { Proof } from './judgement.ts';
import { reason } from './reasons.ts';

/** Why a column has other values than before. */
export function valueReason(
  old: Definition,
  next: Definition,
  name: string,
  places: Pick<Reason, 'old' | 'new'>,
): Reason {
  if (next.seed !== null) return reason('seed-changed', `\`${name}\` has other values in the file.`, [name]);
  const textOf = (definition: Definition, span: Reason['old']) =>
    span === null ? null : statementTokens(definition.source.slice(span.start, span.end));
  const before = old === next ? '' : textOf(old, places.old);
  const now = old === next ? '' : textOf(next, places.new);
  // The same words may render otherwise: a variable or a macro changed.
  if (before !== null && before === now && sameStatement(old, next))
    return {
      rule: 'input-changed',
      message: `\`${name}\` is written as before, but what it reads is not.`,
      columns: [name],
      ...places,
    };
  return { rule: 'value-changed', message: `\`${name}\` is computed otherwise.`, columns: [name], ...places };
}

/** Why other rows may come out than before; none where the same do. */
export function rowsWhy(old: Definition, next: Definition, proof: Proof): readonly Reason[] {
  if (proof.comparison.rows) return [];
  if (next.seed !== null) return [reason('seed-changed', 'The file has other rows.')];
  if (sameStatement(old, next))
    return [reason('input-changed', 'The query is the same, but the rows that it reads are not.')];
  const clauses = rowReasons(old, next);
  if (!proof.unstable.anyEdit) return clauses.length > 0 ? clauses : [unproved];
  return [...clauses, reason('rows-not-fixed', unstableRows)];
}

const unproved = reason('rows-changed', 'The query changed, and nothing proves that it gives the same rows.');

const unstableRows =
  'Which rows it gives is not fixed by its input (ties in an order, a LIMIT, a sample), so that any edit may give others. A key that a `unique` audit holds would fix it.';

/** Whether the two say the same in the same words, comments and white space aside. */
export function sameStatement(old: Definition, next: Definition): boolean {
  if (old === next) return true;
  return (
    (old.sql === next.sql || statementTokens(old.sql) === statementTokens(next.sql)) &&
    canonicalJson(sqlMacros(old)) === canonicalJson(sqlMacros(next))
  );
}
