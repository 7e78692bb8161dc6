import { z } from 'zod';
import { dialects } from './dialect.ts';
import { legacyKinds } from './legacy-object.ts';
import { understandings } from './understanding.ts';

const place = z
  .strictObject({
    file: z.string().describe('Relative to the folder that was scanned, or `catalog:NAME`.'),
    line: z.number().int().min(1),
    endLine: z.number().int().min(1),
  })
  .describe('Where it is written; lines count from 1.');

const understanding = z
  .enum(understandings)
  .describe(
    'bound: DuckDB bound its translation. parsed: a grammar read it. scanned: names found by its words. opaque: it is there, that is all.',
  );

const use = z.strictObject({
  relation: z.string().describe('The id of the object that is read or written.'),
  columns: z
    .array(z.string())
    .nullable()
    .describe('In lower case, sorted. null: not known, all may be meant. Empty: rows alone, or a call.'),
  place,
  understanding,
});

const statement = z.strictObject({
  kind: z.string().describe('Its leading words: `select`, `insert`, `create view`, `if`.'),
  place,
  understanding,
  reads: z.array(use),
  writes: z.array(use),
  text: z.string().describe('As written.'),
});

const object = z.strictObject({
  id: z
    .string()
    .describe(
      'The name in lower case with its schema; for scripts and packages their file. What is defined twice has `@` and its file behind it.',
    ),
  name: z.string().describe('As written.'),
  kind: z.enum(legacyKinds),
  dialect: z.enum([...dialects, 'python', 'ssis']).nullable(),
  place,
  understanding,
  columns: z
    .array(
      z.strictObject({ name: z.string(), type: z.string().nullable(), nullable: z.boolean().nullable() }),
    )
    .nullable(),
  key: z.array(z.string()).nullable().describe('Columns of the primary key.'),
  parameters: z.array(
    z.strictObject({
      name: z.string(),
      type: z.string().nullable(),
      direction: z.enum(['in', 'out', 'inout', 'returns']),
    }),
  ),
  statements: z.array(statement),
  schedule: z.string().nullable().describe('When it runs, in the words of where that is written.'),
  owner: z.string().nullable(),
  measures: z.array(
    z.strictObject({
      measure: z
        .string()
        .describe(
          '`loops`, `cursors`, `branches`, `joins`, `subqueries`, `windows`, `pivots`, `dynamic-sql`, …',
        ),
      count: z.number().int(),
      places: z.array(place).describe('At most the first hundred.'),
    }),
  ),
  notes: z.array(z.strictObject({ code: z.string(), text: z.string(), place })),
});

/** `triage/inventory.json`, as `lode legacy scan` writes it. */
export const inventoryForm = z.strictObject({
  format: z.literal('lode-legacy-inventory/1'),
  sources: z.array(
    z.strictObject({
      file: z.string(),
      format: z.enum(['sql', 'ssis', 'python', 'csv', 'crontab', 'schedule', 'catalog', 'unknown']),
      bytes: z.number().int(),
      hash: z.string().describe('SHA-256 of the content; empty for catalogs.'),
      objects: z.array(z.string()).describe('Ids of what it defines.'),
      understanding,
    }),
  ),
  objects: z.array(object),
});
