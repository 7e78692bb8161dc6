import { z } from 'zod';
import { csvReadingForm } from '../../csv/index.ts';
import { evolutionPolicies } from '../contract.ts';

const policy = z.enum(evolutionPolicies);
const columns = policy.optional().describe('Columns that are new in the source, or gone from it.');
const types = policy.optional().describe('Types that change, and columns that may be NULL from now on.');

const columnForm = z.strictObject({
  type: z.string().min(1).describe("The type in DuckDB's words; quote one with a comma."),
  nullable: z.boolean().optional().describe('Default: true.'),
  description: z.string().optional().describe('What the column means.'),
  pii: z.string().optional().describe('What kind of personal data it is, e.g. `name`.'),
  tags: z.array(z.string()).optional().describe('Free words.'),
  as: z.string().optional().describe('Another name in SQL, where two differ in case only.'),
  format: z
    .string()
    .min(1)
    .optional()
    .describe(
      'How a CSV file writes its dates or times, where that is not the way of the others: `%d.%m.%Y`.',
    ),
  policy: policy
    .optional()
    .describe('What a change of its type does, and with `freeze` that it is gone. Default: as the relation.'),
});

export const contractForm = z
  .strictObject({
    source: z.string().min(1).describe("The source's name in project.yml."),
    policy: z
      .union([
        policy,
        z.strictObject({
          tables: policy.optional().describe('Relations of the source that have no contract.'),
          columns,
          types,
        }),
      ])
      .optional()
      .describe(
        'What a change of the schema in the source does: `evolve` takes it in (the default), `freeze` stops the load, `discard` goes on without it.',
      ),
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
          policy: z
            .union([policy, z.strictObject({ columns, types })])
            .optional()
            .describe('The same for this relation. Default: as the source.'),
          csv: csvReadingForm
            .optional()
            .describe('How its CSV files are read; `lode source pull` writes down what it found.'),
          columns: z.record(z.string(), columnForm).describe('Columns by their name in the source.'),
        }),
      )
      .describe('Relations by their name in the source.'),
  })
  .meta({ title: 'Contract of a source' });

export type ContractForm = z.infer<typeof contractForm>;
