import type { SourceFile, Span } from '../text/index.ts';
import type { Audit } from './audit.ts';
import type { LoadRule } from './load-rule.ts';

export const modelKinds = [
  'full',
  'view',
  'embedded',
  'seed',
  'incremental_by_time_range',
  'incremental_by_unique_key',
  'append',
  'scd_type_2',
] as const;
export type ModelKind = (typeof modelKinds)[number];

/** What a header says of an output column. */
export interface ColumnHeader {
  readonly name: string;
  readonly description: string | null;
  /** What kind of personal data it is, e.g. `name`; null: none. */
  readonly pii: string | null;
  readonly tags: readonly string[];
  /** The engine's type that the column must have; null: whatever it is. */
  readonly type: string | null;
  /** The column's key in the header. */
  readonly span: Span;
}

/** A model's header, checked, with the layer's defaults filled in. */
export interface ModelHeader {
  readonly kind: ModelKind;
  readonly description: string | null;
  readonly owner: string | null;
  readonly tags: readonly string[];
  readonly enabled: boolean;
  /** Columns that together name a row, as declared. */
  readonly grain: readonly string[];
  readonly partitionedBy: readonly string[];
  readonly columns: readonly ColumnHeader[];
  readonly audits: readonly Audit[];
  readonly renamedFrom: string | null;
  /** For how many days its table's own history stays, where that is longer than the project's; null: as the project's. */
  readonly retentionDays: number | null;
  /** Whether its columns are profiled when it is built; null: as the project says. */
  readonly profile: boolean | null;
  readonly cron: string | null;
  readonly start: string | null;
  readonly timeColumn: string | null;
  readonly interval: TimeGrain;
  /** Intervals before the newest that are computed again. */
  readonly lookback: number;
  /** In which intervals begin; null: the project's. */
  readonly timeZone: string | null;
  /** At most so many intervals at a time; null: all that are missing. */
  readonly batchSize: number | null;
  readonly uniqueKey: readonly string[];
  /** The column that says of a row that its key is to be deleted. */
  readonly deleteMarker: string | null;
  readonly updatedAt: string | null;
  /** The columns whose change makes a new version of a row, in the place of a time; `all`: every column that is no key. */
  readonly comparedColumns: readonly string[] | 'all' | null;
  /** What a row's absence means: nothing, or that its open version ends. */
  readonly hardDeletes: 'ignore' | 'invalidate';
  /** A changed definition holds for what is computed from now on: rows that stand stay. */
  readonly forwardOnly: boolean;
  /** How the rows of its source come in, where not all are taken anew each time; null: they are. */
  readonly load: LoadRule | null;
  /** What a changed schema does to a table whose rows stay. */
  readonly onSchemaChange: SchemaChangePolicy;
}

export const schemaChangePolicies = ['merge', 'fail', 'rebuild'] as const;
/** `merge`: new columns are added, empty in old rows, and columns that are gone stay, empty in new ones. `fail`: nothing is done. `rebuild`: everything is computed again. */
export type SchemaChangePolicy = (typeof schemaChangePolicies)[number];

export type TimeGrain = 'hour' | 'day' | 'month' | 'year';

/** One SQL file below `models/`. */
export interface Model {
  /** `layer.name`, as written. */
  readonly name: string;
  readonly layer: string;
  readonly file: SourceFile;
  readonly header: ModelHeader;
  /** The header's keys as written: `grain` → the span of its value, `grain.0` → that of its first entry. */
  readonly spans: Readonly<Record<string, Span>>;
  /** UTF-16 offset in the file at which the SQL begins, past the header. */
  readonly bodyStart: number;
}
