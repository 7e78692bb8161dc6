import type { Span } from '../text/index.ts';
import type { AuditMacro, RowThreshold } from './audit-parts.ts';

/** Audits that ship, as they are named in headers; `custom` is one of the project's own. */
export const builtInAudits = [
  'not_null',
  'unique',
  'accepted_values',
  'not_accepted_values',
  'accepted_range',
  'expression',
  'match_regex',
  'not_match_regex',
  'relationships',
  'null_share',
  'row_count',
  'freshness',
  'sequential_values',
  'mutually_exclusive_ranges',
  'reconcile',
  'distribution',
  'no_personal_data',
] as const;
export type BuiltInAudit = (typeof builtInAudits)[number];
export type AuditName = BuiltInAudit | 'custom';

/** `block` stops the commit, `warn` reports and goes on, `quarantine` puts the failing rows aside and goes on without them. */
export type OnFailure = 'block' | 'warn' | 'quarantine';

/** A value to compare with: a number, a truth value, or text that the engine casts to the column's type. */
export type AuditValue = string | number | boolean;

/** What the previous version is compared with: so many rows more or fewer (negative), or such a share of them. */
export interface Change {
  readonly value: number;
  readonly unit: 'rows' | 'share';
}

/** What may lie between two sums: so much, or such a share of the other one. */
export interface Tolerance {
  readonly value: number;
  readonly unit: 'absolute' | 'share';
}

/** How far a value of a sequence lies from the one before: a number for numbers, an INTERVAL's text for times. */
export type Step = number | string;

/** What audits of all names have. What is not said is left out, so that equal audits are equal as JSON. */
interface AuditBase {
  /** The columns it speaks of, as written; empty for an audit of the whole table. */
  readonly columns: readonly string[];
  readonly onFailure: OnFailure;
  readonly span: Span;
  /** An SQL condition: only rows for which it is true are looked at. */
  readonly where?: string;
  /** When what was found stops the commit; left out: when any row fails. */
  readonly errorIf?: RowThreshold;
  /** When what was found is reported, where `errorIf` (or nothing) does not stop it; left out: when any row fails. */
  readonly warnIf?: RowThreshold;
  readonly tags?: readonly string[];
  /** What the user calls it. */
  readonly label?: string;
  readonly description?: string;
  /** The project's SQL macros that its conditions call, each after those that it calls itself. */
  readonly macros?: readonly AuditMacro[];
  /** Its conditions may say something else of the same rows another time. */
  readonly volatile?: true;
}

type As<Name extends AuditName, Arguments> = AuditBase & {
  readonly name: Name;
  readonly arguments: Arguments;
};

/** One check of a model's rows, however it was written in the header. */
export type Audit =
  | (AuditBase & { readonly name: 'not_null' })
  /** The columns together name at most one row. */
  | (AuditBase & { readonly name: 'unique' })
  | As<'accepted_values', { readonly values: readonly AuditValue[] }>
  | As<'not_accepted_values', { readonly values: readonly AuditValue[] }>
  /** Bounds are included unless `inclusive` says otherwise; null: no bound. */
  | As<
      'accepted_range',
      { readonly min: AuditValue | null; readonly max: AuditValue | null; readonly inclusive?: false }
    >
  /** An SQL condition that no row makes false; NULL is no failure, as in a CHECK. */
  | As<'expression', { readonly sql: string }>
  | As<'match_regex', { readonly pattern: string }>
  | As<'not_match_regex', { readonly pattern: string }>
  /** Each key without NULL stands in `fields` of the relation `to`. */
  | As<'relationships', { readonly to: string; readonly fields: readonly string[] }>
  /** Shares of the rows, between 0 and 1. */
  | As<'null_share', { readonly min: number | null; readonly max: number | null }>
  | As<
      'row_count',
      {
        readonly min: number | null;
        readonly max: number | null;
        /** Against the version before; left out: any. */
        readonly minChange?: Change;
        readonly maxChange?: Change;
      }
    >
  /** The newest value is no older than so many seconds. */
  | As<'freshness', { readonly maxAgeSeconds: number }>
  /** Each value lies one step after the one before, within each group. */
  | As<'sequential_values', { readonly step: Step; readonly groupBy: readonly string[] }>
  /** `columns` are lower and upper bound; a missing upper bound is open. */
  | As<
      'mutually_exclusive_ranges',
      {
        readonly partitionBy: readonly string[];
        readonly gaps: 'allowed' | 'not_allowed' | 'required';
        readonly zeroLength: boolean;
      }
    >
  /** Sums of `columns` equal those of `withColumns` of another relation, in all or group by group; without columns the rows are counted. */
  | As<
      'reconcile',
      {
        readonly with: string;
        readonly withColumns: readonly string[];
        readonly groupBy: readonly string[];
        readonly withGroupBy: readonly string[];
        readonly withWhere: string | null;
        readonly tolerance: Tolerance;
      }
    >
  /** Population stability index against the version before: at most `max`. */
  | As<'distribution', { readonly max: number; readonly bins: number }>
  /** No word or number of `columns` is one that stands in columns of personal data. */
  | As<'no_personal_data', PersonalArguments>
  | As<'custom', CustomArguments>;

/** What `no_personal_data` looks for. `columns` of the audit and `personal` are known when the project is compiled, where they were not written. */
export interface PersonalArguments {
  /** `layer.model.column`, or `layer.model` for its tagged columns, as written; null: all that are tagged in bronze. */
  readonly of: readonly string[] | null;
  /** No columns were written: all of text are meant. */
  readonly all?: true;
  /** Values that are ordinary words as well. */
  readonly except: readonly string[];
  /** The least number of letters of a name, and of digits of a number, that is looked for. */
  readonly minLength: number;
  readonly minDigits: number;
  readonly personal: readonly PersonalColumn[];
}

/** A column whose values are looked for. */
export interface PersonalColumn {
  readonly relation: string;
  readonly column: string;
  readonly as: 'text' | 'number' | 'date';
}

/** An audit of the project's own as a model uses it. What stands below `sql` follows from its file when the project is compiled. */
export interface CustomArguments {
  readonly audit: string;
  readonly values: Readonly<Record<string, AuditValue | readonly AuditValue[]>>;
  /** A query for the failing rows; it reads the audited rows as `auditedRows`. */
  readonly sql: string;
  /** The relations that it reads beside them. */
  readonly reads: readonly string[];
  /** Whoever uses it says itself what its failure means; gone when the project is compiled. */
  readonly stated?: true;
}

/** Under this name an audit's own SQL reads the rows that it audits. */
export const auditedRows = '__lode_audited';
