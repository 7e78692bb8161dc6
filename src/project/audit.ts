import type { Span } from '../text/index.ts';

export const auditNames = ['not_null', 'unique', 'accepted_values', 'accepted_range', 'row_count'] as const;
export type AuditName = (typeof auditNames)[number];

/** `block` stops the commit, `warn` reports and goes on. */
export type OnFailure = 'block' | 'warn';

/** A value to compare with: a number, a truth value, or text that the engine casts to the column's type. */
export type AuditValue = string | number | boolean;

interface AuditBase {
  /** The columns it speaks of, as written; empty for an audit of the whole table. */
  readonly columns: readonly string[];
  readonly onFailure: OnFailure;
  readonly span: Span;
}

/** One check of a model's rows, however it was written in the header. */
export type Audit =
  | (AuditBase & { readonly name: 'not_null' })
  /** The columns together name at most one row. */
  | (AuditBase & { readonly name: 'unique' })
  | (AuditBase & {
      readonly name: 'accepted_values';
      readonly arguments: { readonly values: readonly AuditValue[] };
    })
  /** Bounds are inclusive; null: no bound. */
  | (AuditBase & {
      readonly name: 'accepted_range';
      readonly arguments: { readonly min: AuditValue | null; readonly max: AuditValue | null };
    })
  | (AuditBase & {
      readonly name: 'row_count';
      readonly arguments: { readonly min: number | null; readonly max: number | null };
    });
