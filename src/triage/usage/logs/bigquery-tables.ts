import { jsonValue, type LoggedRead, objectsOf, textOf } from './logged-read.ts';

/** The tables of `referenced_tables` of INFORMATION_SCHEMA.JOBS, and of the older audit log. Columns are not told. Null: the value is no list of tables. */
export function referencedTables(value: unknown): readonly LoggedRead[] | null {
  const list = jsonValue(value);
  if (!Array.isArray(list)) return null;
  return list.flatMap((entry: unknown): readonly LoggedRead[] => {
    if (typeof entry === 'string') return tableNamed(entry);
    const [table] = objectsOf([entry]);
    if (table === undefined) return [];
    const parts = [
      table.project_id ?? table.projectId,
      table.dataset_id ?? table.datasetId,
      table.table_id ?? table.tableId,
    ].map(textOf);
    return parts[2] === null ? [] : [{ relation: parts.filter(Boolean).join('.'), columns: null }];
  });
}

/** `projects/p/datasets/d/tables/t` is `p.d.t`. */
export function tableNamed(path: string): readonly LoggedRead[] {
  const found = /^projects\/([^/]+)\/datasets\/([^/]+)\/tables\/([^/$@]+)/.exec(path);
  return found === null ? [] : [{ relation: found.slice(1).join('.'), columns: null }];
}
