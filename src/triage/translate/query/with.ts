import { writtenName } from '../names.ts';
import type { Scope, ScopeColumns } from '../scope.ts';
import { type Fields, fieldsOf, identifierOf, isSet, listOf, nodeOf, unreadFields } from '../tree.ts';
import { refuse, type Work } from '../work.ts';
import { scopeColumns } from './named-table.ts';

/** WITH, and the scope behind it. */
export function withClause(
  work: Work,
  scope: Scope,
  clause: unknown,
): { readonly sql: string; readonly scope: Scope } {
  if (!isSet(clause)) return { sql: '', scope };
  const fields = fieldsOf(clause);
  const unread = unreadFields(fields, ['ctes', 'recursive']);
  if (unread.length > 0) refuse(work, `WITH with ${unread.join(', ')}`, fields);
  const known = new Map<string, ScopeColumns>();
  let isRecursive = fields.recursive === true;
  const parts = listOf(fields.ctes).map((each) => {
    const cte = fieldsOf(each);
    const name = identifierOf(cte.alias)?.name ?? '';
    const names = listOf(cte.columns).map((column) => identifierOf(column)?.name ?? '');
    const unreadParts = unreadFields(cte, ['alias', 'this', 'columns', 'materialized']);
    if (unreadParts.length > 0) refuse(work, `A common table expression with ${unreadParts.join(', ')}`, cte);
    // One that reads itself has columns that are known only afterwards; T-SQL and Oracle leave RECURSIVE out.
    const isOwn = readsItself(cte.this, name.toLowerCase());
    isRecursive ||= isOwn;
    const inner: Scope = {
      parent: scope,
      relations: [],
      ctes: new Map([...known, ...(isOwn ? [[name.toLowerCase(), null] as const] : [])]),
    };
    const query = work.query(inner, nodeOf(cte.this));
    const columns = scopeColumns(
      query.columns === null
        ? null
        : query.columns.map((column, at) => ({ ...column, name: names[at] ?? column.name })),
    );
    known.set(name.toLowerCase(), columns);
    return `${writtenName(name)}${names.length === 0 ? '' : `(${names.map(writtenName).join(', ')})`} AS (\n${indented(query.sql)}\n)`;
  });
  return {
    sql: `WITH ${isRecursive ? 'RECURSIVE ' : ''}${parts.join(',\n')}\n`,
    scope: { parent: scope, relations: [], ctes: known },
  };
}

function readsItself(value: unknown, name: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((each) => readsItself(each, name));
  return Object.entries(value).some(([key, part]) => {
    if (key === 'table' && typeof part === 'object' && part !== null && 'schema' in part) {
      const { schema, name: own } = part as Fields;
      if (!isSet(schema) && identifierOf(own)?.name.toLowerCase() === name) return true;
    }
    return readsItself(part, name);
  });
}

function indented(sql: string): string {
  return sql
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
