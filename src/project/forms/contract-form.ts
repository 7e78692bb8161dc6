import { z } from 'zod';

const columnForm = z.strictObject({
  type: z.string().min(1).describe("The type in DuckDB's words; quote one with a comma."),
  nullable: z.boolean().optional().describe('Default: true.'),
  description: z.string().optional(),
  pii: z.string().optional().describe('What kind of personal data it is, e.g. `name`.'),
  tags: z.array(z.string()).optional(),
  as: z.string().optional().describe('Another name in SQL, where two differ in case only.'),
});

export const contractForm = z
  .strictObject({
    source: z.string().min(1).describe("The source's name in project.yml."),
    relations: z.record(
      z.string(),
      z.strictObject({
        description: z.string().optional(),
        as: z.string().optional().describe('Another name in SQL, where two differ in case only.'),
        columns: z.record(z.string(), columnForm),
      }),
    ),
  })
  .meta({ title: 'Contract of a source' });

export type ContractForm = z.infer<typeof contractForm>;
