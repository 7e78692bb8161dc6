import { literalGlob } from '../snapshot/literal-glob.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import {
  type DeltaField,
  type DeltaType,
  fieldId,
  mappingMode,
  physicalName,
  quoteText,
} from '../types/index.ts';
import type { ScanFile } from './scan-sql.ts';

/** Names of nested fields in a file, by column id, where they are not the physical names of the schema. */
export type NestedNames = Readonly<Record<number, string>>;

/**
 * In a table that maps columns by id, names in a file mean nothing: the engine finds top-level columns by their ids, but fields inside of them by name only. Where a file has other names for them (it came from
 * an Iceberg table, say), those are told here, by path of the file. Opens the footers of tables that map by id and have structs.
 */
export async function nestedNames(
  snapshot: Snapshot,
  files: readonly ScanFile[],
): Promise<ReadonlyMap<string, NestedNames>> {
  const found = new Map<string, NestedNames>();
  const wanted = snapshot.schema.fields.flatMap((field) => nestedFields(field.type));
  if (mappingMode(snapshot.metadata.configuration) !== 'id' || wanted.length === 0 || files.length === 0) {
    return found;
  }
  const paths = files.map((file) => quoteText(literalGlob(file.path)));
  const { rows } = await snapshot.session.query(
    `SELECT file_name, CAST(list(struct_pack(id := CAST(field_id AS BIGINT), name := name)) AS JSON)::VARCHAR FROM parquet_schema([${paths.join(', ')}]) WHERE field_id IS NOT NULL GROUP BY file_name`,
  );
  for (const [path, json] of rows) {
    const byId = new Map(
      (JSON.parse(String(json)) as { id: number; name: string }[]).map(({ id, name }) => [id, name]),
    );
    const names: Record<number, string> = {};
    for (const field of wanted) {
      const id = fieldId(field);
      if (id === null) continue;
      // A field of the same name with another id is another field, which was dropped.
      const name = byId.get(id) ?? `no field ${id}`;
      if (name !== physicalName(field, 'id')) names[id] = name;
    }
    if (Object.keys(names).length > 0) found.set(String(path), names);
  }
  return found;
}

/** All fields below a type. */
function nestedFields(type: DeltaType): DeltaField[] {
  switch (type.kind) {
    case 'primitive':
    case 'decimal':
      return [];
    case 'array':
      return nestedFields(type.element);
    case 'map':
      return [...nestedFields(type.key), ...nestedFields(type.value)];
    case 'struct':
      return type.fields.flatMap((field) => [field, ...nestedFields(field.type)]);
  }
}
