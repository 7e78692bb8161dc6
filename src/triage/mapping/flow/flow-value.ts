import type { FlowFamily } from '../../ssis/index.ts';

export interface KnownValue {
  readonly kind: 'known';
  /** DuckDB's, over the aliases of the sources. */
  readonly sql: string;
  readonly family: FlowFamily;
  /** How strongly its outermost operator binds, one of `levels`. */
  readonly level: number;
  /** It is never NULL. */
  readonly isCertain: boolean;
}

/** A column's value, or why there is no SQL for it. */
export type FlowValue = KnownValue | { readonly kind: 'unknown'; readonly why: string };

export const levels = {
  or: 1,
  and: 2,
  not: 3,
  is: 4,
  compare: 5,
  concat: 6,
  add: 7,
  multiply: 8,
  atom: 9,
} as const;

export function known(
  sql: string,
  family: FlowFamily,
  level: number = levels.atom,
  isCertain = false,
): KnownValue {
  return { kind: 'known', sql, family, level, isCertain };
}

/** The value's SQL, in brackets where it binds weaker than `level`. */
export function within(value: KnownValue, level: number): string {
  return value.level >= level ? value.sql : `(${value.sql})`;
}

/** What `unfit` has thrown: nothing else is caught. */
const thrown = new WeakSet<Error>();

export function unfit(why: string): never {
  const error = new Error(why);
  thrown.add(error);
  throw error;
}

/** What `make` gives; or the reason that it gave `unfit`. */
export function orUnknown(make: () => FlowValue): FlowValue {
  try {
    return make();
  } catch (error) {
    if (error instanceof Error && thrown.has(error)) return { kind: 'unknown', why: error.message };
    throw error;
  }
}
