import { z } from 'zod';
import type { Diagnostic } from '../diagnostics/index.ts';
import { directSubtypes, type Edge, indirectSubtypes, type Sources } from './edge.ts';
import type { LineageGraph } from './graph/relation.ts';

const subtype = z.enum([...directSubtypes, ...indirectSubtypes]);

const source = z.strictObject({
  relation: z
    .string()
    .describe('layer.name of a model, seeds.name of a seed, source.name of a source’s relation'),
  column: z.string(),
  type: z.enum(['DIRECT', 'INDIRECT']),
  subtype,
  masking: z.boolean().describe('true: on every way stands an anonymiser'),
});

const column = z.strictObject({
  name: z.string(),
  type: z.string().describe('in the engine’s words'),
  pii: z.string().nullable().describe('what kind of personal data it is, as declared'),
  sources: z.array(source),
  rowsOf: z.array(z.string()).describe('relations whose set of rows decides the value, as for count(*)'),
  expression: z
    .strictObject({ file: z.string(), start: z.int(), end: z.int() })
    .nullable()
    .describe('the defining expression: UTF-16 offsets, end exclusive'),
});

const relation = z.strictObject({
  name: z.string(),
  type: z.enum(['model', 'seed', 'source', 'exposure']),
  layer: z.string().nullable(),
  kind: z.string().nullable(),
  columns: z.array(column),
  rows: z
    .array(z.strictObject({ relation: z.string(), column: z.string(), subtype: z.enum(indirectSubtypes) }))
    .describe('the columns that decide which rows there are'),
  rowsOf: z.array(z.string()).describe('the relations whose rows become, or decide, the rows'),
});

const diagnostic = z.looseObject({ code: z.string(), severity: z.string(), summary: z.string() });

/** The form of `lode lineage --format json`. */
export const lineageDocumentSchema = z.strictObject({
  formatVersion: z.literal('1.0'),
  relations: z.array(relation),
  diagnostics: z.array(diagnostic),
});

export type LineageDocument = z.infer<typeof lineageDocumentSchema>;

/** `graph` as a value for JSON, relations in the graph's order. `diagnostics`: what could not be read, and why. */
export function lineageDocument(graph: LineageGraph, diagnostics: readonly Diagnostic[]): LineageDocument {
  return {
    formatVersion: '1.0',
    relations: graph.relations.map(({ name, type, layer, kind, columns, rows }) => ({
      name,
      type,
      layer,
      kind,
      columns: columns.map((one) => ({
        name: one.name,
        type: one.type,
        pii: one.pii,
        sources: one.edges.map((edge) => ({ ...edge })),
        rowsOf: [...one.rowsOf],
        expression:
          one.expression === null
            ? null
            : { file: one.expression.file, start: one.expression.start, end: one.expression.end },
      })),
      ...rowsOfRelation(rows),
    })),
    diagnostics: diagnostics.map((one) => ({ ...one })),
  };
}

function rowsOfRelation(rows: Sources) {
  return { rows: rows.edges.flatMap(rowSource), rowsOf: [...rows.rowsOf] };
}

/** What decides rows is never DIRECT. */
function rowSource(edge: Edge) {
  return edge.type === 'INDIRECT'
    ? [{ relation: edge.relation, column: edge.column, subtype: edge.subtype }]
    : [];
}
