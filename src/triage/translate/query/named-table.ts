import { type Family, familyOf } from '../family.ts';
import { writtenName } from '../names.ts';
import { cteOf, type Scope, type ScopeColumns, type ScopeRelation } from '../scope.ts';
import type { KnownTable, WrittenColumn } from '../translation.ts';
import { type Fields, identifierOf, listOf, type Node, nodesOf, unreadFields } from '../tree.ts';
import { refuse, type Work } from '../work.ts';

/** A relation of FROM in DuckDB's words, and what it brings into scope. */
export interface WrittenSource {
  readonly sql: string;
  readonly relations: readonly ScopeRelation[];
}

/** What stands for a relation that was refused. */
export const nothing: WrittenSource = { sql: 'NULL', relations: [] };

/** Hints that say how to run or lock, and change no result but by reading what is not committed. */
const harmlessHints =
  /^(NOLOCK|READUNCOMMITTED|READPAST|ROWLOCK|PAGLOCK|TABLOCK|UPDLOCK|HOLDLOCK|FORCESEEK|INDEX.*)$/i;

/** The names of one- and two-row tables that dialects have for a FROM that must be there. */
const dummies = new Set(['dual', 'rdb$database', 'sysibm.sysdummy1', 'sysdummy1']);

/** Whether a dialect has a table of this name for a FROM that must be there: it is no part of an estate. */
export function isDummyTable(parts: readonly string[]): boolean {
  return dummies.has(parts.join('.').toLowerCase());
}

/** The parts of a table's name, also where one quoted name has dots, as in BigQuery. */
export function nameParts(work: Work, fields: Fields): string[] {
  return [fields.catalog, fields.schema, fields.name].flatMap((part) => {
    const identifier = identifierOf(part);
    if (identifier === null || identifier.name === '') return [];
    return work.dialect === 'bigquery' && identifier.quoted ? identifier.name.split('.') : [identifier.name];
  });
}

/** A table, a common table expression or one of the dialects' dummies. */
export function namedTable(work: Work, scope: Scope, fields: Fields): WrittenSource {
  const unread = unreadFields(fields, ['name', 'schema', 'catalog', 'alias', 'column_aliases', 'hints']);
  if (unread.length > 0) {
    refuse(work, `A table with ${unread.join(', ').replaceAll('_', ' ')}`, fields);
    return nothing;
  }
  for (const hint of nodesOf(fields.hints)) tableHint(work, hint, fields);
  const parts = nameParts(work, fields);
  const alias = identifierOf(fields.alias);
  const given = listOf(fields.column_aliases).map((each) => identifierOf(each)?.name ?? '');
  if (parts.some((part) => /[@#]/.test(part) && !part.startsWith('#'))) {
    refuse(
      work,
      parts.join('.').startsWith('@')
        ? `A table variable (${parts.join('.')})`
        : 'A table behind a database link',
      fields,
    );
    return nothing;
  }
  if (isDummyTable(parts) && work.options.tables?.(parts) == null) return dummy(alias?.name ?? parts.at(-1)!);
  const cte = parts.length === 1 ? cteOf(scope, parts[0]!) : undefined;
  const known = cte === undefined ? (work.options.tables?.(parts) ?? null) : null;
  if (cte === undefined) work.reads(parts);
  const written = known?.name ?? usualName(work, parts, fields);
  const columns: ScopeColumns =
    cte !== undefined ? cte : known?.columns == null ? null : columnsOf(known.columns);
  const name = alias?.name ?? parts.at(-1)!;
  const shown = written.at(-1)!.toLowerCase() === name.toLowerCase() ? '' : ` AS ${writtenName(name)}`;
  return {
    sql: `${written.map(writtenName).join('.')}${given.length > 0 ? ` AS ${writtenName(name)}` : shown}${aliasList(given)}`,
    relations: [{ alias: name.toLowerCase(), columns: renamed(columns, given) }],
  };
}

/** Columns of tables by the lists that they were told in: many statements read the same tables. */
const columnSets = new WeakMap<NonNullable<KnownTable['columns']>, NonNullable<ScopeColumns>>();

function columnsOf(told: NonNullable<KnownTable['columns']>): NonNullable<ScopeColumns> {
  let columns = columnSets.get(told);
  if (columns === undefined) {
    columns = new Map(told.map((each) => [each.name.toLowerCase(), familyOf(each.type)]));
    columnSets.set(told, columns);
  }
  return columns;
}

/** Two parts are schema and table; a third is a database of the old server. */
function usualName(work: Work, parts: readonly string[], at: Fields): string[] {
  const shown = parts.map((part) => part.replace(/^#+/, ''));
  if (shown.length <= 2) return shown;
  const short = shown.slice(-2);
  work.tell('translate-catalog-dropped', { name: parts.join('.'), written: short.join('.') }, at);
  return short;
}

function dummy(name: string): WrittenSource {
  return {
    sql: `(SELECT 'X' AS dummy) AS ${writtenName(name.replaceAll('$', '_'))}`,
    relations: [{ alias: name.toLowerCase(), columns: new Map([['dummy', 'text']]) }],
  };
}

function tableHint(work: Work, hint: Node, at: Fields): void {
  const words = nodesOf(hint.fields.expressions).map((each) =>
    String(each.fields.this ?? each.fields.name ?? each.kind),
  );
  for (const word of words.length === 0 ? [hint.kind] : words)
    if (harmlessHints.test(word)) work.tell('translate-hint-dropped', { hint: word }, at);
    else refuse(work, `The hint ${word}`, at);
}

export function aliasList(names: readonly string[]): string {
  return names.length === 0 ? '' : `(${names.map(writtenName).join(', ')})`;
}

export function renamed(columns: ScopeColumns, names: readonly string[]): ScopeColumns {
  if (names.length === 0 || columns === null) return names.length === 0 ? columns : null;
  const families = [...columns.values()];
  return new Map(
    [...columns.keys()].map((name, at) => [names[at]?.toLowerCase() ?? name, families[at] ?? 'unknown']),
  );
}

/** What no name can mean: a column without one, or another one of a name. A star gives it all the same. */
const unnamed = '\u0000';

export function scopeColumns(columns: readonly WrittenColumn[] | null): ScopeColumns {
  if (columns === null) return null;
  const found = new Map<string, Family>();
  columns.forEach(({ name, family }, at) => {
    const key = name?.toLowerCase() ?? '';
    found.set(key === '' || found.has(key) ? `${key}${unnamed}${at}` : key, family);
  });
  return found;
}

/** The name of a column of a scope, or null where it has none. */
export function nameInScope(key: string): string | null {
  const end = key.indexOf(unnamed);
  return end < 0 ? key : end === 0 ? null : key.slice(0, end);
}
