import type { Expression } from './expression.ts';

/** One ORDER BY item. `default` leaves it to the session's pinned settings. */
export interface SortKey {
  readonly expression: Expression;
  readonly direction: 'ascending' | 'descending' | 'default';
  readonly nulls: 'first' | 'last' | 'default';
}
