import type { Pair } from '../../compare/parity/index.ts';
import { type Diagnostic, DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { appendRecord, readLedger } from '../../execute/index.ts';
import type { Context } from '../commands/context.ts';
import type { ProcessEnd } from '../start-lode.ts';
import { failure, type ParityRun, recordOf } from './compare-pair.ts';
import type { OpenParity } from './open-parity.ts';
import { type ParityEvent, runPairs, withLedger } from './run-pairs.ts';

/** What a worker says, a line each. */
export type WorkerLine =
  | ParityEvent
  /** It cannot go on: of no pair in particular. */
  | { readonly kind: 'stopped'; readonly diagnostics: readonly Diagnostic[] };

/**
 * The same as `runPairs`, in a process of its own: where that one is killed, by a system whose memory ran out or a fault of the engine, the pair that it was at has failed, and another process goes on with the
 * rest. Here where the host starts none.
 */
export async function runApart(
  context: Context,
  opened: OpenParity,
  pairs: readonly Pair[],
  run: ParityRun,
  onEvent: (event: ParityEvent) => void,
): Promise<void> {
  const { host } = context;
  if (host.startLode === null) return runPairs(context, opened, pairs, run, onEvent);
  let left = pairs;
  while (left.length > 0) {
    const heard = await startWorker(context, opened, left, run, onEvent);
    // Who was stopped with us has not failed.
    if (host.signal.aborted) return;
    const { began } = heard;
    left = left.filter(({ name }) => !heard.recorded.has(name));
    if (heard.stopped !== null) throw new DiagnosticError(heard.stopped);
    const pair = left.find(({ name }) => name === began?.pair);
    if (began === null || pair === undefined) {
      if (left.length === 0) return;
      throw new DiagnosticError(diagnose('parity-killed', { pair: left[0]!.name, how: endWords(heard.end) }));
    }
    await recordKilled(context, opened, pair, began, run, heard.end, onEvent);
    left = left.filter((each) => each !== pair);
  }
}

interface Heard {
  readonly end: ProcessEnd;
  readonly recorded: ReadonlySet<string>;
  /** The pair that it was at. */
  readonly began: { readonly pair: string; readonly attempt: number; readonly at: number } | null;
  readonly stopped: readonly Diagnostic[] | null;
}

async function startWorker(
  { host, options }: Context,
  { environment, night }: OpenParity,
  pairs: readonly Pair[],
  { runId, memoryLimit }: ParityRun,
  onEvent: (event: ParityEvent) => void,
): Promise<Heard> {
  const recorded = new Set<string>();
  let began: Heard['began'] = null;
  let stopped: Heard['stopped'] = null;
  const argv = [
    ...(options.project === null ? [] : ['--project', options.project]),
    ...(options.target === null ? [] : ['--target', options.target]),
    ...['parity', 'run', '--worker', String(host.process), '--run-id', runId, '--night', night],
    ...['--env', environment],
    ...(memoryLimit === null ? [] : ['--memory-limit', memoryLimit]),
    ...pairs.flatMap(({ name }) => ['--pair', name]),
  ];
  const end = await host.startLode!(argv, (text) => {
    const line = JSON.parse(text) as WorkerLine;
    switch (line.kind) {
      case 'began':
        began = { pair: line.pair, attempt: line.attempt, at: host.clock.now() };
        return onEvent(line);
      case 'recorded':
        began = null;
        recorded.add(line.record.pair);
        return onEvent(line);
      case 'stopped':
        stopped = line.diagnostics;
    }
  });
  return { end, recorded, began, stopped };
}

/** A worker may have been killed just behind its record: then that one holds. */
async function recordKilled(
  context: Context,
  opened: OpenParity,
  pair: Pair,
  { attempt, at }: NonNullable<Heard['began']>,
  run: ParityRun,
  end: ProcessEnd,
  onEvent: (event: ParityEvent) => void,
): Promise<void> {
  const finding = failure(opened, pair, [diagnose('parity-killed', { pair: pair.name, how: endWords(end) })]);
  const seconds = Math.max(0, context.host.clock.now() - at) / 1000;
  const record = recordOf(context, opened, pair, attempt, run, finding, { startedAt: at, seconds });
  await withLedger(context, opened, async (session) => {
    const { lake } = opened.open;
    const isNew = await appendRecord(lake, session, record);
    const [standing = record] = isNew
      ? []
      : await readLedger(lake, session, { runId: run.runId, pair: pair.name });
    onEvent({ kind: 'recorded', record: standing, again: false });
  });
}

function endWords({ code, signal }: ProcessEnd): string {
  return signal === null ? `with exit code ${code}` : `by ${signal}`;
}
