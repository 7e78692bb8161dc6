import { z } from 'zod';

const row = z.record(z.string(), z.json());

const given = z.union([
  z.array(row),
  z.strictObject({ rows: z.array(row) }),
  z.strictObject({ sql: z.string().describe('A query without tables, e.g. over VALUES or range().') }),
]);

export const unitTestForm = z
  .strictObject({
    tests: z.record(
      z.string(),
      z.strictObject({
        model: z.string().describe('The model under test, e.g. silver.billing.'),
        description: z.string().optional(),
        given: z
          .record(z.string(), given)
          .optional()
          .describe('Relation → its rows; what is not named is empty.'),
        expect: z.strictObject({
          rows: z.array(row).describe('In any order. Only the columns that they name are compared.'),
          subset: z.boolean().optional().describe('Other rows may come out too. Default: false.'),
        }),
      }),
    ),
  })
  .meta({ title: 'Unit tests' });

export type UnitTestForm = z.infer<typeof unitTestForm>;
