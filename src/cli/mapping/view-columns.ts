import { boundObjects, type EstateRelation } from '../../compile/legacy/index.ts';
import type { Inventory, LegacyObject } from '../../triage/index.ts';
import type { Context } from '../commands/context.ts';
import { estateRelations, openRelations } from '../legacy/open-legacy-estate.ts';

const isView = ({ kind, columns }: LegacyObject): boolean =>
  (kind === 'view' || kind === 'materialized_view') && (columns?.every(({ type }) => type === null) ?? true);

/**
 * The columns of the views of an inventory, by their ids, as binding finds them: a text says them only where it lists them, and a star over a view means all of them. With `of` those alone that it reads,
 * through any number of views. What cannot be bound is left out.
 */
export async function viewColumns(
  context: Context,
  inventory: Inventory | null,
  of: LegacyObject | null,
): Promise<ReadonlyMap<string, EstateRelation>> {
  const byId = new Map((inventory?.objects ?? []).map((object) => [object.id, object]));
  const wanted = new Map<string, LegacyObject>();
  const open =
    of === null ? [...byId.values()].filter(isView) : [...readBy(of)].flatMap((id) => byId.get(id) ?? []);
  for (let object = open.pop(); object !== undefined; object = open.pop()) {
    if (wanted.has(object.id) || !isView(object)) continue;
    wanted.set(object.id, object);
    for (const id of readBy(object)) open.push(...[byId.get(id)].filter((each) => each !== undefined));
  }
  if (inventory === null || wanted.size === 0) return new Map();
  const { relations, timeZone } = await estateRelations(context, [], inventory);
  const { estate, close } = await openRelations(context.host, relations, timeZone);
  try {
    await boundObjects(estate, { objects: [...wanted.values()] });
    return new Map(
      [...wanted.keys()].flatMap((id) => {
        const relation = estate.relations.get(id);
        return relation === undefined || relation.columns === null ? [] : [[id, relation] as const];
      }),
    );
  } finally {
    await close();
  }
}

function readBy({ statements }: LegacyObject): ReadonlySet<string> {
  return new Set(statements.flatMap(({ reads }) => reads.map(({ relation }) => relation)));
}
