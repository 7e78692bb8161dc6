/**
 * Legacy SQL bound over stubs of the tables it reads. In: an estate's relations, a session of the engine that holds nothing else, queries in their own dialect. Out: what each reads by
 * column, where each column comes from, and how well that is known. Runs nothing and reads no data.
 */
export {
  type BindOutcome,
  bindQueries,
  bindQuery,
  bindTranslations,
  type LegacyQuery,
  type QueryRead,
  type QueryReading,
  readsOf,
  translateIn,
} from './bind-queries.ts';
export { confidenceFrom } from './confidence.ts';
export {
  type EstateRelation,
  type LegacyEstate,
  openLegacyEstate,
  relationNamed,
  relationsOfInventory,
} from './estate.ts';
export { boundObjects, type LegacyLineage, type LegacyStep, legacyLineage } from './lineage/index.ts';
export { raiseInventory } from './raise-inventory.ts';
export { type TranslatedStatement, translateFile } from './translate-file.ts';
