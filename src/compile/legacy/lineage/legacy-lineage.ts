import { type DeclaredUse, type Inventory, type Understanding, weakest } from '../../../triage/index.ts';
import type { LegacyEstate } from '../estate.ts';
import { bindInOrder, type Found, itemsOf } from './bind-in-order.ts';
import { type Contribution, contributionsOf, flowsOf } from './contributions.ts';
import { type LegacyLineage, stepOf } from './lineage-values.ts';
import { inReadingOrder } from './reading-order.ts';
import { relationOf } from './relation-of.ts';
import { withConsumers } from './with-consumers.ts';

/**
 * The column lineage of an inventory: its views, queries and writing statements are translated, bound over the estate's stubs in the order in which they read each other, and traced. What
 * cannot be bound keeps the tables that its grammar found, with every column of theirs, and says why; so does what scripts and packages write. The relations of `estate` are those of the
 * inventory. `declared`: who reads legacy relations and files outside of the estate; consumers of what the estate has become ends of the graph, named as they are declared.
 */
export async function legacyLineage(
  estate: LegacyEstate,
  inventory: Inventory,
  declared: readonly DeclaredUse[] = [],
): Promise<LegacyLineage> {
  const items = inventory.objects.flatMap(itemsOf);
  const found = await bindInOrder(estate, items);
  const lineage = assemble(estate, inventory, found, declared);
  return withConsumers(estate, lineage, declared);
}

function assemble(
  estate: LegacyEstate,
  inventory: Inventory,
  found: readonly Found[],
  declared: readonly DeclaredUse[],
): LegacyLineage {
  const columnsDeclared = new Map<string, readonly string[]>();
  for (const { relation, columns } of declared)
    if (columns !== null)
      columnsDeclared.set(relation, [...new Set([...(columnsDeclared.get(relation) ?? []), ...columns])]);
  const contributions = new Map<string, Contribution[]>();
  const contribute = (relation: string, contribution: Contribution): void => {
    const known = contributions.get(relation);
    if (known === undefined) contributions.set(relation, [contribution]);
    else known.push(contribution);
  };
  const understanding = new Map<string, Understanding[]>();
  for (const each of found) {
    const step = stepOf(each.outcome);
    const { object } = each.item;
    understanding.set(object.id, [...(understanding.get(object.id) ?? []), step.understanding]);
    for (const [relation, contribution] of contributionsOf(estate, each, step))
      contribute(relation, contribution);
  }
  for (const object of inventory.objects)
    for (const [relation, contribution] of flowsOf(estate, object, columnsDeclared))
      contribute(relation, contribution);
  const byId = new Map(inventory.objects.map((object) => [object.id.toLowerCase(), object]));
  const names = new Set([...estate.relations.keys(), ...contributions.keys()]);
  for (const list of contributions.values())
    for (const { columns, rows } of list)
      for (const sources of [...columns.values(), rows]) {
        for (const { relation } of sources.edges) names.add(relation);
        for (const relation of sources.rowsOf) names.add(relation);
      }
  const relations = [...names]
    .sort()
    .map((name) => relationOf(estate, name, byId.get(name) ?? null, contributions.get(name) ?? []));
  const steps = new Map(
    [...contributions].map(([name, list]) => [
      name,
      {
        understanding: weakest(list.map((each) => each.step.understanding)),
        reasons: [...new Set(list.flatMap((each) => each.step.reasons))],
      },
    ]),
  );
  return {
    graph: { relations: inReadingOrder(relations) },
    steps,
    understanding: new Map(
      inventory.objects.flatMap((object) => {
        const own = understanding.get(object.id);
        // What has statements that are no queries is known no better than its reader said.
        const isAll = own !== undefined && own.length === object.statements.length;
        return own === undefined
          ? []
          : [[object.id, isAll ? weakest(own) : weakest([...own, object.understanding])] as const];
      }),
    ),
  };
}
