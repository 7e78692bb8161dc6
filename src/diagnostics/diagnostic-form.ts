import { z } from 'zod';
import { spanForm } from '../text/index.ts';
import type { Diagnostic } from './diagnostic.ts';

/** The JSON form of a Diagnostic, as `--json` prints it. */
export const diagnosticForm: z.ZodType<Diagnostic> = z
  .object({
    code: z.string().describe('Stable; docs/diagnostics has a page for each.'),
    severity: z.enum(['error', 'warning', 'note']),
    summary: z.string(),
    detail: z.string().optional(),
    subject: spanForm.nullable(),
    context: spanForm.optional(),
    related: z.array(z.object({ message: z.string(), span: spanForm })).optional(),
    hint: z.string().optional(),
  })
  .meta({ title: 'Diagnostic' });
