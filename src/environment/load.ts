import { z } from 'zod';
import type { Definition } from './definition.ts';
import { moment } from './format.ts';

/** What every table with `load:` has besides its own columns: when a load wrote the row, which run that was, and what it did. */
export const loadColumns = ['_loaded_at', '_run_id', '_change'] as const;

/** How a definition says that its source's rows come in; the header's rule, closed. */
const definedLoad = z.object({
  by: z.enum(['cursor', 'snapshot', 'record_version', 'log_table']),
  column: z.string().nullable(),
  lag: z.union([z.number(), z.string()]),
  keep: z.enum(['current', 'changes']),
  maxDeletes: z.number(),
  deletes: z.union([z.enum(['always', 'never']), z.number()]),
  table: z.string().nullable(),
  /** The source's columns, in the contract's words, that the model hands on as they are, by the model's names for them: its keys and its cursor. */
  origins: z.record(z.string(), z.string()),
});
export type DefinedLoad = z.infer<typeof definedLoad>;

/** null: the model reads its sources whole each time. */
export function loadOf({ header }: Pick<Definition, 'header'>): DefinedLoad | null {
  return header.load == null ? null : definedLoad.parse(header.load);
}

/** The columns whose values count: what a load writes about itself says nothing of the rows, so that the same rows loaded twice are the same content. */
export function measuredColumns<C extends { readonly name: string }>(
  definition: Pick<Definition, 'header'>,
  columns: readonly C[],
): readonly C[] {
  if (definition.header.load == null) return columns;
  const own: ReadonlySet<string> = new Set(loadColumns);
  return columns.filter(({ name }) => !own.has(name));
}

/** How far a table has followed its source. It stands in the manifest beside the rows: both move in one commit, or neither does. */
export const loadPosition = z.object({
  by: z.enum(['cursor', 'snapshot', 'record_version', 'log_table']),
  /** What was read, and by which computation: another one begins with a comparison of all rows. */
  relation: z.string(),
  computation: z.string(),
  /** The column that grows; null where transactions are counted. */
  column: z.string().nullable(),
  /** The largest value seen, as the engine prints it, or the transaction from which on changes may be missing; null: nothing yet. */
  value: z.string().nullable(),
  /** Which history the source's numbers belong to; a database that was restored begins another. null: the source does not tell. */
  history: z.string().nullable(),
  /** When the last load that changed a row wrote it; the next one is later, whatever the clock says. */
  loadedAt: moment.nullable(),
  /** When all keys were last compared. */
  comparedAt: moment.nullable(),
});
export type LoadPosition = z.infer<typeof loadPosition>;
