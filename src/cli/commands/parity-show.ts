import { relative } from 'node:path';
import { historiesOf, nightText, type Pair } from '../../compare/parity/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { lakePath, readLedger } from '../../execute/index.ts';
import { recordText } from '../../reports/parity/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { openParity } from '../parity/open-parity.ts';
import { withLedger } from '../parity/run-pairs.ts';
import type { Context } from './context.ts';

export interface ParityShowRequest {
  readonly pair: string;
  readonly night: string | null;
}

/** `lode parity show PAIR`: what was found on a night, the last one that has a record. */
export async function parityShowCommand(context: Context, request: ParityShowRequest): Promise<ExitCode> {
  const { host, options, console } = context;
  const opened = await openParity(context, {
    pairs: [request.pair],
    environment: null,
    night: request.night,
  });
  const [pair] = opened.pairs as [Pair];
  const { lake } = opened.open;
  const records = await withLedger(context, opened, (session) =>
    readLedger(lake, session, { pair: pair.name }),
  );
  const nights = historiesOf(records).get(pair.name)?.nights ?? new Map();
  const last = [...nights.keys()]
    .filter((night) => night <= opened.night)
    .sort()
    .at(-1);
  const night = request.night ?? last;
  const found = night === undefined ? undefined : nights.get(night);
  if (found === undefined)
    throw new DiagnosticError(
      diagnose('parity-not-recorded', { pair: pair.name, night: night ?? null, last: last ?? null }),
    );
  const { record, attempts } = found;
  const stored = record.differences === null ? null : lakePath(lake, record.differences);
  const kept =
    stored !== null && (await lake.files.stat(`${stored}/_delta_log/00000000000000000000.json`)) !== null;
  if (options.json) console.document({ formatVersion: '1.0', attempts, kept, record });
  else
    host.stdout(
      `${console.style.bold(`${pair.name}, ${nightText(record.night)}`)}\n${recordText(record, attempts, kept ? shortest(host.folder, stored) : null)}`,
    );
  return exitCodes.done;
}

/** As somebody would type it. */
function shortest(folder: string, path: string): string {
  const below = relative(folder, path);
  return below.startsWith('..') || /^[a-z0-9]+:\/\//.test(path) ? path : below;
}
