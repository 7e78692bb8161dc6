import { quoteName } from '../../delta/index.ts';
import { type Definition, type ManifestModel, personalColumns } from '../../environment/index.ts';
import { quoteRelation, readDefinitions, readProfiles } from '../../execute/index.ts';
import { type ColumnProfile, valueKind } from '../../quality/profile/index.ts';
import type { SuggestionFacts } from '../../quality/profile/suggest/index.ts';
import type { Standing } from './with-standing.ts';

interface Key {
  readonly model: string;
  readonly column: string;
  readonly type: string;
}

/** How many pairs of a column and a key are looked at; their names have to go together. */
const mostPairs = 40;

/**
 * Columns all of whose values stand in a key of another model or seed. Values alone would find references everywhere (small numbers stand in any key), so that the names must go together: `shop` and `seeds.shops.shop`,
 * `customer_id` and `silver.customers.id`. Models that read this one are left out.
 */
export async function findReferences(
  standing: Standing,
  columns: readonly ColumnProfile[],
): Promise<SuggestionFacts['references']> {
  const { session, entry } = standing;
  const keys = await keysOfOthers(standing);
  const pairs = columns
    .filter(({ type, distinct }) => distinct > 1 && (valueKind(type) === 'text' || /INT/.test(type)))
    .flatMap((column) =>
      keys
        .filter(({ type, ...key }) => type === column.type && goTogether(column.name, key))
        .map((key) => ({ column: column.name, key })),
    )
    .slice(0, mostPairs);
  if (pairs.length === 0) return [];
  await standing.define(pairs.map(({ key }) => key.model));
  const found: { column: string; to: string; field: string; values: number }[] = [];
  for (const { column, key } of pairs) {
    const values = `SELECT DISTINCT ${quoteName(column)} AS v FROM ${quoteRelation(entry.name)} WHERE ${quoteName(column)} IS NOT NULL`;
    const [row] = (
      await session.query(
        `SELECT count(*), count(*) FILTER (v NOT IN (SELECT ${quoteName(key.column)} FROM ${quoteRelation(key.model)} WHERE ${quoteName(key.column)} IS NOT NULL)) FROM (${values})`,
      )
    ).rows;
    if (Number(row![1]) === 0)
      found.push({ column, to: key.model, field: key.column, values: Number(row![0]) });
  }
  return found;
}

async function keysOfOthers({ open, session, manifest, entry, owner }: Standing): Promise<readonly Key[]> {
  const models = [...manifest.models.values()].filter(({ kind }) => kind !== 'embedded');
  const definitions = await readDefinitions(
    open.lake,
    models.map(({ definition }) => definition),
  );
  const below = readersOf(entry.name, models, definitions);
  // An audit reads what its model could read.
  const reads = open.project.layers.find(({ name }) => name === entry.layer)?.reads ?? [];
  const others = models.filter(
    ({ name, layer, kind }) =>
      !below.has(name.toLowerCase()) && reads.includes(kind === 'seed' ? 'seeds' : layer),
  );
  const seeds = others.filter(({ kind }) => kind === 'seed').map(({ name }) => name);
  const ofSeeds =
    seeds.length === 0 ? [] : await readProfiles(open.lake, session, { ...owner, models: seeds });
  return others.flatMap(({ name, definition }) => {
    const { header, columns } = definitions.get(definition)!;
    const profile = ofSeeds.filter(({ model }) => model === name).at(-1)?.profile;
    const named = [
      ...singleKeys(header),
      ...(profile?.columns ?? [])
        .filter(
          ({ distinct, distinctExact, nulls }) => distinctExact && nulls === 0 && distinct === profile?.rows,
        )
        .map((column) => column.name),
    ];
    const personal = new Set(personalColumns({ columns }));
    const wanted = new Set(named.map((key) => key.toLowerCase()));
    return columns
      .filter((column) => wanted.has(column.name.toLowerCase()) && !personal.has(column.name))
      .map(({ name: column, type }): Key => ({ model: name, column, type }));
  });
}

/** Columns that name a row by themselves, by the header. */
function singleKeys(header: Definition['header']): string[] {
  const audits = Array.isArray(header.audits) ? header.audits : [];
  const unique = audits.flatMap((audit) => {
    const { name, columns, where } = audit as { name?: string; columns?: string[]; where?: string };
    return name === 'unique' && where === undefined ? [columns ?? []] : [];
  });
  const lists = [...unique, header.grain, header.uniqueKey];
  return lists.flatMap((list) => (Array.isArray(list) && list.length === 1 ? [String(list[0])] : []));
}

/** The model itself, and all that read it, directly or not; lower-case names. */
function readersOf(
  name: string,
  models: readonly ManifestModel[],
  definitions: ReadonlyMap<string, Definition>,
): ReadonlySet<string> {
  const found = new Set([name.toLowerCase()]);
  for (let size = 0; size !== found.size; ) {
    size = found.size;
    for (const model of models) {
      const inputs = definitions.get(model.definition)?.inputs ?? [];
      if (inputs.some(({ relation }) => found.has(relation.toLowerCase())))
        found.add(model.name.toLowerCase());
    }
  }
  return found;
}

const plain = (name: string) => name.toLowerCase().replaceAll('_', '');

/** Names that say no more than that something is a key. */
const general = /^(id|key|code|nr|no|number|name|sk|uuid)$/;

function goTogether(column: string, { model, column: key }: Omit<Key, 'type'>): boolean {
  const [own, other] = [plain(column), plain(key)];
  const table = plain(model.slice(model.indexOf('.') + 1));
  const single = table.replace(/ies$/, 'y').replace(/s$/, '');
  if (!general.test(other)) return own === other || own.endsWith(other);
  return own === `${single}${other}` || own === `${table}${other}` || own === single;
}
