import { z } from 'zod';

const columnForm = z.strictObject({
  type: z.string().min(1).describe("The type in DuckDB's words; quote one with a comma."),
  nullable: z.boolean().optional().describe('Default: true.'),
  description: z.string().optional().describe('What the column means.'),
  pii: z.string().optional().describe('What kind of personal data it is, e.g. `name`.'),
  tags: z.array(z.string()).optional().describe('Free words.'),
  as: z.string().optional().describe('Another name in SQL, where two differ in case only.'),
});

export const contractForm = z
  .strictObject({
    source: z.string().min(1).describe("The source's name in project.yml."),
    relations: z
      .record(
        z.string(),
        z.strictObject({
          description: z.string().optional().describe('What a row is.'),
          as: z.string().optional().describe('Another name in SQL, where two differ in case only.'),
          key: z
            .array(z.string())
            .optional()
            .describe('The columns that tell one row from another, by their names in the source.'),
          columns: z.record(z.string(), columnForm).describe('Columns by their name in the source.'),
        }),
      )
      .describe('Relations by their name in the source.'),
  })
  .meta({ title: 'Contract of a source' });

export type ContractForm = z.infer<typeof contractForm>;
