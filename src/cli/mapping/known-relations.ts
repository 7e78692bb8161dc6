import { stringify } from 'yaml';
import type { CompiledProject } from '../../compile/index.ts';
import { type EstateRelation, relationsOfInventory } from '../../compile/legacy/index.ts';
import type { Inventory, KnownTable } from '../../triage/index.ts';
import { loadMapping } from '../../triage/mapping/index.ts';
import type { Host } from '../host.ts';
import type { OpenProject } from '../open-project.ts';
import { mappingPaths } from './read-mappings.ts';

/** How relations of a legacy query are called in the project, and what is known of them. */
export interface KnownRelations {
  /** By the parts of a name as the original writes it. */
  readonly tableOf: (parts: readonly string[]) => KnownTable;
  /** Columns of a relation by its name in the project; null: unknown. */
  readonly columnsOf: (relation: string) => readonly string[] | null;
  /** Relations that were asked for and are no part of the project: their names there, once a source or a model has them. */
  readonly foreign: ReadonlyMap<string, KnownTable>;
}

/**
 * A legacy relation is the model whose mapping or triage.yml (`decided`) says that it takes its place; else a relation of a source, a model or a seed of its name; else it keeps its name, with `legacy` where
 * it has no schema. `views`: columns of the inventory's views that binding found.
 */
export async function knownRelations(
  host: Host,
  open: OpenProject,
  compiled: CompiledProject,
  inventory: Inventory | null,
  decided: readonly (readonly [object: string, model: string])[],
  views: ReadonlyMap<string, EstateRelation>,
): Promise<KnownRelations> {
  const own = new Map<string, KnownTable>();
  const add = (name: string, columns: readonly { name: string; type: string }[]) =>
    own.set(name.toLowerCase(), { name: name.split('.'), columns });
  for (const { name, columns } of compiled.sources) add(name, columns);
  for (const { name, columns } of [...compiled.seeds, ...compiled.models])
    add(
      name,
      columns.map(({ name: column, storedType }) => ({ name: column, type: storedType })),
    );
  const successors = new Map<string, KnownTable>();
  for (const path of await mappingPaths(host, open)) {
    const { value } = loadMapping({ path, text: await host.files.readText(`${open.folder}/${path}`) });
    const model = own.get(value?.form.target.model.toLowerCase() ?? '');
    const object = value?.form.origin?.object?.toLowerCase();
    if (object !== undefined && model !== undefined) successors.set(object, model);
  }
  for (const [object, model] of decided) {
    const known = own.get(model.toLowerCase());
    if (known !== undefined) successors.set(object.toLowerCase(), known);
  }
  const bySource = new Map<string, KnownTable[]>();
  for (const { name, sourceName } of compiled.sources) {
    const key = sourceName.toLowerCase();
    bySource.set(key, [...(bySource.get(key) ?? []), own.get(name.toLowerCase())!]);
  }
  const estate = new Map<string, EstateRelation>(
    (inventory === null ? [] : relationsOfInventory(inventory)).map((each) => [
      each.id,
      views.get(each.id) ?? each,
    ]),
  );
  const foreign = new Map<string, KnownTable>();
  const tableOf = (parts: readonly string[]): KnownTable => {
    const names = parts.map((each) => each.toLowerCase());
    const tails = names.map((_, index) => names.slice(index).join('.'));
    for (const id of tails) {
      const found = successors.get(id) ?? own.get(id);
      if (found !== undefined) return found;
      const same = bySource.get(id) ?? [];
      if (same.length === 1) return same[0]!;
    }
    const last = parts.at(-1) ?? '';
    const name = [parts.length > 1 ? parts.at(-2)! : 'legacy', last];
    const relation = tails.map((id) => estate.get(id)).find((each) => each !== undefined);
    const table = { name, columns: relation?.columns ?? null };
    foreign.set(name.join('.').toLowerCase(), table);
    return table;
  };
  return {
    tableOf,
    foreign,
    columnsOf: (relation) => {
      const id = relation.replaceAll('"', '').toLowerCase();
      return (own.get(id) ?? foreign.get(id))?.columns?.map(({ name }) => name) ?? null;
    },
  };
}

/** Contracts as files, for relations that are in no source yet: what is bound against them is bound against what the estate says of its tables. */
export function contractsOf(foreign: ReadonlyMap<string, KnownTable>): { path: string; text: string }[] {
  const sources = new Map<string, Record<string, object>>();
  for (const { name, columns } of foreign.values()) {
    const [source = '', relation = ''] = name;
    if (columns === null) continue;
    const relations = sources.get(source) ?? {};
    relations[relation] = {
      columns: Object.fromEntries(columns.map((each) => [each.name, { type: each.type }])),
    };
    sources.set(source, relations);
  }
  return [...sources].map(([source, relations]) => ({
    path: `models/bronze/${source}.legacy.source.yml`,
    text: stringify({ source, relations }),
  }));
}
