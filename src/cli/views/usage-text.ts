import type { ColumnReads, DeclaredUse, Unused, UsageWindow } from '../../triage/index.ts';
import type { ImportedLog } from '../usage/import-log.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';

const number = (value: number) => value.toLocaleString('en');
const plural = (value: number, one: string, many: string) => `${number(value)} ${value === 1 ? one : many}`;
const day = (time: number) => new Date(time).toISOString().slice(0, 10);

export interface RelationOverview {
  readonly relation: string;
  readonly queries: number;
  readonly users: number;
  readonly firstRead: number;
  readonly lastRead: number;
  /** Columns that were read by name. */
  readonly columns: number;
  readonly columnsUnknown: boolean;
  /** How many columns it has; null: not known. */
  readonly known: number | null;
}

/** What became of a log, in a few lines. */
export function importedText(log: ImportedLog, style: Style): string {
  if (log.again) return `${style.bold(log.file)}  imported before: nothing to do (\`--again\` reads it anew)`;
  const parts = [
    plural(log.queries, 'query', 'queries'),
    ...beforeText(log),
    plural(log.statements, 'statement', 'statements'),
    ...(log.robots > 0 ? [`${number(log.robots)} more by robots`] : []),
    ...(log.repeated > 0 ? [`${number(log.repeated)} that other logs had told of`] : []),
    ...(log.otherLines > 0 ? [`${plural(log.otherLines, 'other entry', 'other entries')}`] : []),
    ...(log.damagedLines > 0 ? [`${plural(log.damagedLines, 'damaged line', 'damaged lines')}`] : []),
  ];
  const window = log.from === null ? '' : `, ${log.from.slice(0, 10)} to ${log.to!.slice(0, 10)}`;
  return `${style.bold(log.file)}  ${log.format}${window}\n  ${parts.join(', ')}\n  ${shares(log.understood, log.queries)}`;
}

function beforeText({ before, queries }: ImportedLog): readonly string[] {
  if (before === null) return [];
  return [
    before <= queries
      ? `${number(before)} of them imported before`
      : `in place of ${number(before)} imported before`,
  ];
}

function shares(understood: ImportedLog['understood'], queries: number): string {
  const share = (count: number) => {
    const value = queries === 0 ? 0 : (100 * count) / queries;
    // What is not all is not called 100 %, and what is not nothing not 0 %.
    const shown = value > 99.9 && value < 100 ? 99.9 : value > 0 && value < 0.1 ? 0.1 : value;
    return `${shown.toLocaleString('en', { maximumFractionDigits: 1 })} %`;
  };
  return `columns proved for ${share(understood.bound)} of the queries, read by a grammar for ${share(understood.parsed)}, names alone for ${share(understood.scanned)}, nothing for ${share(understood.opaque)}`;
}

/** What stands beside whatever is said of use: the window, what was understood, what cannot be seen. */
export function windowText(window: UsageWindow, style: Style): string {
  const lines = [
    `${day(window.from)} to ${day(window.to)}: ${plural(window.queries, 'query', 'queries')}${window.robots > 0 ? `, and ${number(window.robots)} by robots that are left out` : ''}`,
    shares(window.understood, window.queries),
    ...(window.blindSpots.length > 0
      ? ['What these logs cannot show:', ...window.blindSpots.map((each) => `  - ${each}`)]
      : []),
  ];
  return lines.map((line) => style.dim(line)).join('\n');
}

export function relationsTable(all: readonly RelationOverview[], width: number, style: Style): string {
  return renderTable(
    [
      { name: 'relation', align: 'left' },
      { name: 'queries', align: 'right' },
      { name: 'users', align: 'right' },
      { name: 'last read', align: 'left' },
      { name: 'columns read', align: 'left' },
    ],
    all.map((each) => [
      each.relation,
      number(each.queries),
      number(each.users),
      day(each.lastRead),
      `${number(each.columns)}${each.known === null ? '' : ` of ${number(each.known)}`}${each.columnsUnknown ? ', and some that are not known' : ''}`,
    ]),
    width,
    style,
  );
}

/** The columns of a relation, those that nobody was seen to read with them. */
export function columnsTable(
  relation: string,
  reads: readonly ColumnReads[],
  known: readonly string[] | null,
  declared: readonly DeclaredUse[],
  width: number,
  style: Style,
): string {
  const named = new Set(reads.flatMap(({ column }) => (column === null || column === '*' ? [] : [column])));
  const columns = [...new Set([...(known ?? []), ...named])];
  const row = (column: string | null, label: string) => {
    const all = reads.filter((read) => read.column === column);
    const by = declared.filter(
      ({ columns: some }) => column === null || some === null || some.includes(column),
    );
    return [
      label,
      number(all.reduce((sum, { queries }) => sum + queries, 0)),
      number(new Set(all.map(({ user }) => user)).size),
      all.length === 0 ? '' : day(Math.max(...all.map(({ lastRead }) => lastRead))),
      by.map((each) => each.by).join(', '),
    ];
  };
  const table = renderTable(
    [
      { name: 'column', align: 'left' },
      { name: 'queries', align: 'right' },
      { name: 'users', align: 'right' },
      { name: 'last read', align: 'left' },
      { name: 'declared by', align: 'left' },
    ],
    [
      row(null, '(the relation)'),
      ...columns.map((column) => row(column, column)),
      ...(reads.some(({ column }) => column === '*') ? [row('*', '(columns not known)')] : []),
    ],
    width,
    style,
  );
  return `${style.bold(relation)}\n${table}`;
}

/** Who reads a column, with lines of logs to look at. */
export function columnUses(
  name: string,
  reads: readonly ColumnReads[],
  declared: readonly DeclaredUse[],
  width: number,
  style: Style,
): string {
  const rows = [...reads].sort((a, b) => b.queries - a.queries);
  const table = renderTable(
    [
      { name: 'user', align: 'left' },
      { name: 'queries', align: 'right' },
      { name: 'last read', align: 'left' },
      { name: 'for instance', align: 'left' },
    ],
    rows.map(({ user, column, queries, lastRead, places }) => [
      column === '*' ? `${user}, perhaps` : user,
      number(queries),
      day(lastRead),
      (places ?? []).map(({ file, line }) => `${file}:${line}`).join(' '),
    ]),
    width,
    style,
  );
  const said = declared.map(({ by }) => `declared by ${by}`);
  return [style.bold(name), rows.length === 0 ? 'no query was seen that reads it' : table, ...said].join(
    '\n',
  );
}

/** Of what no use is known, with all that this does not prove. */
export function unusedText(
  found: readonly Unused[],
  objects: number,
  window: UsageWindow,
  width: number,
  style: Style,
): string {
  const beside = windowText(window, style);
  if (objects === 0)
    return `There is no inventory to look through: lode legacy scan PATHS… makes one.\n\n${beside}`;
  if (found.length === 0) return `Of everything some use is known.\n\n${beside}`;
  const table = renderTable(
    [
      { name: 'no use is known of', align: 'left' },
      { name: 'kind', align: 'left' },
      { name: 'columns', align: 'left' },
      { name: 'defined in', align: 'left' },
    ],
    found.map(({ relation, kind, columns, place }) => [
      relation,
      kind,
      columns === null ? 'all' : columns.join(', '),
      `${place.file}:${place.line}`,
    ]),
    width,
    style,
  );
  return `${table}\n\n${beside}`;
}
