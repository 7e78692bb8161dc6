import { z } from 'zod';
import { diagnosticForm } from '../../diagnostics/index.ts';
import { auditResult, currentFormat, type StoredAuditResult } from '../../environment/index.ts';
import type { Audit } from '../../project/index.ts';
import { auditName } from '../../quality/index.ts';

const count = z.number().int().nonnegative();

/** What `lode audit --json` prints. */
export const auditDocumentForm = z
  .object({
    formatVersion: z.string(),
    environment: z.string(),
    version: count.describe('The version of the environment that was looked at.'),
    models: z.array(
      z.object({
        name: z.string(),
        rows: count,
        audits: z.array(
          z.object({
            name: z.string().describe('What it is called, or what it asks of which columns.'),
            audit: z.string().describe('The built-in audit; `custom`: one of the project’s own.'),
            key: z.string().describe('What is asked, as a text that is the same wherever it is written.'),
            columns: z.array(z.string()),
            tags: z.array(z.string()),
            status: z.enum(['passed', 'warned', 'failed']).describe('`failed`: it would stop a commit.'),
            failures: count.describe(
              'Rows that break it; of `reconcile` groups; 1 where no row does by itself.',
            ),
            rows: count.describe('Rows, or groups, that were looked at.'),
            measured: z
              .string()
              .nullable()
              .describe('A share, a moment or an index; null: nothing, or personal data.'),
            uncompared: z
              .boolean()
              .describe('It was to be compared with the version before, which has not its columns.'),
            sample: auditResult.shape.sample.describe('A few rows that break it; personal data is masked.'),
          }),
        ),
      }),
    ),
    missing: z.array(z.string()).describe('Models that the environment has not.'),
    summary: z.object({ passed: count, warned: count, failed: count }),
    diagnostics: z.array(diagnosticForm),
  })
  .meta({ id: 'audit', title: 'Audits of what stands' });
export type AuditDocument = z.infer<typeof auditDocumentForm>;

/** A model that was audited: `results` belong to `audits` by place. */
export interface AuditedRows {
  readonly name: string;
  readonly rows: number;
  readonly audits: readonly Audit[];
  readonly results: readonly StoredAuditResult[];
}

export function auditDocument(
  models: readonly AuditedRows[],
  rest: Omit<AuditDocument, 'formatVersion' | 'models'>,
): AuditDocument {
  const { environment, version, missing, summary, diagnostics } = rest;
  return {
    formatVersion: currentFormat,
    environment,
    version,
    models: models.map(modelOf),
    missing,
    summary,
    diagnostics,
  };
}

function modelOf({ name, rows, audits, results }: AuditedRows): AuditDocument['models'][number] {
  return {
    name,
    rows,
    audits: results.map((result, place) => {
      const audit = audits[place]!;
      const failed = result.onFailure === 'block' ? 'failed' : 'warned';
      return {
        name: auditName(audit),
        audit: result.name,
        key: result.audit,
        columns: result.columns,
        tags: [...(audit.tags ?? [])],
        status: result.status === 'passed' ? 'passed' : failed,
        failures: result.failures,
        rows: result.rows ?? rows,
        measured: result.measured ?? null,
        uncompared: result.uncompared === true,
        sample: result.sample,
      };
    }),
  };
}
