import { z } from 'zod';
import { parityRecord, parityVerdicts } from './record.ts';

const count = z.number().int().nonnegative();
const formatVersion = z.literal('1.0');

/** `lode parity run --json` */
export const parityRunDocument = z
  .object({
    formatVersion,
    runId: z.string(),
    night: z.string(),
    environment: z.string(),
    records: z.array(parityRecord),
  })
  .meta({ title: 'A run over the pairs of a parallel run' });

/** `lode parity status --format json` */
export const parityStatus = z
  .object({
    formatVersion,
    night: z.string().describe('The last night that is shown: tonight, where nothing else was asked for.'),
    from: z.string(),
    timeZone: z.string(),
    pairs: z.array(
      z.object({
        pair: z.string(),
        description: z.string().nullable(),
        owner: z.string().nullable(),
        required: z.boolean(),
        problem: z.string().nullable().describe('Why the pair cannot be read from parity.yml.'),
        streak: count.describe('Nights in a row that matched, back from tonight.'),
        acceptedInStreak: count,
        since: z.string().nullable(),
        last: parityRecord.nullable(),
        nights: z.array(
          z.object({
            night: z.string(),
            mark: z.enum([...parityVerdicts, 'missing', 'pending', 'off', 'before']),
            attempts: count,
            runId: z.string().nullable(),
            reason: z.string().nullable(),
            score: z.number().nullable(),
          }),
        ),
      }),
    ),
  })
  .meta({ title: 'How the pairs of a parallel run have done' });

/** `lode parity gate --json` */
export const parityGateDocument = z
  .object({
    formatVersion,
    open: z.boolean(),
    days: count,
    night: z.string(),
    opensAt: z.string().nullable().describe('If every night matches from now on.'),
    pairs: z.array(
      z.object({
        pair: z.string(),
        owner: z.string().nullable(),
        open: z.boolean(),
        streak: count,
        acceptedInStreak: count,
        since: z.string().nullable(),
        ended: z
          .object({
            night: z.string().nullable(),
            why: z
              .enum(['differs', 'failed', 'missing', 'first', 'unreadable'])
              .describe(
                '`first`: it was not compared before; `unreadable`: its entry in parity.yml is wrong.',
              ),
            reason: z.string().nullable(),
          })
          .nullable()
          .describe('Why the streak is no longer; null where it is long enough.'),
        opensAt: z.string().nullable(),
        afterwards: count.describe('Nights of the streak that were compared on a later day.'),
        otherRules: count.describe(
          'Nights of the streak that were compared by other rules than the present ones.',
        ),
        sameSides: count.describe(
          'Nights of the streak on which both sides were what they were the night before.',
        ),
      }),
    ),
  })
  .meta({ title: 'Whether a parallel run has proved enough' });

export type ParityStatus = z.infer<typeof parityStatus>;
export type ParityGateDocument = z.infer<typeof parityGateDocument>;
