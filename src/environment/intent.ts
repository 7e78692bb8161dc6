import { z } from 'zod';
import { actor, formatVersion, moment } from './format.ts';
import { manifestModelDraft, pinnedEnvironment, pinnedTable } from './manifest.ts';

/** A file that the table will hold or held: what a Delta `add` says of it. */
export const intendedFile = z.object({
  /** As the log writes it: percent-encoded, relative to the table. */
  path: z.string(),
  size: z.number().int().nonnegative(),
  modificationTime: z.number().int(),
  partitionValues: z.record(z.string(), z.string().nullable()),
  stats: z.string().nullable(),
  /** Of a file that another writer left with deleted rows; null for ours. */
  deletionVector: z.record(z.string(), z.json()).nullable(),
});
export type IntendedFile = z.infer<typeof intendedFile>;

/** A file to add, and where the build keeps it, relative to the lake: a lost link can be made again. */
export const stagedFile = intendedFile.extend({ origin: z.string() });
export type StagedFile = z.infer<typeof stagedFile>;

/** Delta `protocol` and `metaData` actions, as the log writes them. */
export const tableSetup = z.object({
  protocol: z.record(z.string(), z.json()).nullable(),
  metaData: z.record(z.string(), z.json()).nullable(),
});

export const intendedTable = z.object({
  model: z.string(),
  id: z.string(),
  /** Relative to the lake. */
  path: z.string(),
  /** The version that the commit builds on, and the token of its commit; −1 and null for a table to be made. */
  baseVersion: z.number().int().min(-1),
  baseToken: z.string().nullable(),
  adds: z.array(stagedFile),
  /** What tells readers of the change data feed which rows changed, where files are rewritten; left out where the files themselves tell. */
  changes: z.array(stagedFile).optional(),
  /** With all that is needed to put them back. */
  removes: z.array(intendedFile),
  /** What the commit sets, and what stood before, for an undo. */
  set: tableSetup,
  before: tableSetup,
  /** `replace`: any foreign change of data since the base is a conflict. `append`: only one of schema or protocol is. */
  conflicts: z.enum(['replace', 'append']),
  operation: z.object({
    name: z.string(),
    parameters: z.record(z.string(), z.string()),
    metrics: z.record(z.string(), z.string()),
  }),
});
export type IntendedTable = z.infer<typeof intendedTable>;

/** `<n>.intent.json`: all that version n is going to do, so that any process can finish it or take it back. */
export const intent = z
  .object({
    formatVersion,
    environment: z.string(),
    incarnation: z.string(),
    version: z.number().int().positive(),
    parent: z.number().int().positive().nullable(),
    token: z.string(),
    target: z.string(),
    project: z.object({ name: z.string(), git: z.string().nullable() }),
    by: actor,
    createdAt: moment,
    /** Upstream first. */
    tables: z.array(intendedTable),
    /** The models that the version changes; their tables' versions follow from the commits. */
    models: z.array(manifestModelDraft),
    /** Models whose entry changes while their table stays. */
    keepTable: z.array(z.string()),
    /** Tables whose commit has been made already (maintenance without data change): the version only pins it. */
    pins: z.array(z.object({ model: z.string(), table: pinnedTable })).default([]),
    /** Names of models that leave the environment. */
    removed: z.array(z.string()),
    /** See the manifest. */
    base: pinnedEnvironment.nullable().default(null),
    hidden: z.array(z.string()).default([]),
    expiresAt: moment.nullable().default(null),
    ended: z.boolean().default(false),
    /** The version that this one goes back to; null for one that goes on. */
    rollbackTo: z.number().int().positive().nullable().default(null),
  })
  .meta({ id: 'intent', title: 'Intent' });
export type Intent = z.infer<typeof intent>;

/** The application id under which an environment's commits are recorded in `txn` actions. */
export function transactionApp(environment: string, incarnation: string): string {
  return `lode:${environment}:${incarnation}`;
}

/** The application id of the commits that take a version back. */
export function undoApp(environment: string, incarnation: string): string {
  return `${transactionApp(environment, incarnation)}.undo`;
}
