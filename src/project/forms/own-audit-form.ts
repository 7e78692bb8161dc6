import { z } from 'zod';
import { auditOptions } from './audit-form.ts';

export const parameterTypes = [
  'column',
  'columns',
  'text',
  'number',
  'boolean',
  'values',
  'relation',
  'sql',
] as const;

const value = z.union([z.string(), z.number(), z.boolean()]);
const type = z.enum(parameterTypes);

/** The header of an audit of the project's own, `tests/audits/<name>.sql`. */
export const ownAuditForm = z
  .strictObject({
    parameters: z
      .record(
        z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'a name of letters, digits and _'),
        z.union([
          type,
          z.strictObject({
            type: type.describe(
              'What it stands for: `column`, `columns` and `relation` are checked and quoted, `text`, `number`, `boolean` and `values` become literals, `sql` stands as it is written.',
            ),
            default: z
              .union([value, z.array(value)])
              .optional()
              .describe('Its value where none is given.'),
            description: z.string().optional(),
          }),
        ]),
      )
      .optional()
      .describe('What those who use it give it, by name; in the SQL: `{{name}}`.'),
    models: z
      .array(z.string())
      .optional()
      .describe('Models that it audits without their naming it; for an audit without parameters.'),
    ...auditOptions,
    on_failure: z
      .enum(['block', 'warn'])
      .optional()
      .describe('As for any audit; whoever uses it may say otherwise.'),
    name: z.never().optional(),
    where: z.never().optional(),
  })
  .meta({ title: 'Header of an audit of the project' });

export type OwnAuditForm = z.infer<typeof ownAuditForm>;
