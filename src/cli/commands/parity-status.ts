import { resolve } from 'node:path';
import {
  gateDocument,
  gateOf,
  historiesOf,
  type PairHistory,
  type ParityStatus,
  statusOf,
} from '../../compare/parity/index.ts';
import { readLedger } from '../../execute/index.ts';
import { gateText, statusHtml, statusMarkdown, statusText } from '../../reports/parity/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { type OpenParity, openParity } from '../parity/open-parity.ts';
import { withLedger } from '../parity/run-pairs.ts';
import { parityStyle } from '../views/parity-text.ts';
import type { Context } from './context.ts';

export const statusFormats = ['text', 'json', 'html', 'markdown'] as const;
export type StatusFormat = (typeof statusFormats)[number];

export interface ParityStatusRequest {
  readonly pairs: readonly string[];
  readonly night: string | null;
  /** How many nights; null: since the pairs are compared, at most 60. */
  readonly nights: number | null;
  readonly format: StatusFormat;
  readonly out: string | null;
}

export interface ParityGateRequest {
  readonly pairs: readonly string[];
  readonly night: string | null;
  readonly days: number;
}

/** `lode parity status`: the nights of each pair, and its streak. */
export async function parityStatusCommand(context: Context, request: ParityStatusRequest): Promise<ExitCode> {
  const { host } = context;
  const opened = await openParity(context, { ...request, environment: null });
  const { parity, pairs, night } = opened;
  const status = statusOf(parity, pairs, await histories(context, opened), request.nights, night);
  const text = textOf(context, request, status);
  if (request.out === null) host.stdout(text);
  else await host.files.replace(resolve(host.folder, request.out), text);
  return exitCodes.done;
}

/** `lode parity gate`: exit code 3 until every required pair has matched often enough. */
export async function parityGateCommand(context: Context, request: ParityGateRequest): Promise<ExitCode> {
  const { host, options, console } = context;
  const opened = await openParity(context, { ...request, environment: null });
  const { parity, pairs, night } = opened;
  const gate = gateDocument(gateOf(parity, pairs, await histories(context, opened), request.days, night));
  if (options.json) console.document(gate);
  else host.stdout(gateText(gate, parityStyle(console.style)));
  return gate.open ? exitCodes.done : exitCodes.stopped;
}

function histories(context: Context, opened: OpenParity): Promise<ReadonlyMap<string, PairHistory>> {
  return withLedger(context, opened, async (session) =>
    historiesOf(await readLedger(opened.open.lake, session)),
  );
}

function textOf({ host, console }: Context, { format, out }: ParityStatusRequest, status: ParityStatus) {
  switch (format) {
    case 'text':
      return out === null
        ? statusText(status, host.terminal.columns, parityStyle(console.style))
        : statusText(status, 100);
    case 'json':
      return `${JSON.stringify(status, null, 2)}\n`;
    case 'html':
      return statusHtml(status);
    case 'markdown':
      return statusMarkdown(status);
  }
}
