import { type DeltaStruct, type DeltaType, quoteName } from '../types/index.ts';
import { maximumJson, minimumJson } from './statistics-text.ts';

/** What the engine says of one leaf column of a file that it wrote. */
export interface LeafStatistics {
  readonly min?: string;
  readonly max?: string;
  readonly nullCount?: string;
  readonly hasNan: boolean;
}

export interface StatisticsOptions {
  /** How many leaf columns have statistics, in the schema's order; −1: all. Spark's default is 32. */
  readonly indexedColumns: number;
  /** Names of top-level columns whose least and greatest values are left out, e.g. personal data that must not stand in a log. How many are NULL is told. */
  readonly without: ReadonlySet<string>;
  readonly tightBounds?: boolean;
}

/**
 * The statistics of a file as JSON text, mirroring `schema` (without partition columns). `leaves` is by the engine's path of a column: quoted names joined by points.
 */
export function statisticsJson(
  schema: DeltaStruct,
  rows: number,
  leaves: ReadonlyMap<string, LeafStatistics>,
  options: StatisticsOptions,
): string {
  const budget = { left: options.indexedColumns < 0 ? Number.POSITIVE_INFINITY : options.indexedColumns };
  const fields = schema.fields.map((field) => ({ ...field, skip: options.without.has(field.name) }));
  const parts = mirror(fields, '', leaves, budget);
  const object = (entries: readonly string[]) => `{${entries.join(',')}}`;
  const tight = options.tightBounds ? ',"tightBounds":true' : '';
  return `{"numRecords":${rows},"minValues":${object(parts.min)},"maxValues":${object(parts.max)},"nullCount":${object(parts.nulls)}${tight}}`;
}

interface Parts {
  readonly min: string[];
  readonly max: string[];
  readonly nulls: string[];
}

function mirror(
  fields: readonly { readonly name: string; readonly type: DeltaType; readonly skip?: boolean }[],
  prefix: string,
  leaves: ReadonlyMap<string, LeafStatistics>,
  budget: { left: number },
): Parts {
  const parts: Parts = { min: [], max: [], nulls: [] };
  for (const field of fields) {
    const path = `${prefix}${quoteName(field.name)}`;
    const key = JSON.stringify(field.name);
    if (field.type.kind === 'struct') {
      const within = field.type.fields.map((each) => ({ ...each, skip: field.skip ?? false }));
      const inner = mirror(within, `${path}.`, leaves, budget);
      for (const bound of ['min', 'max', 'nulls'] as const) {
        if (inner[bound].length > 0) parts[bound].push(`${key}:{${inner[bound].join(',')}}`);
      }
      continue;
    }
    if (budget.left-- <= 0) break;
    const leaf = leaves.get(path);
    // A list's leaf in Parquet counts elements, not the column's values: DuckDB names it `path."element"`, so nothing is found here.
    if (leaf === undefined) continue;
    const bare = leaf.hasNan || field.skip === true;
    const min = bare || leaf.min === undefined ? null : minimumJson(field.type, leaf.min);
    const max = bare || leaf.max === undefined ? null : maximumJson(field.type, leaf.max);
    if (min !== null) parts.min.push(`${key}:${min}`);
    if (max !== null) parts.max.push(`${key}:${max}`);
    if (leaf.nullCount !== undefined) parts.nulls.push(`${key}:${leaf.nullCount}`);
  }
  return parts;
}
