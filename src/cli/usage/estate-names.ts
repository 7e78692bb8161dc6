import {
  type Dialect,
  type Inventory,
  idsInNamespace,
  type LegacyObject,
  type Namespace,
} from '../../triage/index.ts';

/** Where a name stands. */
export interface NamePlace {
  readonly dialect: Dialect;
  /** What is in force there; null: not known. */
  readonly namespace: Namespace | null;
}

/** Relations of an estate by the names that queries have for them. */
export interface EstateNames {
  /** The id of what a name means; the name itself, in lower case, where nothing is known of it. */
  readonly idOf: (name: string) => string;
  /** The ids of all that a name may mean at a place: of tables of one name those of the schema in force; each, where none is. */
  readonly idsOf: (name: string, place: NamePlace) => readonly string[];
  /** In lower case; null: not known. */
  readonly columnsOf: (id: string) => readonly string[] | null;
}

/** `others`: relations that are none of the inventory's, by their names, with their columns. */
export function estateNames(
  inventory: Inventory | null,
  others: readonly { readonly name: string; readonly columns: readonly string[] }[],
): EstateNames {
  const columns = new Map<string, readonly string[] | null>();
  const byEnd = new Map<string, readonly string[]>();
  const add = (id: string, names: readonly string[] | null) => {
    columns.set(id, names);
    const parts = id.split('.');
    for (let from = 1; from < parts.length; from++) {
      const end = parts.slice(from).join('.');
      const known = byEnd.get(end) ?? [];
      if (!known.includes(id)) byEnd.set(end, [...known, id]);
    }
  };
  for (const object of inventory?.objects ?? [])
    if (isRelation(object)) add(object.id, object.columns?.map(({ name }) => name.toLowerCase()) ?? null);
  for (const { name, columns: names } of others)
    add(
      name.toLowerCase(),
      names.map((each) => each.toLowerCase()),
    );
  const idsOf = (name: string, place: NamePlace | null): readonly string[] => {
    const written = name.toLowerCase();
    const parts = written.split('.');
    if (place !== null && place.namespace !== null) {
      const last = parts.at(-1)!;
      const ofName = [...(columns.has(last) ? [last] : []), ...(byEnd.get(last) ?? [])];
      const here = idsInNamespace(ofName, parts, place.namespace, place.dialect);
      if (here.length > 0) return here;
    }
    // `database.schema.table` where the inventory has `schema.table`.
    for (let from = 0; from < parts.length; from++) {
      const end = parts.slice(from).join('.');
      if (columns.has(end)) return [end];
      const found = byEnd.get(end);
      if (found !== undefined && from === 0) return found;
    }
    return [written];
  };
  return {
    idsOf,
    // A name that means two relations means none of them for sure.
    idOf: (name) => {
      const found = idsOf(name, null);
      return found.length === 1 ? found[0]! : name.toLowerCase();
    },
    columnsOf: (id) => columns.get(id) ?? null,
  };
}

function isRelation({ kind }: LegacyObject): boolean {
  return ['table', 'view', 'materialized_view', 'synonym', 'external', 'procedure', 'function'].includes(
    kind,
  );
}
