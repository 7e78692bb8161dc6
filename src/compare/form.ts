import { z } from 'zod';
import { textForms } from './options.ts';

const csvKeys = {
  encoding: z.string().optional().describe('e.g. utf-8, windows-1252; found out where it is missing.'),
  separator: z.string().length(1).optional(),
  quote: z.string().max(1).optional().describe('Empty: the file has no quotes.'),
  header: z.boolean().optional().describe('Whether the first line names the columns.'),
  decimal: z.enum(['.', ',']).optional(),
  thousands: z.string().length(1).optional().describe('What parts groups of three digits.'),
  date: z.string().optional().describe('How dates are written, e.g. `%d.%m.%Y`.'),
  timestamp: z.string().optional().describe('How times are written, e.g. `%d.%m.%Y %H:%M`.'),
  null: z.string().optional().describe('Text that stands for NULL, beside an empty field.'),
  types: z
    .record(z.string(), z.string())
    .optional()
    .describe('Column → type, where the proposed one is wrong.'),
};

/** What can be said of a side beside what it is. */
export const sideSettings = {
  where: z.string().optional().describe('Only rows for which this holds.'),
  time_zone: z.string().optional().describe('The zone of times without one.'),
  ...csvKeys,
};

export const sideForm = z.union([
  z.string(),
  z.strictObject({
    side: z.string().describe('As on the command line: `prod:gold.kpis`, `old/billing.csv`, `SELECT …`.'),
    ...sideSettings,
  }),
]);

const toleranceForm = z.union([z.string(), z.number().nonnegative()]);

/** What can be said of how two tables are compared; the command line says the same with its options. */
export const comparisonOptions = {
  key: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .describe('Columns that tell rows apart.'),
  bag: z.boolean().optional().describe('Compare without a key: whole rows, each as often as it stands.'),
  map: z.record(z.string(), z.string()).optional().describe('Left name → right name.'),
  ignore: z.array(z.string()).optional(),
  columns: z.array(z.string()).optional().describe('Compare these alone, and the key.'),
  tolerance: z
    .union([toleranceForm, z.record(z.string(), toleranceForm)])
    .optional()
    .describe('`0.01`, `1%`, `2 decimals`, `5s`: for all columns, or by column.'),
  text: z
    .union([z.array(z.enum(textForms)), z.record(z.string(), z.array(z.enum(textForms)))])
    .optional()
    .describe('What of text does not count: for all columns, or by column.'),
  signed_zero: z.boolean().optional().describe('-0 differs from 0.'),
  window: z.string().optional().describe('Compare only the period of this column that both sides have.'),
  minimum_age: z
    .union([z.string(), z.strictObject({ age: z.string(), column: z.string() })])
    .optional()
    .describe('Leave out rows younger than this, e.g. `2d`; by the window’s column, or by another.'),
  samples: z.number().int().nonnegative().optional(),
};

/** A comparison as YAML describes it. */
export const comparisonForm = z
  .strictObject({ left: sideForm.optional(), right: sideForm.optional(), ...comparisonOptions })
  .meta({ title: 'How two tables are compared' });

export type ComparisonForm = z.infer<typeof comparisonForm>;
export type SideForm = z.infer<typeof sideForm>;
