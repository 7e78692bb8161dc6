import type { Key } from '../block.ts';
import type { PartnerRows } from '../partner-rows.ts';
import type { Term } from '../term.ts';
import { isInteger, widens } from '../types.ts';
import type { RowsRule } from './rule.ts';

export const lookupJoin: RowsRule = {
  name: 'lookup-join',
  says: 'A LEFT JOIN on a key of the right side, and a scalar subquery, keeps the left rows: only columns that read it know of it',
};

/** Whether the conditions fix a key of the partner, so that there is one at most: a value that is another for each row asked fixes nothing. */
export function isKeyed({ number, keys }: PartnerRows, on: readonly Term[]): boolean {
  return keys.some((key: Key) =>
    key.values.every((value) =>
      on.some(({ op, operands }) => {
        if (op !== 'equal' && (op !== 'not_distinct' || key.nullsRepeat)) return false;
        const [a, b] = operands as [Term, Term];
        return [
          [a, b],
          [b, a],
        ].some(
          ([own, other]) =>
            fixedColumn(own!)?.operands[0] === value &&
            fixedColumn(own!)?.leaves[0] === number &&
            other!.stable &&
            !other!.leaves.includes(number),
        );
      }),
    ),
  );
}

/** The column that a side of an equality is, also widened. */
function fixedColumn(term: Term): Term | null {
  if (term.op === 'column') return term;
  const inner = term.op === 'cast' ? term.operands[0]! : null;
  return inner?.op === 'column' &&
    isInteger(inner.type) &&
    isInteger(term.type) &&
    widens(inner.type, term.type)
    ? inner
    : null;
}
