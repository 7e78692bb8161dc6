import { type Hash, hashOf } from './hash.ts';

/**
 * A value or a condition as the canonical form has it: columns of numbered leaves, and labels applied to terms. A label holds everything that is not an
 * operand (names, types, options). `unordered`: operands may come in any order. `stable`: the same input always gives the same value.
 */
export type Term = ColumnTerm | AppliedTerm;

export interface ColumnTerm {
  readonly kind: 'column';
  readonly id: number;
  readonly leaf: number;
  /** What the column is within its leaf. */
  readonly value: Hash;
  readonly stable: boolean;
}

export interface AppliedTerm {
  readonly kind: 'applied';
  readonly id: number;
  readonly label: string;
  readonly operands: readonly Term[];
  readonly unordered: boolean;
  readonly stable: boolean;
}

/** Where the terms of one fingerprint are made: the same structure twice gives the same object twice. */
export interface TermTable {
  readonly column: (leaf: number, value: Hash, stable: boolean) => Term;
  readonly apply: (label: string, operands: readonly Term[], options?: ApplyOptions) => Term;
}

export interface ApplyOptions {
  readonly unordered?: boolean;
  /** false: the label itself gives another value each time. */
  readonly stable?: boolean;
}

export function createTermTable(): TermTable {
  const byKey = new Map<string, Term>();
  const make = <T extends Term>(key: string, term: Omit<T, 'id'>): Term => {
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const made = { ...term, id: byKey.size } as T;
    byKey.set(key, made);
    return made;
  };
  return {
    column: (leaf, value, stable) =>
      make<ColumnTerm>(`c${leaf}:${value}`, { kind: 'column', leaf, value, stable }),
    apply(label, operands, { unordered = false, stable = true } = {}) {
      const ids = operands.map((operand) => operand.id);
      if (unordered) ids.sort((a, b) => a - b);
      return make<AppliedTerm>(`a${unordered ? 'u' : 'o'}${ids.join()}:${label}`, {
        kind: 'applied',
        label,
        operands,
        unordered,
        stable: stable && operands.every((operand) => operand.stable),
      });
    },
  };
}

/** Hashes terms under names for their leaves. Each term is hashed once. */
export function createTermHasher(nameOf: (leaf: number) => string): (term: Term) => Hash {
  const known = new Map<number, Hash>();
  const hash = (term: Term): Hash => {
    const seen = known.get(term.id);
    if (seen !== undefined) return seen;
    const found = term.kind === 'column' ? columnHash(term, nameOf(term.leaf)) : appliedHash(term);
    known.set(term.id, found);
    return found;
  };
  const appliedHash = (term: AppliedTerm) => {
    const operands = term.operands.map(hash);
    if (term.unordered) operands.sort();
    return hashOf(`${term.unordered ? 'set' : 'list'} ${term.label}`, operands);
  };
  return hash;
}

/** A column of the one leaf of a block (without a name) is what it is in the leaf: projections leave no trace. */
function columnHash(term: ColumnTerm, name: string): Hash {
  return name === '' ? term.value : hashOf(`column of ${name}`, [term.value]);
}

/** The leaves that a term reads. */
export function leavesOf(term: Term, into: Set<number> = new Set()): ReadonlySet<number> {
  if (term.kind === 'column') into.add(term.leaf);
  else for (const operand of term.operands) leavesOf(operand, into);
  return into;
}
