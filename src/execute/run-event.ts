import { z } from 'zod';
import { diagnosticForm } from '../diagnostics/index.ts';
import { auditResult, runModel } from '../environment/index.ts';

const common = {
  time: z.string().describe('When, in ISO 8601, UTC.'),
  runId: z.string().describe('The same in all events of a run, in its record and its lineage events.'),
};

const seconds = z.number().nonnegative();

function event<K extends string, S extends z.ZodRawShape>(kind: K, shape: S) {
  return z.looseObject({ ...common, kind: z.literal(kind), ...shape });
}

/** A line of `--events`: what happens while a run goes on. */
export const runEvent = z
  .discriminatedUnion('kind', [
    event('run-started', {
      formatVersion: z.string(),
      command: z.string(),
      environment: z.string(),
      target: z.string(),
      baseVersion: z.number().int().nullable(),
      summary: z.record(z.string(), z.number().int()).describe('How many models by action.'),
    }),
    event('source-read', {
      model: z.string(),
      relation: z.string(),
      rows: z.number().int(),
      seconds,
      unfit: z
        .array(z.object({ column: z.string(), into: z.string().nullable(), rows: z.number().int() }))
        .describe(
          'Columns of which so many values are of a type that they cannot take, and the column that has them; null: they were left out.',
        ),
      setAside: z
        .object({ rows: z.number().int(), relation: z.string() })
        .nullable()
        .describe('Rows that cannot be read and were left out, and the relation that has them.'),
    }),
    event('model-started', { model: z.string() }),
    event('retried', {
      attempt: z.number().int().describe('How many attempts have failed.'),
      milliseconds: z.number().int().describe('How long it waits before the next.'),
      message: z.string(),
    }),
    event('model-finished', {
      model: z.string(),
      outcome: z.string().describe('built, reused, unchanged or defined.'),
      rows: z.number().int().nullable(),
      bytes: z.number().int().nullable(),
      seconds,
      audits: runModel.shape.audits,
      inputs: z.array(z.looseObject({ relation: z.string(), content: z.string() })),
      diagnostics: z.array(diagnosticForm),
    }),
    event('audit-failed', { model: z.string(), result: auditResult }),
    event('model-failed', {
      model: z.string(),
      message: z.string(),
      diagnostics: z.array(diagnosticForm),
    }),
    event('model-skipped', { model: z.string(), because: z.string().describe('What did not come about.') }),
    event('recovered', {
      environment: z.string(),
      version: z.number().int(),
      outcome: z.enum(['finished', 'taken-back']),
    }),
    event('committed', {
      environment: z.string(),
      version: z.number().int(),
      tables: z.number().int(),
      seconds,
    }),
    event('run-finished', {
      stopped: z
        .enum(['check', 'error'])
        .nullable()
        .describe('What stopped it: an audit, or an error; null: nothing did.'),
      versions: z.array(z.number().int()),
      diagnostics: z.array(diagnosticForm),
      seconds,
    }),
    event('run-failed', {
      message: z.string(),
      diagnostics: z.array(diagnosticForm),
    }),
    event('interrupted', {}),
  ])
  .meta({ id: 'run-event', title: 'Run event' });
export type RunEvent = z.infer<typeof runEvent>;
