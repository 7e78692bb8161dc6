import type { ColumnUsage, Usage } from '../../lineage/index.ts';
import type { Coverage } from './coverage.ts';

export const usageVerdicts = ['used', 'decides', 'dead end', 'unread', 'unknown'] as const;
export type UsageVerdict = (typeof usageVerdicts)[number];

/** The migration triage as rows of text, the first being the heading. What could not be read stands in it as rows of its own, without a column. */
export function usageRows(usage: Usage, coverage: Coverage): readonly (readonly string[])[] {
  return [
    [
      'relation',
      'relation_type',
      'column',
      'type',
      'pii',
      'verdict',
      'values_arrive_in',
      'decides',
      'hops',
      'note',
    ],
    ...usage.columns.map((one) => [
      one.relation,
      one.relationType,
      one.column,
      one.type,
      one.pii ?? '',
      usageVerdict(one, coverage),
      one.values.join(' '),
      one.decides.join(' '),
      one.hops === null ? '' : String(one.hops),
      '',
    ]),
    ...coverage.notRead.map(({ relation, type, file, reason }) => [
      relation,
      type,
      ...['', '', '', 'not read', '', '', ''],
      `${file}: ${reason}`,
    ]),
    ...coverage.partlyRead.map((reason) => ['', '', '', '', '', 'partly read', '', '', '', reason]),
  ];
}

/**
 * `used`: values arrive in an end. `decides`: only decisions do. `dead end`: it is read, but nothing of it arrives. `unread`: nothing reads it. `unknown`: nothing that was read
 * reads it, or brings it to an end, but something was not read.
 */
export function usageVerdict(usage: ColumnUsage, { notRead }: Coverage): UsageVerdict {
  if (usage.values.length > 0) return 'used';
  if (usage.decides.length > 0) return 'decides';
  if (notRead.length > 0) return 'unknown';
  return usage.read ? 'dead end' : 'unread';
}

/** The triage as CSV (RFC 4180). */
export function usageCsv(usage: Usage, coverage: Coverage): string {
  const field = (value: string) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return usageRows(usage, coverage)
    .map((row) => `${row.map(field).join(',')}\r\n`)
    .join('');
}
