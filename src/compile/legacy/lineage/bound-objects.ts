import type { Inventory, LegacyStatement } from '../../../triage/index.ts';
import type { LegacyEstate } from '../estate.ts';
import { bindInOrder, itemsOf } from './bind-in-order.ts';

/**
 * Ids of the objects of which every statement is a query that the engine binds, in the order of the inventory. What makes a relation gets a stub on the way; of objects that hold something else, or that no
 * grammar has read wholly, nothing more is bound than what others may wait for.
 */
export async function boundObjects(
  estate: LegacyEstate,
  { objects }: Pick<Inventory, 'objects'>,
): Promise<readonly string[]> {
  const open = new Map<string, number>();
  const items = objects.flatMap((object) => {
    const own = itemsOf(object);
    const mayBeBound =
      object.understanding === 'parsed' &&
      own.length === object.statements.length &&
      own.every(({ statement }) => mayHoldQuery(statement));
    if (mayBeBound && own.length > 0) open.set(object.id, own.length);
    return mayBeBound ? own : own.filter(({ defines }) => defines !== null);
  });
  for (const { item, outcome } of await bindInOrder(estate, items)) {
    const left = open.get(item.object.id);
    if (left !== undefined && outcome.kind === 'bound') open.set(item.object.id, left - 1);
  }
  return [...open].flatMap(([id, left]) => (left === 0 ? [id] : []));
}

/** Most of an estate's statements define tables by their columns: they hold no query that could be bound. */
function mayHoldQuery({ kind, text }: LegacyStatement): boolean {
  return (
    kind !== 'create table' ||
    /\b(?:as|select|sel|with|values|table)\b/i.test(text.slice('create table'.length))
  );
}
