/**
 * A value, a condition or a set of rows in canonical form: an operator over operands, hash-consed, so that equal structure is one object. `op` and `detail` hold everything
 * that is no operand. A term is open while it reads leaves of a block by their numbers, closed when these have been replaced by what they are.
 */
export interface Term {
  readonly id: number;
  readonly op: string;
  readonly detail: string;
  readonly operands: readonly Term[];
  /** The operands may come in any order. */
  readonly unordered: boolean;
  /** The engine's text of the value's type; empty for what is no value. */
  readonly type: string;
  /** The operator itself gives the same for the same operands; `stable`: the whole term does for the same input. */
  readonly steady: boolean;
  readonly stable: boolean;
  /** Never NULL by itself; `notNull`: as the whole term is known. */
  readonly filled: boolean;
  readonly notNull: boolean;
  /** Numbers of the leaves that it reads, ascending. */
  readonly leaves: readonly number[];
  /** The highest number of a binder within. See `bindPartner`. */
  readonly height: number;
}

/** What a term is made of, before it has been given its place in a table. */
export interface TermParts {
  readonly op: string;
  readonly detail?: string;
  readonly operands?: readonly Term[];
  readonly unordered?: boolean;
  readonly type?: string;
  readonly steady?: boolean;
  readonly filled?: boolean;
}

/** The parts of a term over other operands. */
export function withOperands(term: Term, operands: readonly Term[]): TermParts {
  const { op, detail, unordered, type, steady, filled } = term;
  return { op, detail, operands, unordered, type, steady, filled };
}

export function isConstant(term: Term): boolean {
  return term.op === 'constant';
}
