import { z } from 'zod';

/**
 * Version of the persistent and published JSON forms. A reader takes any minor of its own major: additive changes raise the minor, others
 * the major number.
 */
export const formatVersion = z
  .string()
  .regex(/^1\.\d+$/, 'made by a version of Lode with another format; expected 1.x')
  .meta({ description: 'Version of this form; 1.x is read by this Lode.' });

export const currentFormat = '1.0';

/** A SHA-256 in lower-case hexadecimal. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A moment in ISO 8601, UTC, with milliseconds. */
export const moment = z.iso.datetime({ precision: 3 });

/** Who did something: for people, never for decisions. */
export const actor = z.object({ user: z.string(), host: z.string(), pid: z.number().int() });

export type Actor = z.infer<typeof actor>;
