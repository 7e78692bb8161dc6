import { z } from 'zod';

const count = z.number().int().nonnegative();

const place = z.object({
  file: z.string().describe('As the definition recorded it, relative to the project.'),
  line: z.number().int().positive(),
  text: z.string().describe('What stands there, on one line, cut where it is long.'),
});

const cause = z.object({
  kind: z
    .enum(['value', 'rows', 'model', 'seed', 'input', 'state', 'history', 'unstable', 'unknown'])
    .describe(
      'An expression or what decides rows is defined otherwise; only one side has the model; a seed’s file; a source was read at another version; built from another state of a table; other intervals or runs; its input does not fix it; could not be judged.',
    ),
  rule: z.string().nullable().describe('The rule of the verdict, as in a plan’s reasons.'),
  model: z.string(),
  column: z.string().nullable().describe('null: the rows.'),
  distance: count.describe('Steps up the lineage from what differs.'),
  message: z.string(),
  left: place.nullable(),
  right: place.nullable(),
  data: z
    .enum(['begins', 'differs', 'equal', 'unknown'])
    .describe(
      'What the tables of both sides say of it: it differs while all that it reads is equal; it differs; it is equal, so that this is no cause; they were not compared.',
    ),
});

const table = z.object({
  model: z.string(),
  column: z.string().nullable().describe('null: the rows.'),
  distance: count,
  result: z.enum(['equal', 'different', 'not-compared']),
  by: z
    .enum(['checksum', 'rows'])
    .nullable()
    .describe('Equal checksums on record, or rows that were compared.'),
  cells: count.nullable().describe('Of rows that both have: cells that differ.'),
  onlyLeft: count.nullable(),
  onlyRight: count.nullable(),
});

const hint = z.object({
  model: z.string(),
  column: z.string().nullable(),
  distance: count,
  step: z.string().describe('What is done there: `round`, `cast to DATE`, `inner join`.'),
  explains: z.array(z.string()).describe('The kinds of difference that such a step can make.'),
  cells: count.describe('How many cells or rows differ in these kinds.'),
  place: place.nullable(),
});

const source = z.object({ relation: z.string(), column: z.string() });

const explained = z.object({
  column: z.string().nullable().describe('By its left name; null: rows that one side lacks.'),
  conclusion: z.string(),
  causes: z.array(cause).describe('Nearest first.'),
  tables: z.array(table).describe('What the tables on the way say, nearest first.'),
  hints: z
    .array(hint)
    .describe('For one side only: steps that could make such differences, likeliest first.'),
  sources: z.array(source).describe('Where its values come from in the end.'),
});

/** Where differences come from, as far as definitions, recorded inputs and tables tell. */
export const explanationForm = z.object({
  method: z
    .enum(['both', 'one'])
    .describe(
      '`both`: the definitions of both sides are known and were compared; `one`: only one side’s are, and there are hints.',
    ),
  columns: z.array(explained),
});

export type Explanation = z.infer<typeof explanationForm>;
export type ExplainedColumn = Explanation['columns'][number];
export type Cause = ExplainedColumn['causes'][number];
export type TableEvidence = ExplainedColumn['tables'][number];
export type Hint = ExplainedColumn['hints'][number];
export type Place = z.infer<typeof place>;
