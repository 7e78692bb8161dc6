import { nightOf, nightText, type ParityRecord } from '../../compare/parity/index.ts';
import { DiagnosticError } from '../../diagnostics/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { openParity } from '../parity/open-parity.ts';
import { runApart, type WorkerLine } from '../parity/run-apart.ts';
import { type ParityEvent, runPairs } from '../parity/run-pairs.ts';
import { recordLines, runSummary } from '../views/parity-text.ts';
import type { Context } from './context.ts';

export interface ParityRunRequest {
  readonly pairs: readonly string[];
  readonly environment: string | null;
  readonly night: string | null;
  readonly runId: string | null;
  readonly memoryLimit: string | null;
  /** The process for which this one compares; null: it is the one that was started. */
  readonly workerOf: number | null;
}

/** `lode parity run`: compares all pairs and records what was found. Exit code 0: all match, 2: some differ, 1: some could not be compared. */
export async function parityRunCommand(context: Context, request: ParityRunRequest): Promise<ExitCode> {
  const { host, options, console } = context;
  if (request.workerOf !== null) return work(context, request, request.workerOf);
  const opened = await openParity(context, request);
  const runId = request.runId ?? host.clock.uuid();
  const { night, environment, pairs } = opened;
  const records: ParityRecord[] = [];
  const isTonight = night === nightOf(host.clock.now(), opened.parity.timeZone);
  const width = Math.max(...pairs.map(({ name }) => name.length));
  if (!options.json) host.stdout(`${nightText(night)}, environment ${environment}\n\n`);
  const tell = (event: ParityEvent) => {
    if (event.kind !== 'recorded') return;
    records.push(event.record);
    if (!options.json)
      host.stdout(`${recordLines(event.record, width, event.again, isTonight, console.style)}\n`);
  };
  await runApart(context, opened, pairs, { runId, night, memoryLimit: request.memoryLimit }, tell);
  if (options.json) console.document({ formatVersion: '1.0', runId, night, environment, records });
  else host.stdout(`\n${runSummary(records)}\n`);
  return exitCodeOf(records);
}

/** Compares for another process, which is told line by line. Stops where that one is no more: nobody would know. */
async function work(context: Context, request: ParityRunRequest, workerOf: number): Promise<ExitCode> {
  const { host } = context;
  const say = (line: WorkerLine) => host.stdout(`${JSON.stringify(line)}\n`);
  const starter = host.processes.identify(workerOf);
  try {
    const opened = await openParity(context, request);
    const run = { runId: request.runId!, night: opened.night, memoryLimit: request.memoryLimit };
    const goOn = () => starter !== null && host.processes.identify(workerOf) === starter;
    await runPairs(context, opened, opened.pairs, run, say, goOn);
    return exitCodes.done;
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    say({ kind: 'stopped', diagnostics: error.diagnostics });
    return exitCodes.error;
  }
}

function exitCodeOf(records: readonly ParityRecord[]): ExitCode {
  const has = (verdict: ParityRecord['verdict']) => records.some((record) => record.verdict === verdict);
  return has('failed') ? exitCodes.error : has('differs') ? exitCodes.differences : exitCodes.done;
}
