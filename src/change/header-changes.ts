import { canonicalJson, type Definition, sameQuarantine } from '../environment/index.ts';
import type { Effect, Reason } from './change.ts';
import { list, reason } from './reasons.ts';

/** What an edit beside the query means: whether it breaks a reader, and what the table needs. */
export interface HeaderChange {
  readonly reason: Reason;
  readonly breaks: boolean;
  readonly effect: Effect;
}

/** Everything of two definitions that is not what they compute, rule by rule. */
export function headerChanges(old: Definition, next: Definition): HeaderChange[] {
  return rules.flatMap((rule) => rule(old, next) ?? []);
}

const ruledElsewhere: ReadonlySet<string> = new Set([
  'audits',
  'columns',
  'kind',
  'partitionedBy',
  'renamedFrom',
]);

/** Whether the first rows of the model's table are those of its query, all of them: what a view of that query shows. A key that comes twice stops it before. */
export function showsTheSame({ kind, header }: Definition): boolean {
  if (kind === 'append') return typeof header.timeColumn !== 'string';
  return kind === 'full' || (kind === 'incremental_by_unique_key' && typeof header.deleteMarker !== 'string');
}

type Rule = (old: Definition, next: Definition) => HeaderChange | null;

const rules: readonly Rule[] = [
  function kind(old, next) {
    if (old.kind === next.kind) return null;
    if (old.kind === 'view' && showsTheSame(next)) {
      const message = `The kind changed from view to ${next.kind}: it gets a table of its own, which begins with the rows that the view shows.`;
      return { reason: reason('kind-changed', message), breaks: false, effect: 'build' };
    }
    const message = `The kind changed from ${old.kind} to ${next.kind}: whoever reads the table's path is touched.`;
    return { reason: reason('kind-changed', message), breaks: true, effect: 'build' };
  },
  function settings(old, next) {
    const names = [...new Set([...Object.keys(old.settings), ...Object.keys(next.settings)])].filter(
      (name) => old.settings[name] !== next.settings[name],
    );
    if (names.length === 0) return null;
    const message = `${list(names)} of the session changed: dates, sorting or arithmetic may give other results.`;
    return { reason: reason('settings-changed', message), breaks: true, effect: 'build' };
  },
  function partitioning(old, next) {
    if (folded(old.partitionedBy) === folded(next.partitionedBy)) return null;
    const message = `The table's files are partitioned ${next.partitionedBy.length === 0 ? 'no more' : `by ${list(next.partitionedBy)}`}; its rows are the same.`;
    return { reason: reason('partitioning-changed', message), breaks: false, effect: 'build' };
  },
  function personalData(old, next) {
    const columns = differing(old, next, (column) => column.pii);
    if (columns.length === 0) return null;
    const was = new Map(old.columns.map((column) => [column.name.toLowerCase(), column.pii !== null]));
    const files = next.columns.some(
      (column) =>
        was.has(column.name.toLowerCase()) && was.get(column.name.toLowerCase()) !== (column.pii !== null),
    );
    const message = `${list(columns)}: another PII tag${files ? '; the files are written again, since their statistics hold no personal data' : ''}.`;
    return {
      reason: reason('pii-changed', message, columns),
      breaks: false,
      effect: files ? 'build' : 'definition',
    };
  },
  function nullability(old, next) {
    const before = new Map(old.columns.map((column) => [column.name.toLowerCase(), column.nullable]));
    const now = next.columns.filter(
      (column) =>
        before.has(column.name.toLowerCase()) && before.get(column.name.toLowerCase()) !== column.nullable,
    );
    if (now.length === 0) return null;
    const opened = now.filter((column) => column.nullable).map((column) => column.name);
    const columns = now.map((column) => column.name);
    return opened.length > 0
      ? {
          reason: reason('null-allowed', `${list(opened)} may now be NULL.`, opened),
          breaks: true,
          effect: 'definition',
        }
      : {
          reason: reason('null-excluded', `${list(columns)} can no longer be NULL.`, columns),
          breaks: false,
          effect: 'definition',
        };
  },
  function order(old, next) {
    const names = (definition: Definition) => definition.columns.map((column) => column.name.toLowerCase());
    const before = names(old);
    const now = names(next);
    const shared = new Set(before.filter((name) => now.includes(name)));
    const moved =
      before.filter((name) => shared.has(name)).join('\n') !==
      now.filter((name) => shared.has(name)).join('\n');
    if (!moved) return null;
    const message = 'The columns stand in another order.';
    return { reason: reason('columns-reordered', message), breaks: false, effect: 'definition' };
  },
  function spelling(old, next) {
    const names = new Map(old.columns.map((column) => [column.name.toLowerCase(), column.name]));
    const columns = next.columns
      .filter((column) => (names.get(column.name.toLowerCase()) ?? column.name) !== column.name)
      .map((column) => column.name);
    if (columns.length === 0) return null;
    const message = `${list(columns)} is written with other capitals; names are compared without case.`;
    return { reason: reason('capitals-changed', message, columns), breaks: false, effect: 'definition' };
  },
  function audits(old, next) {
    if (canonicalJson(old.header.audits ?? null) === canonicalJson(next.header.audits ?? null)) return null;
    if (!sameQuarantine(old, next)) {
      const message = 'Audits that put rows aside changed: other rows may be left in the table.';
      return { reason: reason('quarantine-changed', message), breaks: true, effect: 'build' };
    }
    return {
      reason: reason('audits-changed', 'The audits changed; they look at the rows that stand.'),
      breaks: false,
      effect: 'definition',
    };
  },
  function descriptions(old, next) {
    const columns = differing(old, next, (column) => [column.description, column.tags]);
    const header = (definition: Definition) => {
      const entries = Object.entries(definition.header).filter(([name]) => !ruledElsewhere.has(name));
      return canonicalJson([Object.fromEntries(entries), definition.description]);
    };
    if (columns.length === 0 && header(old) === header(next)) return null;
    const message = 'Descriptions, tags or other entries of the header changed; no value does.';
    return { reason: reason('header-changed', message, columns), breaks: false, effect: 'definition' };
  },
];

function differing(
  old: Definition,
  next: Definition,
  value: (column: Definition['columns'][number]) => unknown,
): string[] {
  const before = new Map(
    old.columns.map((column) => [column.name.toLowerCase(), JSON.stringify(value(column))]),
  );
  return next.columns
    .filter((column) => {
      const was = before.get(column.name.toLowerCase());
      return was !== undefined && was !== JSON.stringify(value(column));
    })
    .map((column) => column.name);
}

function folded(names: readonly string[]): string {
  return JSON.stringify(names.map((name) => name.toLowerCase()));
}
