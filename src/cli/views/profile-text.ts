import {
  type ColumnChange,
  type ColumnProfile,
  filledShare,
  findChanges,
  type RowsProfile,
} from '../../quality/profile/index.ts';
import type { ProfileEntry, ProfileHistory } from '../profile/gather-profile.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';
import { count, rows } from './units.ts';

/** All columns of a model as they are, each with a small chart of how many rows had a value. */
export function profileOverview(found: ProfileHistory, width: number, style: Style): string {
  const { now, history } = found;
  const past = [...history].reverse();
  const charted = past.length > 1;
  const table = renderTable(
    [
      { name: 'column', align: 'left' },
      { name: 'type', align: 'left' },
      { name: 'filled', align: 'right' },
      { name: 'distinct', align: 'right' },
      { name: 'least', align: 'left' },
      { name: 'median', align: 'right' },
      { name: 'greatest', align: 'left' },
      { name: 'most frequent', align: 'left' },
      ...(charted ? [{ name: 'filled over time', align: 'left' as const }] : []),
    ],
    now.profile.columns.map((column) => [
      column.name,
      column.type,
      filled(column, now.profile.rows),
      distinct(column),
      ...values(column, now.profile.rows),
      ...(charted
        ? [past.map(({ profile }) => mark(named(profile, column.name), profile.rows)).join('')]
        : []),
    ]),
    width,
    style,
  );
  return [heading(found, style), '', table, ...changeLines(found, style)].join('\n');
}

/** One column through the versions, or parts. */
export function profileOfColumn(found: ProfileHistory, width: number, style: Style): string {
  const [column] = found.now.profile.columns;
  const name = column?.name ?? found.history[0]?.profile.columns[0]?.name ?? '';
  const entries = found.history.length === 0 ? [found.now] : found.history;
  const table = renderTable(
    [
      { name: found.per === 'part' ? 'rows of' : 'version', align: found.per === 'part' ? 'left' : 'right' },
      { name: 'measured', align: 'left' },
      { name: 'rows', align: 'right' },
      { name: 'filled', align: 'right' },
      { name: '', align: 'left' },
      { name: 'distinct', align: 'right' },
      { name: 'least', align: 'left' },
      { name: 'median', align: 'right' },
      { name: 'greatest', align: 'left' },
      { name: 'most frequent', align: 'left' },
    ],
    entries.map((entry) => {
      const of = named(entry.profile, name);
      const { rows: all } = entry.profile;
      const start = [nameOf(found, entry), minute(entry.measuredAt), count(all)];
      if (of === null) return [...start, 'not there'];
      return [...start, filled(of, all), bar(of, all), distinct(of), ...values(of, all)];
    }),
    width,
    style,
  );
  return [heading(found, style), style.bold(name), '', table, ...changeLines(found, style)].join('\n');
}

/** Several columns side by side: which of them was filled, with how many values, and with which. */
export function profileSideBySide(
  found: ProfileHistory,
  names: readonly string[],
  width: number,
  style: Style,
): string {
  const entries = found.history.length === 0 ? [found.now] : found.history;
  const block = (title: string, cell: (column: ColumnProfile, all: number) => string) => [
    '',
    style.bold(title),
    renderTable(
      [
        {
          name: found.per === 'part' ? 'rows of' : 'version',
          align: found.per === 'part' ? 'left' : 'right',
        },
        { name: 'measured', align: 'left' },
        ...names.map((name) => ({ name, align: 'right' as const })),
      ],
      entries.map((entry) => [
        nameOf(found, entry),
        minute(entry.measuredAt),
        ...names.map((name) => {
          const column = named(entry.profile, name);
          return column === null ? '' : cell(column, entry.profile.rows);
        }),
      ]),
      width,
      style,
    ),
  ];
  return [
    heading(found, style),
    ...block('Rows with a value', filled),
    ...block('Different values', (column) => distinct(column)),
    ...block('Least … greatest', ({ min, max, pii }) =>
      pii !== null ? '' : min === null ? '' : `${min} … ${max}`,
    ),
    ...block('Most frequent', frequent),
    ...changeLines(found, style),
  ].join('\n');
}

function heading(found: ProfileHistory, style: Style): string {
  const { now, model, environment, version } = found;
  const { rows: all, sampled } = now.profile;
  const sample =
    sampled === null ? '' : `; distinct values, medians and frequent values from ${rows(sampled)}, marked ~`;
  const when = now.from === 'record' ? `measured with version ${now.version}` : 'measured now';
  return `${style.bold(model)} in ${environment}, version ${version}: ${rows(all)}, ${when}${sample}`;
}

/** What to look at, newest first. */
function changeLines(found: ProfileHistory, style: Style): string[] {
  const { history } = found;
  const lines = history.slice(0, -1).flatMap((entry, place) => {
    const at = found.per === 'part' ? nameOf(found, entry) : `version ${entry.version}`;
    const changes = findChanges(history[place + 1]!.profile, entry.profile);
    return changes.map((change) => `${at}: ${change.column} ${changeWords(change)}`);
  });
  return lines.length === 0 ? [] : ['', style.bold('What changed'), ...lines];
}

function changeWords({ what, before, after }: ColumnChange): string {
  switch (what) {
    case 'filled':
      return `filled ${percent(Number(before))} → ${percent(Number(after))}`;
    case 'distinct':
      return `${count(Number(before))} → ${count(Number(after))} different values`;
    case 'type':
      return `${before} → ${after}`;
    case 'appeared':
      return 'is new';
    case 'left':
      return 'is gone';
  }
}

function nameOf({ per: kind }: ProfileHistory, { version, interval }: ProfileEntry): string {
  if (kind === 'version') return String(version);
  if (interval === null) return `version ${version}`;
  const short = (bound: string) => bound.replace(/[ T]00:00:00(\.0+)?$/, '');
  return `${short(interval.start)} to ${short(interval.end)}`;
}

function named(profile: RowsProfile, name: string): ColumnProfile | null {
  return profile.columns.find((column) => column.name.toLowerCase() === name.toLowerCase()) ?? null;
}

function minute(moment: string): string {
  return moment.slice(0, 16).replace('T', ' ');
}

/** `100 %` and `0 %` only where it is all and none. */
function percent(share: number): string {
  if (share === 0 || share === 1) return `${share * 100} %`;
  const rounded = Math.min(99.9, Math.max(0.1, share * 100));
  return `${rounded >= 10 && rounded <= 90 ? rounded.toFixed(0) : rounded.toFixed(1)} %`;
}

function filled(column: ColumnProfile, all: number): string {
  const share = filledShare(column, all);
  return share === null ? '' : percent(share);
}

function distinct({ distinct: value, distinctExact }: ColumnProfile): string {
  return `${distinctExact ? '' : '~'}${count(value)}`;
}

function values(column: ColumnProfile, all: number): string[] {
  if (column.pii !== null) return ['personal', '', '', ''];
  const median = column.quantiles?.[2];
  return [
    column.min ?? '',
    median === undefined ? '' : String(Number(median.toPrecision(12))),
    column.max ?? '',
    frequent(column, all),
  ];
}

function frequent({ top, pii }: ColumnProfile, all: number): string {
  if (pii !== null) return 'personal';
  return top
    .slice(0, 3)
    .map(({ value, rows: of }) => `${value} ${percent(Math.min(1, of / Math.max(all, 1)))}`)
    .join(', ');
}

const eighths = ['·', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

function mark(column: ColumnProfile | null, all: number): string {
  const share = column === null ? null : filledShare(column, all);
  if (share === null) return ' ';
  return eighths[share === 0 ? 0 : Math.max(1, Math.floor(share * 8))]!;
}

function bar(column: ColumnProfile, all: number): string {
  const share = filledShare(column, all) ?? 0;
  const full = share === 1 ? 10 : Math.min(9, Math.round(share * 10));
  return '█'.repeat(share > 0 ? Math.max(full, 1) : 0).padEnd(10, '░');
}
