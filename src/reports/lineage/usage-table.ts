import type { ColumnUsage, Usage } from '../../lineage/index.ts';

/** The migration triage as rows of text, the first being the heading. */
export function usageRows(usage: Usage): readonly (readonly string[])[] {
  return [
    ['relation', 'relation_type', 'column', 'type', 'pii', 'verdict', 'values_arrive_in', 'decides', 'hops'],
    ...usage.columns.map((one) => [
      one.relation,
      one.relationType,
      one.column,
      one.type,
      one.pii ?? '',
      usageVerdict(one),
      one.values.join(' '),
      one.decides.join(' '),
      one.hops === null ? '' : String(one.hops),
    ]),
  ];
}

/** `used`: values arrive in an end. `decides`: only decisions do. `dead end`: it is read, but nothing of it arrives. `unread`: nothing reads it. */
export function usageVerdict(usage: ColumnUsage): 'used' | 'decides' | 'dead end' | 'unread' {
  if (usage.values.length > 0) return 'used';
  if (usage.decides.length > 0) return 'decides';
  return usage.read ? 'dead end' : 'unread';
}

/** The triage as CSV (RFC 4180). */
export function usageCsv(usage: Usage): string {
  const field = (value: string) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return usageRows(usage)
    .map((row) => `${row.map(field).join(',')}\r\n`)
    .join('');
}
