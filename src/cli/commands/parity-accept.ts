import { resolve } from 'node:path';
import { splitNames } from '../../compare/index.ts';
import {
  type AcceptanceForm,
  addAcceptance,
  historiesOf,
  isNight,
  loadParity,
  type Pair,
} from '../../compare/parity/index.ts';
import { DiagnosticError, diagnose, hasErrors } from '../../diagnostics/index.ts';
import { readLedger } from '../../execute/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { ProjectError } from '../open-project.ts';
import { type OpenParity, openParity, parityFile } from '../parity/open-parity.ts';
import { withLedger } from '../parity/run-pairs.ts';
import type { Context } from './context.ts';

export interface ParityAcceptRequest {
  readonly pair: string;
  readonly reason: string;
  readonly until: string;
  readonly by: string | null;
  /** With commas between. */
  readonly columns: string | null;
  readonly onlyIn: 'left' | 'right' | null;
  readonly where: string | null;
  readonly maxRows: number | null;
}

/** `lode parity accept PAIR`: writes into parity.yml that a difference is known. What was recorded stands; the next run judges by it. */
export async function parityAcceptCommand(context: Context, request: ParityAcceptRequest): Promise<ExitCode> {
  const { host, console } = context;
  const opened = await openParity(context, { pairs: [request.pair], environment: null, night: null });
  const [pair] = opened.pairs as [Pair];
  if (!isNight(request.until))
    throw new DiagnosticError(diagnose('parity-night-invalid', { night: request.until }));
  if (pair.compare === 'bytes')
    throw new DiagnosticError(diagnose('parity-bytes-accepted', { pair: pair.name }));
  if (request.columns === null && request.onlyIn === null)
    throw new DiagnosticError(
      diagnose('parity-accept-nothing', { differing: await lastDifferences(context, opened, pair) }),
    );
  const path = resolve(opened.open.folder, parityFile);
  const before = await host.files.readText(path);
  const after = addAcceptance(before, pair.name, acceptanceOf(request, host.user));
  if (after === null) throw new DiagnosticError(diagnose('parity-accept-file', { pair: pair.name }));
  const { open } = opened;
  const file = { path: parityFile, text: after };
  const { value, diagnostics } = loadParity(file, open.project.timeZone, open.variables);
  const problems = [...diagnostics, ...(value?.pairs.find(({ name }) => name === pair.name)?.problems ?? [])];
  if (hasErrors(problems)) throw new ProjectError(problems, () => after);
  await host.files.replace(path, after);
  console.say(
    `${console.style.green('✓')} ${parityFile} accepts it until ${request.until}. Nights that were recorded stand as they are; compare one again with \`lode parity run --pair ${pair.name} --night …\`.`,
  );
  return exitCodes.done;
}

function acceptanceOf(request: ParityAcceptRequest, user: string): AcceptanceForm {
  const { columns, onlyIn, where, maxRows, until, reason, by } = request;
  return {
    ...(columns === null ? {} : { columns: splitNames(columns) }),
    ...(onlyIn === null ? {} : { only_in: onlyIn }),
    ...(where === null ? {} : { where }),
    ...(maxRows === null ? {} : { max_rows: maxRows }),
    until,
    reason,
    by: by ?? user,
  };
}

async function lastDifferences(context: Context, opened: OpenParity, pair: Pair): Promise<readonly string[]> {
  const records = await withLedger(context, opened, (session) =>
    readLedger(opened.open.lake, session, { pair: pair.name }),
  );
  const nights = historiesOf(records).get(pair.name)?.nights;
  const last = [...(nights?.keys() ?? [])].sort().at(-1);
  return last === undefined ? [] : nights!.get(last)!.record.columns;
}
