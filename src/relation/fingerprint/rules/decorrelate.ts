import type { DependentJoin } from '../../operators/join.ts';
import type { Block } from '../block.ts';
import { joined } from '../canonical-join.ts';
import type { Canonizing } from '../canonizing.ts';
import { mentions } from '../mentions.ts';
import { substitute } from '../substitute.ts';
import type { Term } from '../term.ts';
import type { RowsRule } from './rule.ts';

export const decorrelateRule: RowsRule = {
  name: 'decorrelate',
  says: 'A correlated subquery that only filters by outer values is a join with these filters: EXISTS a semi join, LATERAL an inner or left join',
};

/** The two sides of a dependent join, the values that the inner one is given, and the conditions that join them. */
export interface DependentSides {
  readonly operator: DependentJoin;
  readonly outer: Block;
  readonly inner: Block;
  /** The rows by which the inner side reads what it is given. */
  readonly parameters: Term;
  readonly given: readonly Term[];
  readonly conditions: readonly Term[];
}

/** The join without parameters; null where the inner side uses them otherwise than in conditions and columns. */
export function decorrelate(sides: DependentSides, canonizing: Canonizing): Block | null {
  const { operator, outer, inner, parameters, given } = sides;
  if (operator.outer === 'right' && operator.type !== 'inner') return null;
  if (operator.type === 'full' || operator.type === 'right' || operator.type.startsWith('right_'))
    return null;
  const sources = inner.leaves.filter((leaf) => leaf.rows === parameters);
  const [source] = sources;
  if (source === undefined || sources.length > 1 || source.optional !== null) return null;
  const { terms } = canonizing;

  // Every parameter has to be joined back by itself, so that exactly one combination of them belongs to an outer row.
  const bound = new Map<string, Term>();
  const rest = sides.conditions.filter((condition) => {
    if (condition.op !== 'not_distinct' && condition.op !== 'equal') return true;
    for (const [index, value] of given.entries()) {
      const name = String(index);
      const [a, b] = condition.operands as [Term, Term];
      const own = a === value ? b : b === value ? a : null;
      const isParameter =
        own?.op === 'column' && own.leaves[0] === source.number && own.operands[0]!.detail === name;
      if (condition.op === 'equal' && !value.notNull) continue;
      if (!isParameter || bound.has(name)) continue;
      bound.set(name, value);
      return false;
    }
    return true;
  });
  if (bound.size < given.length) return null;

  let open = true;
  const outside = substitute(terms, (term) => {
    if (term.leaves[0] !== source.number) return term;
    const value = term.op === 'column' ? bound.get(term.operands[0]!.detail) : undefined;
    if (value === undefined) open = false;
    return value ?? term;
  });
  const leaves = inner.leaves.filter((leaf) => leaf !== source);
  const numbers = new Set(leaves.map((leaf) => leaf.number));
  const within = (term: Term) => term.leaves.every((leaf) => numbers.has(leaf));
  const conditions = inner.conditions.map(outside);
  const columns = inner.columns.map(outside);
  const joins = rest.map(outside);
  const optionals = leaves.flatMap((leaf) => leaf.optional?.on ?? []);
  const all = [...conditions, ...columns, ...joins, ...optionals, ...leaves.map((leaf) => leaf.rows)];
  if (!open || !optionals.every(within) || all.some((term) => mentions(term, parameters))) return null;
  if (leaves.length === 0 && operator.type !== 'inner') return null;

  terms.fired(decorrelateRule.name);
  const right: Block = { leaves, conditions: conditions.filter(within), columns };
  const filters = conditions.filter((condition) => !within(condition));
  const [one, other] = operator.outer === 'left' ? [outer, right] : [right, outer];
  return joined(operator.type, one, other, joins, filters, canonizing);
}
