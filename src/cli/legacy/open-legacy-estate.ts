import { resolve } from 'node:path';
import {
  type EstateRelation,
  type LegacyEstate,
  openLegacyEstate,
  relationsOfInventory,
} from '../../compile/legacy/index.ts';
import type { Database } from '../../ports/index.ts';
import type { Project } from '../../project/index.ts';
import { type DeclaredUse, type Inventory, loadLegacyParser } from '../../triage/index.ts';
import type { Context } from '../commands/context.ts';
import { openPlanningDatabase } from '../databases.ts';
import type { Host } from '../host.ts';
import { openProject } from '../open-project.ts';
import { legacyConsumers } from '../usage/known-relations.ts';
import { inventoryFile, readInventory } from './read-inventory.ts';

export interface OpenEstate {
  readonly estate: LegacyEstate;
  /** Null: there is none, and none was named. */
  readonly inventory: Inventory | null;
  /** Exposures of the project that read legacy relations and files. */
  readonly consumers: readonly DeclaredUse[];
  readonly close: () => Promise<void>;
}

/**
 * The tables that legacy SQL can be bound over: `own` first, those of an inventory (the one named, else the project’s where it has one), and those of the contracts of a project, where the
 * folder is one. `needsInventory`: an inventory must be there.
 */
export async function openEstate(
  { host, options }: Context,
  named: string | null,
  own: readonly EstateRelation[],
  needsInventory: boolean,
): Promise<OpenEstate> {
  const folder = resolve(host.folder, options.project ?? '.');
  const has =
    named !== null || needsInventory || (await host.files.stat(`${folder}/${inventoryFile}`)) !== null;
  const inventory = has ? await readInventory(host, { folder }, named) : null;
  const { relations, timeZone, consumers } = await estateRelations({ host, options }, own, inventory);
  return { ...(await openRelations(host, relations, timeZone)), inventory, consumers };
}

/** `own`, the tables of an inventory, and those of the contracts of a project, where the folder is one. */
export async function estateRelations(
  { host, options }: Pick<Context, 'host' | 'options'>,
  own: readonly EstateRelation[],
  inventory: Inventory | null,
): Promise<{
  readonly relations: readonly EstateRelation[];
  readonly timeZone: string;
  readonly consumers: readonly DeclaredUse[];
}> {
  const folder = resolve(host.folder, options.project ?? '.');
  const isProject = (await host.files.stat(`${folder}/project.yml`)) !== null;
  const project = isProject ? (await openProject(host, options)).project : null;
  const contracts = (project?.relations ?? []).map(
    (relation): EstateRelation => ({
      id: relation.name.toLowerCase(),
      columns: relation.columns.map((column) => ({ name: column.name, type: column.type })),
    }),
  );
  const legacy = inventory === null ? [] : legacyRelations(inventory, project?.relations ?? []);
  return {
    relations: [...own, ...legacy, ...contracts],
    timeZone: project?.timeZone ?? 'UTC',
    consumers: project === null ? [] : legacyConsumers(project),
  };
}

/** The relations of an inventory. What an estate reads and does not define has the columns that a contract of the project says, where one contract alone is of a relation of that name. */
export function legacyRelations(
  inventory: Inventory,
  contracts: Project['relations'],
): readonly EstateRelation[] {
  const byName = new Map<string, Project['relations'][number] | null>();
  for (const contract of contracts) {
    const name = contract.sourceName.toLowerCase();
    byName.set(name, byName.has(name) ? null : contract);
  }
  const elsewhere = new Set(inventory.objects.filter(({ kind }) => kind === 'external').map(({ id }) => id));
  return relationsOfInventory(inventory).map((relation) => {
    const contract =
      relation.columns === null && elsewhere.has(relation.id) ? byName.get(relation.id) : undefined;
    return contract === undefined || contract === null
      ? relation
      : {
          ...relation,
          columns: contract.columns.map(({ sourceName, type }) => ({ name: sourceName, type })),
        };
  });
}

/** Stubs of the relations in a database of their own. */
export async function openRelations(
  host: Host,
  relations: readonly EstateRelation[],
  timeZone: string,
): Promise<Pick<OpenEstate, 'estate' | 'close'>> {
  const database: Database = await openPlanningDatabase(host, timeZone);
  try {
    const estate = await openLegacyEstate(await database.connect(), await loadLegacyParser(), relations);
    return { estate, close: () => database.close() };
  } catch (error) {
    await database.close();
    throw error;
  }
}
