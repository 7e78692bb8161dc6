import type { Term } from '../term.ts';
import type { TermTable } from '../term-table.ts';
import { isInteger } from '../types.ts';

/** `value`: canonical JSON, or null for NULL. */
export function constant(terms: TermTable, value: string | null, type: string): Term {
  return terms.plain({ op: 'constant', detail: value ?? 'NULL', type, filled: value !== null });
}

export function truth(terms: TermTable, value: boolean): Term {
  return constant(terms, String(value), 'BOOLEAN');
}

export function isTrue(term: Term): boolean {
  return term.op === 'constant' && term.type === 'BOOLEAN' && term.detail === 'true';
}

export function isFalse(term: Term): boolean {
  return term.op === 'constant' && term.type === 'BOOLEAN' && term.detail === 'false';
}

export function isNull(term: Term): boolean {
  return term.op === 'constant' && !term.filled;
}

/** The integer that the term is; null for all else. */
export function integerOf(term: Term): bigint | null {
  return term.op === 'constant' && term.filled && isInteger(term.type) && /^-?\d+$/.test(term.detail)
    ? BigInt(term.detail)
    : null;
}

/** The text that the term is, as canonical JSON; null for all else, also where texts are compared by another order than that of their bytes. */
export function textOf(term: Term): string | null {
  return term.op === 'constant' && term.filled && term.type === 'VARCHAR' ? term.detail : null;
}
