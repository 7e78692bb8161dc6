import { z } from 'zod';
import { actor, formatVersion, moment } from './format.ts';

/** `leases/<term>.json`: who is at work on an environment. Advice that spares work; what decides is the intent. */
export const lease = z
  .object({
    formatVersion,
    environment: z.string(),
    /** Tells this holding from every other one. */
    token: z.string(),
    holder: actor.extend({
      /** Where the process number means something, and what tells the process from a later one of that number; null where that is not known. */
      place: z.string(),
      process: z.string().nullable(),
    }),
    command: z.string(),
    since: moment,
    /** By the holder's clock: it decides nothing but how fast an observer on the same machine answers. */
    renewedAt: moment,
    /** Goes up with every renewal, so that an observer sees a change. */
    renewals: z.number().int().nonnegative(),
    /** A lease that an observer has not seen change for so long is dead. */
    seconds: z.number().positive(),
    released: z.boolean(),
  })
  .meta({ id: 'lease', title: 'Lease' });
export type Lease = z.infer<typeof lease>;
