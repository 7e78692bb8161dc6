import type { Night, Pair, ParityRecord, RecordedSide } from '../../compare/parity/index.ts';
import { requestForNight } from '../../compare/parity/index.ts';
import { type Diagnostic, DiagnosticError, diagnose, hasErrors } from '../../diagnostics/index.ts';
import { engineFileFailure } from '../../execute/engine-file-failure.ts';
import { EngineError } from '../../ports/index.ts';
import { lodeVersion } from '../../version.ts';
import type { Context } from '../commands/context.ts';
import { queryFailure } from '../query-failure.ts';
import { redaction } from '../redact.ts';
import { compareFiles } from './compare-files.ts';
import { compareRows } from './compare-rows.ts';
import type { OpenParity } from './open-parity.ts';

/** One run over the pairs. */
export interface ParityRun {
  readonly runId: string;
  readonly night: Night;
  readonly memoryLimit: string | null;
}

/** What comparing a pair gives to its record. */
export type Finding = Pick<
  ParityRecord,
  | 'verdict'
  | 'reason'
  | 'code'
  | 'score'
  | 'left'
  | 'right'
  | 'rows'
  | 'columns'
  | 'accepted'
  | 'differences'
  | 'detail'
>;

/** Compares a pair, and says how that went: whatever is wrong with it is a verdict, `failed`, and not an error. */
export async function comparePair(
  context: Context,
  opened: OpenParity,
  pair: Pair,
  attempt: number,
  run: ParityRun,
): Promise<ParityRecord> {
  const { host } = context;
  const startedAt = host.clock.now();
  const begun = host.timer.monotonic();
  const finding = await find(context, opened, pair, run).catch((error: unknown) =>
    failure(opened, pair, diagnosticsOf(error)),
  );
  return recordOf(context, opened, pair, attempt, run, finding, {
    startedAt,
    seconds: Math.max(0, host.timer.monotonic() - begun) / 1000,
  });
}

/** The record of a finding. */
export function recordOf(
  { host }: Context,
  { open, night }: OpenParity,
  pair: Pair,
  attempt: number,
  { runId }: ParityRun,
  finding: Finding,
  { startedAt, seconds }: { readonly startedAt: number; readonly seconds: number },
): ParityRecord {
  return {
    runId,
    project: open.lake.project.name,
    night,
    pair: pair.name,
    attempt,
    startedAt: new Date(startedAt).toISOString(),
    recordedAt: new Date(host.clock.now()).toISOString(),
    required: pair.required,
    owner: pair.owner,
    compare: pair.compare,
    rules: pair.rules,
    seconds,
    by: open.lake.actor,
    git: open.lake.project.git,
    lode: lodeVersion,
    ...finding,
  };
}

async function find(context: Context, opened: OpenParity, pair: Pair, run: ParityRun): Promise<Finding> {
  if (pair.problems.length > 0) throw new DiagnosticError(pair.problems);
  const { value, diagnostics } = requestForNight(
    pair,
    run.night,
    opened.parity.timeZone,
    context.host.clock.now(),
  );
  if (value === null || hasErrors(diagnostics)) throw new DiagnosticError(diagnostics);
  return pair.compare === 'bytes'
    ? compareFiles(context, opened, value)
    : compareRows(context, opened, pair, value, run);
}

/** A finding that there is none. */
export function failure({ open }: OpenParity, pair: Pair, diagnostics: readonly Diagnostic[]): Finding {
  const redact = redaction(open);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const lines = errors.flatMap(({ summary, detail, hint }) => [
    summary,
    ...(detail?.split('\n') ?? []).map((line) => `  ${line}`),
    ...(hint === undefined ? [] : [`→ ${hint}`]),
  ]);
  const side = (name: 'left' | 'right'): RecordedSide => {
    const form = pair.form[name];
    return {
      name: form === undefined ? '' : typeof form === 'string' ? form : form.side,
      kind: null,
      environment: null,
      environmentVersion: null,
      tableVersion: null,
      rows: null,
      files: [],
    };
  };
  return {
    verdict: 'failed',
    reason: redact(first?.summary ?? 'it could not be compared'),
    code: first?.code ?? null,
    score: null,
    left: side('left'),
    right: side('right'),
    rows: null,
    columns: [],
    accepted: [],
    differences: null,
    detail: redact(lines.join('\n')),
  };
}

function diagnosticsOf(error: unknown): readonly Diagnostic[] {
  const known = engineFileFailure(error) ?? (error instanceof EngineError ? queryFailure(error, []) : error);
  if (known instanceof DiagnosticError) return known.diagnostics;
  const problem = known instanceof Error ? known.message : String(known);
  return [diagnose('internal-error', { problem })];
}
