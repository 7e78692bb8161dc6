import { z } from 'zod';
import { moment } from '../format.ts';

/** The version of the environment that first held rows of it, and when that was committed; null: found now, and nothing of it is committed. */
export const driftSince = z.object({ version: z.number().int().positive(), at: moment }).nullable();
export type DriftSince = z.infer<typeof driftSince>;

/** In what a source's relation differs from its contract. `column`: its name in SQL. */
export const driftEntry = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('added'),
    column: z.string(),
    /** The name in the source. */
    sourceName: z.string(),
    type: z.string(),
    /** The source's name of the column that it follows there; null: it is the first. */
    after: z.string().nullable(),
    since: driftSince,
  }),
  /** It is no longer there: NULL in rows that come from now on. `type`: that it had. */
  z.object({ kind: z.literal('dropped'), column: z.string(), type: z.string(), since: driftSince }),
  /** Its type is one that holds all that the type before it held. */
  z.object({
    kind: z.literal('widened'),
    column: z.string(),
    from: z.string(),
    type: z.string(),
    since: driftSince,
  }),
  /** It gives values of a type that the column cannot take; those stand in a column `name` of their own. */
  z.object({
    kind: z.literal('variant'),
    column: z.string(),
    from: z.string(),
    name: z.string(),
    type: z.string(),
    since: driftSince,
  }),
  /** NULL may stand where the contract says that it never does. */
  z.object({ kind: z.literal('loosened'), column: z.string(), since: driftSince }),
]);
export type DriftEntry = z.infer<typeof driftEntry>;

/** All that is known of one relation, in the order in which it came. */
export const relationDrift = z.object({ relation: z.string(), entries: z.array(driftEntry) });
export type RelationDrift = z.infer<typeof relationDrift>;

/** One entry of each thing. Of two that speak of the same the earlier stays, but for a type, which only gets wider. */
export function joinDrift(one: RelationDrift, other: RelationDrift): RelationDrift {
  const entries = [...one.entries];
  const known = new Set(entries.map(identityOf));
  for (const entry of other.entries) if (!known.has(identityOf(entry))) entries.push(entry);
  return { relation: one.relation, entries };
}

/** What tells entries apart. Several widenings of one column follow one another. */
export function identityOf(entry: DriftEntry): string {
  const type = entry.kind === 'widened' || entry.kind === 'variant' ? entry.type : '';
  return JSON.stringify([entry.kind, entry.column.toLowerCase(), type]);
}
