import { z } from 'zod';

const count = z.number().int().nonnegative();

const side = z.object({
  name: z.string().describe('As parity.yml has it, with the night in its place.'),
  kind: z.string().nullable(),
  environment: z.string().nullable(),
  environmentVersion: z.number().int().nullable(),
  tableVersion: z.number().int().nullable().describe('The Delta version of its table.'),
  rows: count.nullable().describe('Rows that were compared.'),
  files: z
    .array(
      z
        .object({ path: z.string(), size: count, modified: z.string(), sha256: z.string() })
        .describe('A file'),
    )
    .describe('Of a side that is files: what was read.'),
});

export const parityVerdicts = ['matched', 'accepted', 'differs', 'failed'] as const;
export type ParityVerdict = (typeof parityVerdicts)[number];

/** A row of the ledger: one pair, compared once. */
export const parityRecord = z
  .object({
    runId: z.string(),
    project: z.string(),
    night: z.string(),
    pair: z.string(),
    attempt: z.number().int().positive().describe('Of the pair on this night; the last one counts.'),
    startedAt: z.string(),
    recordedAt: z.string(),
    verdict: z.enum(parityVerdicts),
    reason: z.string().nullable().describe('Why it did not simply match.'),
    code: z.string().nullable().describe('Of a failure: the diagnostic.'),
    score: z.number().min(0).max(1).nullable().describe('The share of cells, or of lines, that match.'),
    required: z.boolean(),
    owner: z.string().nullable(),
    compare: z.enum(['rows', 'bytes']),
    left: side,
    right: side,
    rows: z
      .object({ both: count, changed: count, onlyLeft: count, onlyRight: count })
      .nullable()
      .describe('Of rows: as far as they were compared.'),
    columns: z.array(z.string()).describe('That differ beyond what is accepted.'),
    accepted: z.array(z.object({ reason: z.string(), by: z.string(), until: z.string(), rows: count })),
    differences: z.string().nullable().describe('A Delta table of the differing rows, relative to the lake.'),
    detail: z.string().nullable().describe('What differs, in lines.'),
    rules: z.string().describe('Changes when what counts as the same does.'),
    seconds: z.number().nonnegative(),
    by: z.object({ user: z.string(), host: z.string(), pid: z.number().int() }),
    git: z.string().nullable(),
    lode: z.string(),
  })
  .meta({ id: 'parity-record', title: 'A pair compared on a night' });

export type ParityRecord = z.infer<typeof parityRecord>;
export type RecordedSide = ParityRecord['left'];

/** Negative where `one` was superseded by `other`. Attempts first: clocks of several machines need not agree. */
export function byAttempt(one: ParityRecord, other: ParityRecord): number {
  return (
    one.attempt - other.attempt ||
    Date.parse(one.recordedAt) - Date.parse(other.recordedAt) ||
    (one.runId < other.runId ? -1 : one.runId > other.runId ? 1 : 0)
  );
}

export function counts({ verdict }: ParityRecord): boolean {
  return verdict === 'matched' || verdict === 'accepted';
}
