import { z } from 'zod';
import { diagnosticForm } from '../diagnostics/index.ts';
import { auditResult } from './build.ts';
import { actor, formatVersion, moment } from './format.ts';

/** What became of one model in a run. */
export const runModel = z.object({
  model: z.string(),
  kind: z.string(),
  /** What the plan wanted of it. */
  action: z.string(),
  /**
   * `built`; `reused`: an equal build was there; `unchanged`: built, and the rows are those that stand; `defined`: a view, or only the definition; `dropped`; `restored` and `left`: by a rollback; `stopped`: its own
   * audit failed; `failed`; `skipped`: something that it reads did not come about; `interrupted`; `not-begun`.
   */
  outcome: z.enum([
    'built',
    'reused',
    'unchanged',
    'defined',
    'dropped',
    'restored',
    'left',
    'stopped',
    'failed',
    'skipped',
    'interrupted',
    'not-begun',
  ]),
  started: moment.nullable(),
  seconds: z.number().nonnegative().nullable(),
  rows: z.number().int().nonnegative().nullable(),
  bytes: z.number().int().nonnegative().nullable(),
  audits: z.object({
    passed: z.number().int().nonnegative(),
    warned: z.number().int().nonnegative(),
    failed: z.number().int().nonnegative(),
  }),
  /** With a few failing rows, columns tagged as PII masked. */
  failedAudits: z.array(auditResult),
  /** What it read, what that held, and the Delta version at which a table of the environment was read. */
  inputs: z.array(
    z.object({ relation: z.string(), content: z.string(), version: z.number().int().nullable() }),
  ),
  /** The version of the environment that made it visible; null where none did. */
  version: z.number().int().nullable(),
  /** The Delta version of its table that the run made; null where it made none. */
  tableVersion: z.number().int().nullable(),
  /** Why it did not come about, in a line. */
  message: z.string().nullable(),
  diagnostics: z.array(diagnosticForm),
});
export type RunModel = z.infer<typeof runModel>;

export const runOutcomes = ['succeeded', 'partial', 'stopped', 'failed', 'conflict', 'interrupted'] as const;

/** What a command that changes an environment did, and how it ended. A row of the lake's table `_runs`; hooks get it as JSON. */
export const runRecord = z
  .object({
    formatVersion,
    runId: z.string(),
    command: z.enum(['apply', 'run', 'rollback']),
    project: z.string(),
    environment: z.string(),
    target: z.string().nullable(),
    by: actor,
    git: z.string().nullable(),
    lode: z.string(),
    engine: z.string(),
    started: moment,
    ended: moment,
    seconds: z.number().nonnegative(),
    /**
     * `partial`: what is not downstream of a failure was committed; `stopped`: by an audit; `conflict`: another process, or another writer of a table, came first.
     */
    outcome: z.enum(runOutcomes),
    exitCode: z.number().int(),
    /** What went wrong, in a line; null where nothing did. */
    message: z.string().nullable(),
    /** The version that it started from, and those that it made. */
    baseVersion: z.number().int().nullable(),
    versions: z.array(z.number().int()),
    /** The version that a rollback went back to. */
    rollbackTo: z.number().int().nullable(),
    diagnostics: z.array(diagnosticForm),
    /** The plan as it was carried out; null where none was made. */
    plan: z.json().nullable(),
    models: z.array(runModel),
  })
  .meta({ id: 'run-record', title: 'Run record' });
export type RunRecord = z.infer<typeof runRecord>;
