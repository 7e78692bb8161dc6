import { z } from 'zod';
import type { Span } from './span.ts';

/** The JSON form of a Span. */
export const spanForm: z.ZodType<Span> = z
  .object({
    file: z.string().describe('Relative to the project, with forward slashes.'),
    start: z.number().int().nonnegative().describe('UTF-16 offset.'),
    end: z.number().int().nonnegative().describe('UTF-16 offset, exclusive.'),
    line: z.number().int().positive().describe('Of the start, from 1.'),
    column: z.number().int().positive().describe('Of the start, from 1.'),
  })
  .meta({ title: 'Span' });
