import { z } from 'zod';
import { verdicts } from '../change/index.ts';
import { diagnosticForm } from '../diagnostics/index.ts';
import { spanForm } from '../text/index.ts';
import { planDrift } from './drift.ts';

export const verdict = z.enum(verdicts);

export const changeScope = z.object({
  /** Whether the set of rows changed; then columns are not comparable. */
  rows: z.boolean(),
  columns: z.object({
    changed: z.array(z.string()),
    added: z.array(z.string()),
    removed: z.array(z.string()),
    renamed: z.array(z.object({ from: z.string(), to: z.string() })),
    retyped: z.array(z.string()),
  }),
});

export const reason = z.object({
  /** The rule's id; see docs/reference. */
  rule: z.string(),
  message: z.string(),
  columns: z.array(z.string()),
  old: spanForm.nullable(),
  new: spanForm.nullable(),
});

export const actions = ['build', 'reuse', 'metadata', 'drop', 'none'] as const;
export const action = z.enum(actions);
export type Action = z.infer<typeof action>;

export const planModel = z.object({
  name: z.string(),
  layer: z.string(),
  kind: z.string(),
  verdict,
  /** Whether the model itself was changed, not only what it reads. */
  direct: z.boolean(),
  scope: changeScope,
  reasons: z.array(reason),
  action,
  /** The rows stand because they were proved equal, while what they were made from is made again or defined otherwise: only the record of it follows. */
  carried: z.boolean(),
  /** Of models that are computed by interval: what is to be computed, end exclusive. */
  intervals: z.array(z.object({ start: z.string(), end: z.string() })),
  /** Of models that keep rows of earlier runs: all of them are computed again. */
  rebuild: z.boolean().default(false),
  /** The definition is another, and rows that stand stay under those that made them. */
  forward: z.boolean().default(false),
  /** The version of another environment whose table is taken over as it is; no query runs for what it has. */
  adopt: z.object({ environment: z.string(), version: z.number().int().positive() }).nullable().default(null),
  /** What building it reads: of tables that stand, from their statistics; null where only building tells. */
  reads: z.object({ rows: z.number().int().nullable(), bytes: z.number().int().nullable() }),
  /** What leaves the environment with the model's table; null where that is not known. */
  deletes: z.object({ rows: z.number().int().nullable(), bytes: z.number().int().nullable() }),
  /** Carrying it out takes something away that the project cannot make again; needs a user's word. */
  destructive: z.boolean(),
  /** The name that it has in the environment, where that is another. */
  renamedFrom: z.string().nullable(),
  /** A user's word against the verdict that was found. */
  overrule: z.object({ verdict: z.enum(['metadata', 'additive']), reason: z.string() }).nullable(),
  /** Hash of the definition to bring in, and of the one that stands; null for none. */
  definition: z.string().nullable(),
  base: z.string().nullable(),
  /** The same two over the contracts alone, as the project says and said; null: they are those. What sources have moved beside that makes no plan stale. */
  contracted: z
    .object({ definition: z.string().nullable(), base: z.string().nullable() })
    .nullable()
    .default(null),
});
export type PlanModel = z.infer<typeof planModel>;

/** What it takes to bring an environment to the project's definitions. Every model of the project and of the environment is listed. */
export const plan = z
  .object({
    formatVersion: z.string(),
    environment: z.string(),
    target: z.string(),
    /** The committed version that it starts from; null where the environment does not exist. */
    baseVersion: z.number().int().nullable(),
    /** Where it reads what it does not hold itself: the version of another environment, and the newest one there; null where it holds all. */
    base: z
      .object({
        environment: z.string(),
        version: z.number().int(),
        newest: z.number().int(),
        /** Whether the version is another than until now. */
        repinned: z.boolean(),
      })
      .nullable()
      .default(null),
    createdAt: z.string(),
    project: z.object({ name: z.string(), git: z.string().nullable() }),
    /** What was asked for besides the project's definitions. */
    requested: z
      .object({
        /** Ranges to compute again, by model. */
        restate: z.array(z.object({ model: z.string(), start: z.string(), end: z.string() })),
        /** Missing intervals are filled in here only; null: all are. */
        window: z.object({ start: z.string(), end: z.string() }).nullable(),
        asBuilt: z.boolean(),
        /** Sources give at most so many rows; null: all. What is made of them is computed again by the next plan. */
        rowLimit: z.number().int().positive().nullable(),
      })
      .default({ restate: [], window: null, asBuilt: false, rowLimit: null }),
    /** Names of the models that it is limited to; null: all. */
    selection: z.array(z.string()).nullable(),
    models: z.array(planModel),
    /** Consumers that would see something else, with the columns (`relation.column`, or `relation` for its rows) that are not what they were. */
    exposures: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
    /** Sources that are not as their contracts say. */
    drift: z.array(planDrift).default([]),
    diagnostics: z.array(diagnosticForm),
    summary: z.object({
      build: z.number().int(),
      reuse: z.number().int(),
      metadata: z.number().int(),
      drop: z.number().int(),
      none: z.number().int(),
    }),
  })
  .meta({ id: 'plan', title: 'Plan' });
export type Plan = z.infer<typeof plan>;
export type Requested = Plan['requested'];
