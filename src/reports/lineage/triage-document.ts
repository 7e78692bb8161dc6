import { z } from 'zod';
import type { LineageGraph, Usage } from '../../lineage/index.ts';
import type { Coverage } from './coverage.ts';
import { usageVerdict, usageVerdicts } from './usage-table.ts';

const column = z.strictObject({
  relation: z.string(),
  relationType: z.enum(['model', 'seed', 'source', 'exposure']),
  column: z.string(),
  type: z.string().describe('in the engine’s words'),
  pii: z.string().nullable().describe('what kind of personal data it is, as declared'),
  verdict: z
    .enum(usageVerdicts)
    .describe(
      'used: values arrive in an end; decides: only decisions do; dead end: it is read, but nothing arrives; unread: nothing reads it; unknown: neither can be said, since something was not read',
    ),
  valuesArriveIn: z.array(z.string()).describe('models that nothing reads, and consumers'),
  decides: z.array(z.string()).describe('those of them where it only decides which or whether'),
  hops: z.int().nullable().describe('steps to the nearest of them; null: it reaches none'),
});

/** The form of `lode lineage --format triage`. */
export const triageDocumentSchema = z.strictObject({
  formatVersion: z.literal('1.0'),
  project: z.string(),
  coverage: z.strictObject({
    relations: z.int(),
    columns: z.int(),
    notRead: z
      .array(
        z.strictObject({
          relation: z.string(),
          type: z.enum(['model', 'exposure']),
          file: z.string(),
          reason: z.string(),
        }),
      )
      .describe('models and consumers that were not parsed or bound: they may read any column'),
    partlyRead: z
      .array(z.string())
      .describe('constructs that are not known: they count as reading everything below them'),
  }),
  columns: z.array(column),
  deadRelations: z
    .array(z.string())
    .nullable()
    .describe(
      'relations no part of which reaches an end; null: cannot be said, since something was not read',
    ),
});

export type TriageDocument = z.infer<typeof triageDocumentSchema>;

/** The migration triage as a value for JSON: what the CSV says, and what the statement rests on. */
export function triageDocument(
  project: string,
  graph: LineageGraph,
  usage: Usage,
  coverage: Coverage,
): TriageDocument {
  return {
    formatVersion: '1.0',
    project,
    coverage: {
      relations: graph.relations.length,
      columns: graph.relations.reduce((sum, { columns }) => sum + columns.length, 0),
      notRead: coverage.notRead.map((gap) => ({ ...gap })),
      partlyRead: [...coverage.partlyRead],
    },
    columns: usage.columns.map((one) => ({
      relation: one.relation,
      relationType: one.relationType,
      column: one.column,
      type: one.type,
      pii: one.pii,
      verdict: usageVerdict(one, coverage),
      valuesArriveIn: [...one.values],
      decides: [...one.decides],
      hops: one.hops,
    })),
    deadRelations: coverage.notRead.length > 0 ? null : [...usage.deadRelations],
  };
}
