import { writtenName } from '../names.ts';
import type { Scope } from '../scope.ts';
import type { WrittenColumn } from '../translation.ts';
import {
  type Fields,
  fieldsOf,
  identifierOf,
  isSet,
  listOf,
  type Node,
  nodeOf,
  unreadFields,
} from '../tree.ts';
import { refuse, type Work } from '../work.ts';
import { nameInScope } from './named-table.ts';

export interface WrittenList {
  readonly sql: string;
  readonly columns: readonly WrittenColumn[] | null;
}

/** The items of SELECT, each with the name that it comes out under. */
export function selectList(work: Work, scope: Scope, items: readonly Node[]): WrittenList {
  const parts: string[] = [];
  const columns: WrittenColumn[] = [];
  let isWhole = true;
  for (const item of items.map(withOwnName)) {
    if (item.kind === 'star') {
      const star = starItem(work, scope, item);
      parts.push(star.sql);
      if (star.columns === null) isWhole = false;
      else columns.push(...star.columns);
      continue;
    }
    const { name, value } = namedItem(work, item);
    const written = work.expression(scope, value);
    if (work.dialect === 'firebird' && written.family !== 'integer' && asksQuery(item.fields))
      work.tell(
        'translate-meaning',
        {
          what: 'Where IN, ANY or ALL of a query is a value, Firebird 3 gives FALSE for NULL, and where BETWEEN is one NULL for FALSE; DuckDB keeps to the standard',
        },
        item.fields,
      );
    const own = value.kind === 'column' ? (identifierOf(value.fields.name)?.name ?? null) : null;
    parts.push(name === null ? written.sql : `${written.sql} AS ${writtenName(name)}`);
    columns.push({ name: name ?? own, family: written.family });
  }
  const inLine = parts.join(', ');
  return {
    sql:
      inLine.length <= 72 && !inLine.includes('\n')
        ? inLine
        : `\n${parts.map((each) => `  ${each.replaceAll('\n', '\n  ')}`).join(',\n')}`,
    columns: isWhole ? columns : null,
  };
}

/** The parser gives the name of `a < (b, c) AS x` to the row on the right. */
function withOwnName(item: Node): Node {
  const right = nodeOf(item.fields.right);
  if (right.kind !== 'alias' || nodeOf(right.fields.this).kind !== 'tuple') return item;
  const fields = { ...item.fields, right: right.fields.this };
  return { kind: 'alias', fields: { this: { [item.kind]: fields }, alias: right.fields.alias } };
}

/** Whether IN, ANY or ALL of a query, or BETWEEN, stands in it. */
function asksQuery(part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return false;
  if (Array.isArray(part)) return part.some(asksQuery);
  return Object.entries(part).some(
    ([kind, inner]) =>
      ((kind === 'any' || kind === 'all') && isSet(fieldsOf(inner).subquery)) ||
      (kind === 'in' && isSet(fieldsOf(inner).query)) ||
      kind === 'between' ||
      asksQuery(inner),
  );
}

/** `x AS y`, and T-SQL's `y = x`. */
function namedItem(work: Work, item: Node): { readonly name: string | null; readonly value: Node } {
  if (item.kind === 'alias') {
    const unread = unreadFields(item.fields, ['this', 'alias']);
    if (unread.length > 0) refuse(work, 'An alias of several columns', item.fields);
    return { name: identifierOf(item.fields.alias)?.name ?? null, value: nodeOf(item.fields.this) };
  }
  if (work.dialect === 'tsql' && item.kind === 'eq') {
    const left = nodeOf(item.fields.left);
    const name = left.kind === 'column' && !isSet(left.fields.table) ? identifierOf(left.fields.name) : null;
    if (name?.name.startsWith('@') === true) {
      refuse(work, 'An assignment to a variable', item.fields);
      return { name: null, value: nodeOf(item.fields.right) };
    }
    if (name !== null) return { name: name.name, value: nodeOf(item.fields.right) };
  }
  return { name: null, value: item };
}

function starItem(work: Work, scope: Scope, { fields }: Node): WrittenList {
  const table = identifierOf(fields.table)?.name ?? null;
  const except = listOf(fields.except).map((each) => identifierOf(each)?.name ?? '');
  const replace = listOf(fields.replace).map((each) => {
    const { this: value, alias } = fieldsOf(each);
    return { name: identifierOf(alias)?.name ?? '', value: work.expression(scope, nodeOf(value)) };
  });
  if (isSet(fields.rename)) refuse(work, 'A star with RENAME', fields);
  const sql = [
    `${table === null ? '' : `${writtenName(table)}.`}*`,
    ...(except.length === 0 ? [] : [`EXCLUDE (${except.map(writtenName).join(', ')})`]),
    ...(replace.length === 0
      ? []
      : [`REPLACE (${replace.map((each) => `${each.value.sql} AS ${writtenName(each.name)}`).join(', ')})`]),
  ].join(' ');
  const relations =
    table === null ? scope.relations : scope.relations.filter((each) => each.alias === table.toLowerCase());
  const gone = new Set(except.map((each) => each.toLowerCase()));
  const columns: WrittenColumn[] = [];
  for (const relation of relations) {
    if (relation.columns === null) return { sql, columns: null };
    for (const [key, family] of relation.columns) {
      const name = nameInScope(key);
      if (name === null || !gone.has(name))
        columns.push({
          name,
          family: replace.find((each) => each.name.toLowerCase() === name)?.value.family ?? family,
        });
    }
  }
  return { sql, columns: relations.length === 0 ? null : columns };
}

/** A star over relations in the order in which the original named them. */
export function starsOf(item: Node, scope: Scope): readonly Node[] {
  if (item.kind !== 'star' || isSet(item.fields.table)) return [item];
  return scope.relations.map(({ alias }) => ({
    kind: 'star',
    fields: { ...item.fields, table: { name: alias, quoted: true } },
  }));
}

/** Of JOIN … USING a star gives the columns that join first everywhere but in DuckDB, where they stay where they are. */
export function tellOrderOfStar(work: Work, fields: Fields, items: readonly Node[]): void {
  const isMerging = listOf(fields.joins).some((each) => {
    const { using, kind } = fieldsOf(each);
    return isSet(using) || /^Natural/.test(String(kind));
  });
  if (
    isMerging &&
    work.dialect !== 'duckdb' &&
    items.some((each) => each.kind === 'star' && !isSet(each.fields.table))
  )
    work.tell(
      'translate-meaning',
      {
        what: 'The star gives the columns of USING or NATURAL JOIN first in the original; DuckDB leaves them in their place',
      },
      fields.expressions,
    );
}
