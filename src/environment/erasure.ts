import { z } from 'zod';
import { actor, formatVersion, moment } from './format.ts';

/** What an erasure does to a table of an environment. `rows`: rows went; `rebuilt`: made again from what it reads; `left`: as it is, by the user's word. */
export const erasedTable = z.object({
  model: z.string(),
  how: z.enum(['rows', 'rebuilt', 'left']),
  /** Rows for which its condition held; null where it was given none. */
  rows: z.number().int().nonnegative().nullable(),
});
export type ErasedTable = z.infer<typeof erasedTable>;

const start = {
  formatVersion,
  id: z.string(),
  /** The users' own name for it, e.g. of a letter; null: none was given. */
  request: z.string().nullable(),
  by: actor,
  startedAt: moment,
  /** Whether the history of all environments ends with it. */
  purge: z.boolean(),
};

/** `_erasures/<id>.intent.json`: an erasure is under way. Goes when it has ended. */
export const erasureIntent = z
  .object({
    ...start,
    /** Tells whether the same is asked for again. Salted, and slow to try values against. */
    mark: z.object({ salt: z.string(), hash: z.string() }),
    environments: z.array(
      z.object({
        environment: z.string(),
        incarnation: z.string(),
        /** The version that it begins on. */
        version: z.number().int().positive(),
        tables: z.array(erasedTable),
      }),
    ),
  })
  .meta({ id: 'erasure-intent', title: 'Erasure under way' });
export type ErasureIntent = z.infer<typeof erasureIntent>;

/** `_erasures/<id>.json`: what an erasure did. Says nothing of who was erased, nor how he was looked for. */
export const erasure = z
  .object({
    ...start,
    endedAt: moment,
    environments: z.array(
      z.object({
        environment: z.string(),
        incarnation: z.string(),
        /** The first version that no longer holds what was erased. */
        version: z.number().int().positive(),
        tables: z.array(erasedTable),
      }),
    ),
    /** Tables beside the environments: what audits set aside, differing rows. */
    sideTables: z.array(z.object({ path: z.string(), rows: z.number().int().nonnegative() })),
    /** What is still there, and until when; null: until somebody removes it. */
    remains: z.array(z.object({ what: z.string(), until: moment.nullable() })),
  })
  .meta({ id: 'erasure', title: 'Erasure' });
export type Erasure = z.infer<typeof erasure>;
