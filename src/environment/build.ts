import { z } from 'zod';
import { contentHash } from './canonical-json.ts';
import { formatVersion, moment, sha256 } from './format.ts';

/** What a model read: a relation and the content that it had. */
export const inputContent = z.object({ relation: z.string(), content: z.string() });
export type InputContent = z.infer<typeof inputContent>;

/** An interval of a time-range model, end exclusive, as typed literals print; null for models without intervals. */
export const interval = z.object({ start: z.string(), end: z.string() });
export type Interval = z.infer<typeof interval>;

export const dataFile = z.object({
  /** Relative to the attempt's folder, decoded. */
  path: z.string(),
  size: z.number().int().nonnegative(),
  rows: z.number().int().nonnegative(),
  partitionValues: z.record(z.string(), z.string().nullable()),
  /** Delta statistics, as the log carries them. */
  stats: z.string(),
});
export type BuildFile = z.infer<typeof dataFile>;

export const auditResult = z
  .object({
    /** The audit's canonical text: name, columns, arguments. Results are found again by it. */
    audit: z.string(),
    name: z.string(),
    columns: z.array(z.string()),
    onFailure: z.enum(['block', 'warn', 'quarantine']),
    status: z.enum(['passed', 'failed']),
    /** Rows that break the audit; for `row_count` the count found. */
    failures: z.number().int().nonnegative(),
    /** Rows that were looked at; left out in records of earlier versions. */
    rows: z.number().int().nonnegative().optional(),
    /** What was measured, where that is no count of rows. */
    measured: z.string().optional(),
    /** It was to be compared with the version before, which has not its columns. */
    uncompared: z.literal(true).optional(),
    /** A few failing rows, columns tagged as PII masked. */
    sample: z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.json())) }).nullable(),
  })
  .meta({ id: 'audit-result', title: 'Audit result' });
export type StoredAuditResult = z.infer<typeof auditResult>;

/**
 * Immutable output of running a model once. `_builds/<layer>/<model>/<id>/build.json`, put if absent, chooses among the attempts; the files
 * lie in the attempt's folder.
 */
export const build = z
  .object({
    formatVersion,
    id: sha256,
    model: z.string(),
    definition: sha256,
    computation: sha256,
    target: z.string(),
    inputs: z.array(inputContent),
    interval: interval.nullable(),
    /** What an unstable build belongs to; null for a build that anyone may reuse. */
    scope: z.string().nullable(),
    attempt: z.string(),
    createdAt: moment,
    seconds: z.number().nonnegative(),
    rows: z.number().int().nonnegative(),
    bytes: z.number().int().nonnegative(),
    /** Identifies schema and rows as a bag: equal content, equal table. */
    content: z.string(),
    files: z.array(dataFile),
    audits: z.array(auditResult),
  })
  .meta({ id: 'build', title: 'Build' });
export type Build = z.infer<typeof build>;

/** What a build's id is made of. */
export interface BuildIdentity {
  readonly model: string;
  readonly computation: string;
  readonly target: string;
  readonly inputs: readonly InputContent[];
  readonly interval: Interval | null;
  readonly scope: string | null;
}

export function buildId(identity: BuildIdentity): string {
  return contentHash({ ...identity, inputs: sortInputs(identity.inputs) });
}

export function sortInputs(inputs: readonly InputContent[]): InputContent[] {
  return [...inputs].sort((a, b) => (a.relation < b.relation ? -1 : a.relation > b.relation ? 1 : 0));
}

/** Two lists of inputs name the same contents. */
export function sameInputs(a: readonly InputContent[], b: readonly InputContent[]): boolean {
  if (a.length !== b.length) return false;
  const contents = new Map(a.map((input) => [input.relation, input.content]));
  return b.every((input) => contents.get(input.relation) === input.content);
}

/**
 * The content of a relation without rows of its own (a view, an embedded model): it changes exactly when what it computes or what it reads may have.
 */
export function derivedContent(computation: string, inputs: readonly InputContent[]): string {
  return `derived:${contentHash({ computation, inputs: sortInputs(inputs) })}`;
}
