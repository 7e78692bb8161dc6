import type { Inventory, Understanding } from '../../triage/index.ts';
import type { LegacyLineage } from './lineage/index.ts';

/** The inventory with what was bound said to be so: objects, and the sources that hold nothing else. Statements keep what their grammar found. */
export function raiseInventory(
  inventory: Inventory,
  lineage: Pick<LegacyLineage, 'understanding'>,
): Inventory {
  const objects = inventory.objects.map((object) => {
    const found = lineage.understanding.get(object.id);
    return found === 'bound' && object.understanding === 'parsed'
      ? {
          ...object,
          understanding: found,
          statements: object.statements.map((statement) => ({ ...statement, understanding: found })),
        }
      : object;
  });
  const byId = new Map<string, Understanding>(objects.map((object) => [object.id, object.understanding]));
  const sources = inventory.sources.map((source) =>
    source.understanding === 'parsed' &&
    source.objects.length > 0 &&
    source.objects.every((id) => byId.get(id) === 'bound')
      ? { ...source, understanding: 'bound' as const }
      : source,
  );
  return { ...inventory, sources, objects };
}
