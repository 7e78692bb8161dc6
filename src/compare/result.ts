import { z } from 'zod';
import { diagnosticForm } from '../diagnostics/index.ts';
import { explanationForm } from './explain/explanation.ts';
import { textForms } from './options.ts';

const count = z.number().int().nonnegative();

const csvColumn = z.object({
  name: z.string(),
  type: z.string().describe('The type that its values were read as.'),
  format: z.string().nullable().describe('How they are written, e.g. `%d.%m.%Y`, `decimal comma`.'),
  alternative: z.string().nullable().describe('Another format that all values fit as well.'),
  unreadable: count.describe('Values that do not read so; they are compared as text.'),
});

const csvReading = z.object({
  encoding: z.string(),
  separator: z.string(),
  quote: z.string(),
  header: z.boolean(),
  columns: z.array(csvColumn),
});

const side = z.object({
  name: z.string().describe('As it was given.'),
  kind: z.enum(['model', 'source', 'query', 'csv', 'parquet', 'delta']),
  version: z.number().int().nullable().describe('Of the environment or of the Delta table.'),
  rows: count.describe('Rows that were compared.'),
  excluded: z.object({
    where: count.describe('Left out by the condition.'),
    window: count.describe('Outside of the period that both sides have.'),
    young: count.describe('Younger than the minimum age.'),
  }),
  csv: csvReading.nullable(),
});

const repeated = z.object({ keys: count, rows: count });

const sampleCell = z.object({
  key: z.array(z.string().nullable()),
  left: z.string().nullable(),
  right: z.string().nullable(),
});

const columnResult = z.object({
  left: z.string(),
  right: z.string(),
  key: z.boolean(),
  comparedAs: z.string().describe('The type in which both were compared.'),
  caveat: z.string().nullable(),
  tolerance: z.string().nullable(),
  text: z
    .array(z.enum(textForms))
    .describe('What was done to the texts of both sides before they were compared.'),
  personal: z.boolean(),
  compared: count.describe('Rows that both sides have. 0 without a key.'),
  matching: count.describe('Of them, those whose values match, within the tolerance too.'),
  withinTolerance: count.describe('Of the matching, those that are not the same.'),
  different: count,
  nullToValue: count.describe('NULL on the left, a value on the right.'),
  valueToNull: count,
  largest: z
    .object({ difference: z.string(), cell: sampleCell })
    .nullable()
    .describe('For numbers and times: where the values lie farthest apart.'),
  kinds: z.array(z.object({ kind: z.string(), detail: z.string().nullable(), cells: count })),
  samples: z.array(sampleCell),
});

const rowSample = z.object({
  values: z.record(z.string(), z.string().nullable()),
  times: count,
});

/** The JSON form of a comparison. */
export const comparison = z
  .object({
    formatVersion: z.literal('1.0'),
    verdict: z.enum(['equal', 'different']),
    method: z
      .enum(['checksum', 'key', 'bag'])
      .describe('What decided: equal checksums, rows paired by key, or whole rows counted.'),
    score: z.number().min(0).max(1).describe('Share of cells that match; without a key, of rows.'),
    left: side,
    right: side,
    key: z.object({
      columns: z.array(z.string()),
      origin: z.enum(['given', 'grain', 'proposed', 'none']),
      repeated: z.object({ left: repeated, right: repeated }),
      rowsWithNull: z.object({ left: count, right: count }),
    }),
    window: z
      .object({ column: z.string(), from: z.string().nullable(), to: z.string().nullable() })
      .nullable(),
    minimumAge: z.object({ column: z.string(), before: z.string() }).nullable(),
    schema: z.object({
      onlyLeft: z.array(z.object({ name: z.string(), type: z.string() })),
      onlyRight: z.array(z.object({ name: z.string(), type: z.string() })),
      types: z.array(
        z.object({ left: z.string(), right: z.string(), leftType: z.string(), rightType: z.string() }),
      ),
      renamed: z.array(z.object({ left: z.string(), right: z.string() })),
      ignored: z.array(z.string()),
    }),
    rows: z.object({
      both: count,
      onlyLeft: count,
      onlyRight: count,
      changed: count.describe('Of both: rows with a cell that differs.'),
      equal: count,
    }),
    columns: z.array(columnResult),
    rowSamples: z.object({ onlyLeft: z.array(rowSample), onlyRight: z.array(rowSample) }),
    explanation: explanationForm
      .nullable()
      .describe('Where the differences come from; null where nothing differs, or nobody asked.'),
    materialized: z.string().nullable().describe('Where the differing rows were written.'),
    diagnostics: z.array(diagnosticForm),
  })
  .meta({ id: 'comparison', title: 'Comparison' });

export type Comparison = z.infer<typeof comparison>;
export type ComparedSide = Comparison['left'];
export type ComparedColumn = Comparison['columns'][number];
export type CsvReading = z.infer<typeof csvReading>;
export type CellSample = z.infer<typeof sampleCell>;
export type RowSample = z.infer<typeof rowSample>;
export type Repeated = z.infer<typeof repeated>;
