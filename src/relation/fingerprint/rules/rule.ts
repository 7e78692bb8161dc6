import type { Term } from '../term.ts';
import type { TermTable } from '../term-table.ts';

/** A rewrite of values and conditions. Each holds in three-valued logic, for all inputs, but that it may take an error away or make another of it. */
export interface ExpressionRule {
  readonly name: string;
  /** What becomes what, as the documentation says it. */
  readonly says: string;
  /** The operators of the terms that it looks at. */
  readonly operators: readonly string[];
  /** A term of the same value, nearer to the canonical form; null where the rule does not apply. Operands are in canonical form already. */
  readonly rewrite: (term: Term, terms: TermTable) => Term | null;
}

/** A rewrite of operators, of what stands in them or of how they stand together. It is called where its operator is read. */
export interface RowsRule {
  readonly name: string;
  readonly says: string;
}
