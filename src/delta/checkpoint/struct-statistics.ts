import { isTrue } from '../actions/index.ts';
import { partitionValueSql } from '../scan/index.ts';
import type { Snapshot } from '../snapshot/index.ts';
import {
  type DeltaType,
  mappingMode,
  physicalName,
  physicalSchema,
  quoteName,
  quoteText,
  toDuckDBType,
} from '../types/index.ts';
import { indexedColumns } from '../write/index.ts';

/** A field that a checkpoint's `add` has besides those of the log: its SQL over the columns of `filesSql`, and its type for rows that have none. */
export interface ParsedField {
  readonly name: string;
  readonly sql: string;
  readonly type: string;
}

/** `stats_parsed` and `partitionValues_parsed`, where `delta.checkpoint.writeStatsAsStruct` asks for them: readers that know them need not parse JSON. */
export function parsedFields(snapshot: Snapshot): ParsedField[] {
  const { configuration } = snapshot.metadata;
  if (!isTrue(configuration['delta.checkpoint.writeStatsAsStruct'])) return [];
  const mode = mappingMode(configuration);
  const data = snapshot.schema.fields.filter((field) => !snapshot.partitionColumns.includes(field.name));
  const schema = physicalSchema({ kind: 'struct', fields: data }, mode);
  const limit = indexedColumns(configuration);
  const budget = () => ({ left: limit < 0 ? Number.POSITIVE_INFINITY : limit });
  const bounds = branch(schema, boundType, budget());
  const counts = branch(schema, () => 'BIGINT', budget());
  const shape: Branch = {
    numRecords: 'BIGINT',
    ...(bounds === null ? {} : { minValues: bounds, maxValues: bounds }),
    ...(counts === null ? {} : { nullCount: counts }),
    tightBounds: 'BOOLEAN',
  };
  const statistics = {
    name: 'stats_parsed',
    sql: `CASE WHEN json_valid(stats) THEN json_transform(stats, ${quoteText(JSON.stringify(shape))}) END`,
    type: printBranch(shape),
  };
  if (snapshot.partitionColumns.length === 0) return [statistics];
  const partitions = snapshot.partitionColumns.map((name) => {
    const field = snapshot.schema.fields.find((each) => each.name === name)!;
    const physical = physicalName(field, mode);
    return {
      name: quoteName(physical),
      sql: partitionValueSql(`"partitionValues"[${quoteText(physical)}]`, field.type),
      type: toDuckDBType(field.type),
    };
  });
  return [
    statistics,
    {
      name: 'partitionValues_parsed',
      sql: `struct_pack(${partitions.map((each) => `${each.name} := ${each.sql}`).join(', ')})`,
      type: `STRUCT(${partitions.map((each) => `${each.name} ${each.type}`).join(', ')})`,
    },
  ];
}

/** Whether the JSON stays beside the struct: `delta.checkpoint.writeStatsAsJson`. */
export function keepsJson(snapshot: Snapshot): boolean {
  return snapshot.metadata.configuration['delta.checkpoint.writeStatsAsJson']?.toLowerCase() !== 'false';
}

interface Branch {
  readonly [name: string]: string | Branch;
}

function branch(
  type: DeltaType,
  leaf: (type: DeltaType) => string | null,
  budget: { left: number },
): Branch | null {
  if (type.kind !== 'struct') return null;
  const found: Record<string, string | Branch> = {};
  for (const field of type.fields) {
    if (field.type.kind !== 'struct' && budget.left-- <= 0) break;
    const inner = field.type.kind === 'struct' ? branch(field.type, leaf, budget) : leaf(field.type);
    if (inner !== null) found[field.name] = inner;
  }
  return Object.keys(found).length === 0 ? null : found;
}

/** The type of a column's bounds; null where it has none. The engine reads JSON numbers as doubles: a longer decimal would be rounded, and a bound must not be. */
function boundType(type: DeltaType): string | null {
  if (type.kind === 'decimal') return type.precision <= 15 ? toDuckDBType(type) : null;
  if (type.kind !== 'primitive') return null;
  switch (type.name) {
    case 'boolean':
    case 'binary':
    case 'variant':
    case 'void':
      return null;
    default:
      return toDuckDBType(type);
  }
}

function printBranch(of: Branch): string {
  const parts = Object.entries(of).map(
    ([name, type]) => `${quoteName(name)} ${typeof type === 'string' ? type : printBranch(type)}`,
  );
  return `STRUCT(${parts.join(', ')})`;
}
