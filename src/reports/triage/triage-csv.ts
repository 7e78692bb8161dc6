import type { TriageReport } from '../../triage/index.ts';
import { blindSpotWords } from './triage-words.ts';

const columns = [
  'object',
  'kind',
  'owner',
  'layer',
  'upstream',
  'downstream',
  'consumers',
  'use',
  'queries',
  'last_use',
  'window_from',
  'window_to',
  'queries_known',
  'blind_spots',
  'pii',
  'confidence',
  'effort',
  'points',
  'reasons',
  'wave',
  'decision',
  'decided_on',
  'model',
  'tests',
  'parity',
  'file',
  'line',
] as const;

/** One line for each object (RFC 4180); lists are joined by blanks. The window of the logs, the share of queries whose tables are known, and what the logs cannot show stand in every line: `not_seen` means nothing without them. */
export function triageCsv(report: TriageReport): string {
  const { window } = report;
  const spots = blindSpotWords(report).join(' ');
  const lines = report.objects.map((row): readonly (string | number | null)[] => [
    row.object,
    row.kind,
    row.owner,
    row.layer,
    row.upstream,
    row.downstream,
    row.consumers.join(' '),
    row.use,
    row.queries,
    row.lastUse,
    window?.from ?? null,
    window?.to ?? null,
    window === null ? null : Math.floor(window.share * 1000) / 1000,
    spots,
    row.pii.join(' '),
    row.confidence,
    row.effort,
    row.points,
    row.reasons.map(({ measure, count, points }) => `${measure}=${count} (+${points})`).join('; '),
    row.wave,
    row.decision,
    row.decidedOn,
    row.model,
    row.tests,
    row.parity,
    row.place.file,
    row.place.line,
  ]);
  return [columns, ...lines].map((line) => `${line.map(field).join(',')}\r\n`).join('');
}

function field(value: string | number | null): string {
  const text = value === null ? '' : String(value);
  // A program for tables would take such a text for a formula.
  const plain = /^[=+@\t]/.test(text) || /^-\D/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
