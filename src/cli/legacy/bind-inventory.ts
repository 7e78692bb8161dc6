import { createHash } from 'node:crypto';
import { boundObjects, type LegacyLineage, raiseInventory } from '../../compile/legacy/index.ts';
import type { Inventory } from '../../triage/index.ts';
import type { Context } from '../commands/context.ts';
import { estateRelations, openRelations } from './open-legacy-estate.ts';

/** Which objects of an inventory were bound, so that the same one need not be bound again. */
export interface RememberedBinding {
  /** SHA-256 of the inventory before it was bound, and of the tables it was bound over. */
  readonly of: string;
  /** Ids. */
  readonly bound: readonly string[];
}

/** The inventory with what DuckDB binds said to be so. What cannot be bound stays as its grammar found it. */
export async function bindInventory(
  context: Context,
  inventory: Inventory,
  known: RememberedBinding | null,
): Promise<{ readonly inventory: Inventory; readonly binding: RememberedBinding }> {
  const { relations, timeZone } = await estateRelations(context, [], inventory);
  const hash = createHash('sha256').update(JSON.stringify(relations));
  for (const object of inventory.objects) hash.update(JSON.stringify(object));
  const of = hash.digest('hex');
  if (known?.of === of) return { inventory: raised(inventory, known.bound), binding: known };
  const { estate, close } = await openRelations(context.host, relations, timeZone);
  try {
    const bound = await boundObjects(estate, inventory);
    return { inventory: raised(inventory, bound), binding: { of, bound } };
  } finally {
    await close();
  }
}

function raised(inventory: Inventory, bound: readonly string[]): Inventory {
  const understanding: LegacyLineage['understanding'] = new Map(bound.map((id) => [id, 'bound']));
  return raiseInventory(inventory, { understanding });
}
