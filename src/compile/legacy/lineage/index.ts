/**
 * The column lineage of an estate. In: the estate with its stubs in the engine, its inventory, and who is declared to read it. Out: one graph of relations and columns, and for each relation
 * how well that is known and why. Never leaves out what could not be bound: it keeps the tables that its grammar found, with every column of theirs.
 */

export { boundObjects } from './bound-objects.ts';
export { legacyLineage } from './legacy-lineage.ts';
export type { LegacyLineage, LegacyStep } from './lineage-values.ts';
