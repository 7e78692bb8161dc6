import type { Session } from '../../ports/index.ts';
import { literalGlob } from '../snapshot/literal-glob.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { type DeltaType, fieldId, mappingMode, physicalName, quoteText, usesType } from '../types/index.ts';
import type { ScanFile } from './scan-sql.ts';

/**
 * The files whose timestamps have no zone (INT96, as Spark writes by default, or not adjusted): the engine would take them for local time. Only where local time is not UTC does
 * that matter, and only then are footers opened. A column of type `timestamp_ntz` is not adjusted by right, and says nothing of the others.
 */
export async function zonelessFiles(
  snapshot: Snapshot,
  files: readonly ScanFile[],
): Promise<ReadonlySet<string>> {
  const { session, schema } = snapshot;
  if (files.length === 0 || !usesType(schema, 'timestamp') || (await isUtc(session))) return new Set();
  const paths = files.map((file) => quoteText(literalGlob(file.path)));
  const mode = mappingMode(snapshot.metadata.configuration);
  const zoned = leavesOf(schema, 'timestamp', mode);
  const local = leavesOf(schema, 'timestamp_ntz', mode);
  const isOne = ({ names, ids }: Leaves) => {
    const byName = `lower(name) IN (${['NULL', ...[...names].map(quoteText)].join(', ')})`;
    return mode === 'id'
      ? `CASE WHEN field_id IS NULL THEN ${byName} ELSE field_id IN (${['NULL', ...ids].join(', ')}) END`
      : byName;
  };
  const rows = await session.query(
    `SELECT DISTINCT file_name FROM parquet_schema([${paths.join(', ')}])
     WHERE type = 'INT96' OR (logical_type LIKE 'TimestampType(isAdjustedToUTC=0%' AND coalesce(${isOne(zoned)}, false) AND NOT coalesce(${isOne(local)}, false))`,
  );
  return new Set(rows.rows.map(([name]) => String(name)));
}

/** How the files call the parts of columns that have a type, in lower case. */
interface Leaves {
  readonly names: ReadonlySet<string>;
  readonly ids: ReadonlySet<number>;
}

function leavesOf(schema: DeltaType, wanted: string, mode: ReturnType<typeof mappingMode>): Leaves {
  const names = new Set<string>();
  const ids = new Set<number>();
  const visit = (type: DeltaType, called: readonly string[], id: number | null): void => {
    switch (type.kind) {
      case 'primitive':
        if (type.name !== wanted) return;
        for (const name of called) names.add(name.toLowerCase());
        if (id !== null) ids.add(id);
        return;
      case 'decimal':
        return;
      case 'array':
        // Writers have had several words for it.
        visit(type.element, ['element', 'item', 'array', 'array_element'], null);
        return;
      case 'map':
        visit(type.key, ['key'], null);
        visit(type.value, ['value'], null);
        return;
      case 'struct':
        for (const field of type.fields) visit(field.type, [physicalName(field, mode)], fieldId(field));
    }
  };
  visit(schema, [], null);
  return { names, ids };
}

async function isUtc(session: Session): Promise<boolean> {
  const { rows } = await session.query(`SELECT current_setting('TimeZone')`);
  return /^(UTC|Etc\/UTC|GMT|Etc\/GMT|Zulu|Z)$/i.test(String(rows[0]?.[0]));
}
