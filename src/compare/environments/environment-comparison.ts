import { z } from 'zod';
import { diagnosticForm } from '../../diagnostics/index.ts';
import { comparison } from '../result.ts';

const count = z.number().int().nonnegative();

const side = z.object({
  environment: z.string(),
  version: z.number().int().positive(),
  target: z.string(),
});

const model = z.object({
  name: z.string(),
  layer: z.string(),
  kind: z.string(),
  result: z.enum(['equal', 'different', 'only-left', 'only-right']),
  by: z
    .enum(['record', 'checksums', 'rows'])
    .nullable()
    .describe(
      'What decided: equal contents on record, so that nothing was read; checksums of columns; rows that were compared. null: only one side has it.',
    ),
  verdict: z
    .enum(['unchanged', 'metadata', 'additive', 'breaking', 'unknown'])
    .nullable()
    .describe('What the definitions say, from left to right; null where the contents on record are equal.'),
  touched: z.object({ rows: z.boolean(), columns: z.array(z.string()) }).describe('By the verdict.'),
  claimed: z
    .array(z.string())
    .describe(
      'Columns that must be equal if the verdict is right: it does not touch them, and what they read was the same.',
    ),
  settled: z.array(z.string()).describe('Columns that are equal by checksum, and were not compared further.'),
  defects: z
    .array(z.object({ column: z.string().nullable(), cells: count.nullable() }))
    .describe('Of the claimed: columns that differ after all, null for the rows. A defect of Lode.'),
  comparison: comparison.nullable().describe('Of the columns that were compared row by row.'),
});

/** The JSON form of two environments held against each other. */
export const environmentComparison = z
  .object({
    formatVersion: z.literal('1.0'),
    verdict: z.enum(['equal', 'different']),
    left: side,
    right: side,
    models: z.array(model),
    summary: z.object({
      equal: count,
      different: count,
      onlyLeft: count,
      onlyRight: count,
      defects: count,
    }),
    diagnostics: z.array(diagnosticForm),
  })
  .meta({ id: 'environment-comparison', title: 'Comparison of two environments' });

export type EnvironmentComparison = z.infer<typeof environmentComparison>;
export type ComparedModel = EnvironmentComparison['models'][number];
