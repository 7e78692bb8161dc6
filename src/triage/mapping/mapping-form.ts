import { z } from 'zod';
import { columnAuditForm, headerForm, tableAuditForm } from '../../project/index.ts';
import { dialects } from '../estate/dialect.ts';

const names = z.array(z.string()).min(1);
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const expression = z.string().min(1).describe('DuckDB SQL, over the aliases of `sources`.');

const sourceForm = z.union([
  z.string().describe('A model, a seed or a source’s relation, e.g. silver.billing.'),
  z.strictObject({
    relation: z.string().optional().describe('A model, a seed or a source’s relation, or a name of `with`.'),
    sql: z.string().optional().describe('A subquery, where no relation will do: free SQL.'),
    description: z.string().optional(),
  }),
]);

export const joinTypes = ['inner', 'left', 'right', 'full', 'cross', 'semi', 'anti'] as const;

const joinForm = z.strictObject({
  source: z.string().describe('An alias of `sources`.'),
  type: z.enum(joinTypes).optional().describe('Default: inner.'),
  on: z.string().optional().describe('The condition.'),
  using: names.optional().describe('Columns that both sides have, in the place of `on`.'),
  description: z.string().optional(),
});

const lookupForm = z.strictObject({
  in: z.string().describe('The relation that is looked into.'),
  match: z
    .record(z.string(), z.string())
    .describe('Column of that relation → the expression that it must equal.'),
  value: z.string().describe('The column of that relation that is taken.'),
  default: scalar.optional().describe('Where nothing is found, or NULL. Default: NULL.'),
});

const aggregateForm = z.strictObject({
  function: z.string().describe('`sum`, `count`, `min`, `max`, `avg` or another of DuckDB’s aggregates.'),
  of: z.string().optional().describe('What is aggregated. Left out: rows are counted.'),
  distinct: z.boolean().optional().describe('Each value once. Default: false.'),
  where: z.string().optional().describe('Only rows for which this holds.'),
});

/** The ways to say where a column comes from; exactly one of them. */
export const ruleNames = ['direct', 'expression', 'constant', 'lookup', 'aggregate'] as const;
export type RuleName = (typeof ruleNames)[number];

const columnForm = z.union([
  z.string().describe('A column as it is: `b.facility`. Short for `direct`.'),
  z.strictObject({
    direct: z.string().optional().describe('A column of a source as it is: `b.facility`.'),
    expression: expression.optional(),
    constant: scalar.optional().describe('The same value in every row.'),
    lookup: lookupForm
      .optional()
      .describe(
        'A value of another relation by its key: at most one row may match, and no row is lost or doubled.',
      ),
    aggregate: aggregateForm.optional().describe('Over the rows of a group.'),
    type: z.string().optional().describe('What the rule gives is cast to this type of DuckDB.'),
    description: z.string().optional().describe('What the column means.'),
    pii: z.string().optional().describe('What kind of personal data it is, e.g. `name`.'),
    tags: z.array(z.string()).optional(),
    audits: z.array(columnAuditForm).optional().describe('What its values must satisfy.'),
    note: z.string().optional().describe('For readers of this file: why the rule is as it is, what is open.'),
  }),
]);

const selectParts = {
  sources: z
    .record(z.string(), sourceForm)
    .optional()
    .describe('What is read, by the alias that the rules use.'),
  from: z.string().optional().describe('The alias that comes first. Default: the only one.'),
  joins: z.array(joinForm).optional().describe('The other sources, in order.'),
  filters: z.array(expression).optional().describe('Only rows for which all of these hold.'),
  columns: z
    .record(z.string(), columnForm)
    .optional()
    .describe('Columns of the target in order, with the rule of each.'),
  distinct: z.boolean().optional().describe('Each row once. Default: false.'),
  group_by: z
    .union([z.literal('all'), names])
    .optional()
    .describe('Columns of the target, or expressions; `all`: every column without an aggregate.'),
  having: z.array(expression).optional().describe('Only groups for which all of these hold.'),
  qualify: z.array(expression).optional().describe('Only rows for which all of these hold, over windows.'),
  sql: z
    .string()
    .optional()
    .describe('The whole SELECT as free SQL, in the place of all of the above: for what no rule can say.'),
};

const arms = z
  .array(
    z.strictObject({
      set: z
        .enum(['union all', 'union', 'except', 'except all', 'intersect', 'intersect all'])
        .optional()
        .describe('How its rows are put to those before. Default: union all.'),
      ...selectParts,
    }),
  )
  .optional()
  .describe('Further SELECTs with the same columns, one after the other.');

const targetForm = z.strictObject({
  model: z
    .string()
    .regex(/^[^.\s]+\.[^.\s]+$/, 'a layer and a name, e.g. gold.revenue')
    .describe('The model that is made: its layer and its name, e.g. gold.revenue.'),
  folder: z.string().optional().describe('A folder below the layer’s, e.g. finance.'),
  ...headerForm.omit({ columns: true, audits: true, grain: true, enabled: true }).shape,
});

const originForm = z.strictObject({
  object: z.string().optional().describe('The legacy object that it takes over, by its id in the inventory.'),
  procedure: z.string().optional().describe('The procedure that writes that object.'),
  file: z.string().optional().describe('Where that was written.'),
  dialect: z.enum(dialects).optional(),
  notes: z.array(z.string()).optional().describe('What was not taken over as a rule, and what may differ.'),
});

const parityForm = z.strictObject({
  pair: z.string().optional().describe('Its name in parity.yml. Default: the model’s, without the layer.'),
  left: z
    .union([z.string(), z.record(z.string(), z.json())])
    .describe('The old side: an export, a source’s relation, a query.'),
  description: z.string().optional(),
  owner: z.string().optional(),
  required: z.boolean().optional(),
  key: z.union([z.string(), names]).optional().describe('Default: the grain.'),
  map: z.record(z.string(), z.string()).optional().describe('Old name → new name.'),
  ignore: z.array(z.string()).optional(),
  columns: z.array(z.string()).optional(),
  tolerance: z
    .union([z.string(), z.number(), z.record(z.string(), z.union([z.string(), z.number()]))])
    .optional()
    .describe('`0.01`, `1%`, `2 decimals`: for all columns, or by column.'),
  text: z.union([z.array(z.string()), z.record(z.string(), z.array(z.string()))]).optional(),
  window: z.string().optional(),
  minimum_age: z.string().optional(),
});

/** A file of `mappings/`: what one model is made from, column by column. */
export const mappingForm = z
  .strictObject({
    target: targetForm.describe('The model that is made, with what its header says.'),
    origin: originForm.optional().describe('The legacy object whose place it takes.'),
    grain: z.union([z.string(), names]).optional().describe('Columns that together name a row.'),
    keys: z.array(names).optional().describe('Other sets of columns that each name a row.'),
    with: z
      .record(z.string(), z.strictObject({ ...selectParts, union: arms }))
      .optional()
      .describe('Steps before: named queries that `sources` may read.'),
    ...selectParts,
    union: arms,
    order_by: names.optional(),
    limit: z.number().int().nonnegative().optional(),
    quality: z
      .array(tableAuditForm)
      .optional()
      .describe(
        'What the rows must satisfy: the model’s audits. The grain and the keys need not be said again.',
      ),
    parity: parityForm.optional().describe('How the model is compared with what it takes over.'),
  })
  .meta({ title: 'A mapping from sources to a model' });

export type MappingForm = z.infer<typeof mappingForm>;
export type SelectForm = NonNullable<MappingForm['with']>[string];
export type ColumnForm = NonNullable<MappingForm['columns']>[string];
export type ArmForm = NonNullable<MappingForm['union']>[number];
