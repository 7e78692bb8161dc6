import { z } from 'zod';

const row = z.record(z.string(), z.json());

/** The ways to write rows down; exactly one of them. */
const waysToGiveRows = {
  rows: z.array(row).optional().describe('Rows as mappings from column to value.'),
  csv: z
    .string()
    .optional()
    .describe('Rows as CSV, its first line the names; an empty field is NULL, `""` is empty text.'),
  file: z.string().optional().describe('A CSV file below tests/unit/, from the folder of this file on.'),
  sql: z.string().optional().describe('A query without tables, e.g. over VALUES or range().'),
};

const exactlyOne = (value: object) => Object.keys(waysToGiveRows).filter((key) => key in value).length === 1;
const oneOf = 'one of `rows`, `csv`, `file` and `sql`';

const given = z.union([
  z.array(row),
  z.strictObject(waysToGiveRows).refine(exactlyOne, { error: oneOf }),
  z.literal('computed').describe('By its own query, from what is given for its own inputs.'),
]);

const variable = z.union([z.string(), z.number(), z.boolean()]);
const bound = z.string().describe('A date, or a date and a time.');

export const unitTestForm = z
  .strictObject({
    tests: z.record(
      z.string(),
      z.strictObject({
        model: z.string().describe('The model under test, e.g. silver.billing.'),
        cte: z.string().optional().describe('Test this common table of the model, not the whole model.'),
        description: z.string().optional(),
        vars: z
          .record(z.string(), z.union([variable, z.array(variable)]))
          .optional()
          .describe('Variables of project.yml that have another value in this test.'),
        now: z
          .string()
          .optional()
          .describe(
            'What the clock shows: a date and a time in the time zone of the project, or with an offset. now(), current_date and their kind give it.',
          ),
        interval: z
          .strictObject({
            start: bound,
            end: bound.optional().describe('The first moment after it. Default: one interval after `start`.'),
          })
          .optional()
          .describe(
            'The interval that the model computes, where it is computed by interval. Default: all time.',
          ),
        given: z
          .record(z.string(), given)
          .optional()
          .describe(
            'Relation → its rows; what is not named is empty. A relation further up may be given too: the models between are computed.',
          ),
        expect: z
          .strictObject({
            ...waysToGiveRows,
            subset: z.boolean().optional().describe('Other rows may come out too. Default: false.'),
            ordered: z
              .boolean()
              .optional()
              .describe('The rows must come in this order. Default: false, any order.'),
          })
          .refine(exactlyOne, { error: oneOf })
          .describe(
            'What must come out. Only columns that a row names are compared; a row that leaves out a column that another names expects NULL there.',
          ),
      }),
    ),
  })
  .meta({ title: 'Unit tests' });

export type UnitTestForm = z.infer<typeof unitTestForm>;
