import { z } from 'zod';
import { formatVersion, moment } from './format.ts';

/**
 * `collected/<number>.json`: which versions of an environment are cleaned away, or are about to be. Written before anything is removed, so that nobody begins to rely on one of
 * them, and so that a version which is not there can be told from one that was lost.
 */
export const collected = z
  .object({
    formatVersion,
    environment: z.string(),
    number: z.number().int().positive(),
    /** Versions below, but for those kept. */
    below: z.number().int().positive(),
    /** Versions below that stay: other environments read them. */
    kept: z.array(z.number().int().positive()),
    at: moment,
  })
  .meta({ id: 'collected', title: 'Collected versions' });
export type Collected = z.infer<typeof collected>;

export function isCollected(marker: Collected | null, version: number): boolean {
  return marker !== null && version < marker.below && !marker.kept.includes(version);
}
