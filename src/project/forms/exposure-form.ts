import { z } from 'zod';
import { exposureTypes } from '../exposure.ts';

const exposureEntry = z
  .strictObject({
    type: z.enum(exposureTypes),
    description: z.string().optional(),
    owner: z.string().optional().describe('Who is to be told when something that it reads breaks.'),
    url: z.string().optional(),
    tags: z.array(z.string()).optional(),
    reads: z
      .record(z.string(), z.union([z.literal('all'), z.array(z.string()).min(1)]))
      .optional()
      .describe(
        'Relation → the columns that are read, or `all`. `legacy:NAME` is a relation of the legacy estate, `file:PATH` a file that a script or a package writes.',
      ),
    sql: z.string().optional().describe('A query that the consumer runs; its columns are found from it.'),
  })
  .refine((entry) => (entry.reads === undefined) !== (entry.sql === undefined), {
    message: 'either `reads` or `sql` says what it reads',
  });

export const exposureForm = z
  .strictObject({ exposures: z.record(z.string(), exposureEntry) })
  .meta({ title: 'Consumers of the lake' });

export type ExposureForm = z.infer<typeof exposureForm>;
