import type { Term } from '../term.ts';
import type { TermTable } from '../term-table.ts';
import { isInteger } from '../types.ts';
import { constant, integerOf } from './constants.ts';
import { ofOneType } from './one-type.ts';
import type { ExpressionRule } from './rule.ts';

/** A sum that grows past this is not looked into: `x + x` again and again has 2^n operands. */
const most = 128;

/** Integers only: their sums are the same in any grouping, up to an overflow, which is an error. */
export const integerSum: ExpressionRule = {
  name: 'integer-sum',
  says: 'Sums and differences of integers: any order and grouping, constants added up: `(a + 1) - b + 1` is `2 - b + a`. Never of floats',
  operators: ['call +', 'call add', 'call -', 'call subtract', 'sum', 'negative'],
  rewrite(term, terms) {
    const { op, operands, type } = term;
    if (op === 'sum' || op === 'negative') return null;
    if (!isInteger(type) || !ofOneType(term)) return null;
    const [first, second] = operands as [Term, Term | undefined];
    const minus = op === 'call -' || op === 'call subtract';
    const parts =
      second === undefined
        ? minus
          ? [negative(first, terms)]
          : null
        : [first, minus ? negative(second, terms) : second];
    return parts === null ? null : sum(parts, type, terms);
  },
};

function sum(parts: readonly Term[], type: string, terms: TermTable): Term {
  const flat = parts.flatMap((part) => (part.op === 'sum' && part.type === type ? part.operands : [part]));
  const operands = flat.length > most ? parts : flat;
  let known = 0n;
  const rest: Term[] = [];
  for (const operand of operands) {
    const value = integerOf(operand);
    if (value === null) rest.push(operand);
    else known += value;
  }
  const all = known === 0n && rest.length > 0 ? rest : [...rest, constant(terms, String(known), type)];
  return all.length === 1 ? all[0]! : terms.plain({ op: 'sum', operands: all, unordered: true, type });
}

function negative(term: Term, terms: TermTable): Term {
  const { type } = term;
  const value = integerOf(term);
  if (value !== null) return constant(terms, String(-value), type);
  if (term.op === 'negative') return term.operands[0]!;
  if (term.op === 'sum')
    return sum(
      term.operands.map((operand) => negative(operand, terms)),
      type,
      terms,
    );
  return terms.plain({ op: 'negative', operands: [term], type });
}
