import { type Hash, hashOf } from './hash.ts';
import { neverNull } from './nullability.ts';
import type { ExpressionRule } from './rules/rule.ts';
import { readsClock } from './stability.ts';
import type { Term, TermParts } from './term.ts';

/** Where the terms of one fingerprint are made: the same structure twice gives the same object twice. */
export interface TermTable {
  /** In canonical form: the rules have been applied. Operands are in canonical form already. */
  readonly apply: (parts: TermParts) => Term;
  /** As it is. */
  readonly plain: (parts: TermParts) => Term;
  /** Column `value` of leaf number `leaf`. */
  readonly column: (leaf: number, value: Term, present?: boolean) => Term;
  /** Which row of leaf number `leaf` it is. */
  readonly row: (leaf: number, stable: boolean) => Term;
  /** The hash of a closed term. */
  readonly hash: (term: Term) => Hash;
  /** The tables' hashes that the hash of a closed term is made of. */
  readonly reads: (term: Term) => ReadonlySet<Hash>;
  /** Whether the clock is read anywhere within. */
  readonly clocked: (term: Term) => boolean;
  readonly fired: (rule: string) => void;
  /** How many terms there are. */
  readonly size: () => number;
}

export function createTermTable(
  rules: readonly ExpressionRule[],
  fired: (rule: string) => void = () => undefined,
): TermTable {
  const byKey = new Map<string, Term>();
  const simpler = new Map<number, Term>();
  const byOperator = new Map<string, ExpressionRule[]>();
  for (const rule of rules) {
    for (const op of rule.operators) byOperator.set(op, [...(byOperator.get(op) ?? []), rule]);
  }

  function intern(parts: TermParts, leaf: number | null, present: boolean): Term {
    const {
      op,
      detail = '',
      operands = [],
      unordered = false,
      type = '',
      steady = true,
      filled = false,
    } = parts;
    const ids = operands.map((operand) => operand.id);
    if (unordered) ids.sort((a, b) => a - b);
    const key = `${op}\n${unordered ? 'u' : 'o'}${steady ? 's' : 'v'}${filled ? 'f' : 'n'}${present ? 'p' : ''}${leaf ?? ''}:${ids.join()}:${type.length}${type}${detail}`;
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const made: Term = {
      id: byKey.size,
      op,
      detail,
      operands,
      unordered,
      type,
      steady,
      filled,
      stable: steady && operands.every((operand) => operand.stable),
      notNull: filled || present || (leaf === null && neverNull(op, operands, type)),
      leaves: leaf === null ? mergedLeaves(operands) : [leaf],
      height: Math.max(op === 'partner' ? Number(detail) : 0, ...operands.map((operand) => operand.height)),
    };
    byKey.set(key, made);
    return made;
  }

  const plain = (parts: TermParts) => intern(parts, null, false);

  function simplify(term: Term): Term {
    const known = simpler.get(term.id);
    if (known !== undefined) return known;
    simpler.set(term.id, term);
    for (const rule of byOperator.get(term.op) ?? []) {
      const better = rule.rewrite(term, table);
      if (better === null || better === term) continue;
      fired(rule.name);
      simpler.set(term.id, better);
      return better;
    }
    return term;
  }

  const hashes: Hash[] = [];
  function hash(term: Term): Hash {
    const known = hashes[term.id];
    if (known !== undefined) return known;
    const operands = term.operands.map(hash);
    if (term.unordered) operands.sort();
    const parts = idempotent.has(term.op) ? [...new Set(operands)] : operands;
    const made = hashOf(`${term.unordered ? 'set' : 'list'} ${term.op}\n${term.type}\n${term.detail}`, parts);
    hashes[term.id] = made;
    return made;
  }

  const readings: ReadonlySet<Hash>[] = [];
  function reads(term: Term): ReadonlySet<Hash> {
    const known = readings[term.id];
    if (known !== undefined) return known;
    const made = term.op === 'symbol' ? new Set([term.detail]) : union(term.operands.map(reads));
    readings[term.id] = made;
    return made;
  }

  const clocks: boolean[] = [];
  function clocked(term: Term): boolean {
    const known = clocks[term.id];
    if (known !== undefined) return known;
    const { op, operands } = term;
    const made =
      (op.startsWith(callPrefix) && readsClock(op.slice(callPrefix.length), operands.length)) ||
      operands.some(clocked);
    clocks[term.id] = made;
    return made;
  }

  const table: TermTable = {
    apply: (parts) => simplify(plain(parts)),
    plain,
    column: (leaf, value, present = value.notNull) =>
      intern({ op: 'column', operands: [value], type: value.type, steady: value.stable }, leaf, present),
    row: (leaf, stable) => intern({ op: 'row', steady: stable }, leaf, false),
    hash,
    reads,
    clocked,
    fired,
    size: () => byKey.size,
  };
  return table;
}

/** Operators that take an operand twice for once. Terms of one hash may be two where only one is known never to be NULL. */
const idempotent: ReadonlySet<string> = new Set(['all', 'and', 'or']);

/** How the operator of a scalar function's call begins; its name follows. */
export const callPrefix = 'call ';

const none: readonly number[] = [];

function mergedLeaves(operands: readonly Term[]): readonly number[] {
  let merged = none;
  for (const { leaves } of operands) {
    if (leaves.length === 0 || leaves === merged) continue;
    if (merged.length === 0) merged = leaves;
    else if (leaves.some((leaf) => !merged.includes(leaf)))
      merged = [...new Set([...merged, ...leaves])].sort((a, b) => a - b);
  }
  return merged;
}

/** Shares the largest set where it holds all others: deep chains read the same again and again. */
function union(sets: readonly ReadonlySet<Hash>[]): ReadonlySet<Hash> {
  let largest: ReadonlySet<Hash> = new Set();
  for (const set of sets) if (set.size > largest.size) largest = set;
  let made: Set<Hash> | null = null;
  for (const set of sets) {
    if (set === largest) continue;
    for (const one of set) {
      if (largest.has(one)) continue;
      made ??= new Set(largest);
      made.add(one);
    }
  }
  return made ?? largest;
}
