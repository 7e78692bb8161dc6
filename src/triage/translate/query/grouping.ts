import { tellSameText } from '../expressions/comparisons.ts';
import { writeWindow } from '../expressions/windows.ts';
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
  nodesOf,
  unreadFields,
} from '../tree.ts';
import { refuse, type Work } from '../work.ts';

/** GROUP BY with ROLLUP, CUBE and GROUPING SETS. `columns`: of the select list, whose places may be named by number. */
export function groupBy(
  work: Work,
  scope: Scope,
  fields: Fields,
  columns: readonly WrittenColumn[] | null,
): string[] {
  if (!isSet(fields.group_by)) return [];
  const group = fieldsOf(fields.group_by);
  const unread = unreadFields(group, ['expressions', 'all']);
  if (unread.length > 0) refuse(work, `GROUP BY with ${unread.join(', ')}`, group);
  if (group.all === true) return ['GROUP BY ALL'];
  const items = nodesOf(group.expressions);
  const isRollup = items.at(-1)?.kind === 'rollup' && !isSet(items.at(-1)?.fields.expressions);
  const kept = isRollup ? items.slice(0, -1) : items;
  const written = kept.map((each) => {
    const sets = groupingSets(work, scope, each);
    if (sets !== null) return sets;
    const value = work.expression(scope, each);
    const place = /^\d+$/.test(value.sql) ? columns?.[Number(value.sql) - 1] : undefined;
    if (value.family === 'text' || place?.family === 'text') tellSameText(work, each.fields);
    // A literal that is no place in the select list groups nothing.
    return value.sql;
  });
  return [`GROUP BY ${isRollup ? `ROLLUP (${written.join(', ')})` : written.join(', ')}`];
}

function groupingSets(work: Work, scope: Scope, node: Node): string | null {
  const name =
    node.kind === 'function'
      ? String(node.fields.name).toUpperCase()
      : node.kind.toUpperCase().replace('_', ' ');
  if (!['ROLLUP', 'CUBE', 'GROUPING SETS'].includes(name)) return null;
  const items = nodesOf(node.fields.args ?? node.fields.expressions).map((each) =>
    each.kind === 'tuple'
      ? `(${nodesOf(each.fields.expressions)
          .map((one) => work.expression(scope, one).sql)
          .join(', ')})`
      : work.expression(scope, each).sql,
  );
  return `${name} (${items.join(', ')})`;
}

/** WINDOW: the windows that have names. */
export function windows(work: Work, scope: Scope, fields: Fields): string[] {
  const list = listOf(fields.windows).map((each) => {
    const { name, spec } = fieldsOf(each);
    return `${writtenName(identifierOf(name)?.name ?? '')} AS (${writeWindow(work, scope, fieldsOf(spec))})`;
  });
  return list.length === 0 ? [] : [`WINDOW ${list.join(', ')}`];
}
