import type { Scope } from '../scope.ts';
import { fieldsOf, nodeOf, unreadFields } from '../tree.ts';
import { ranks, refuse, type Work, within } from '../work.ts';

/** The items of ORDER BY with the place of NULL said, since DuckDB's own is another than most dialects'. */
export function writeOrder(work: Work, scope: Scope, items: readonly unknown[]): string {
  return items
    .map((item) => {
      const fields = fieldsOf(item);
      const unread = unreadFields(fields, ['this', 'desc', 'nulls_first']);
      if (unread.length > 0) refuse(work, `ORDER BY with ${unread.join(', ')}`, item);
      const value = work.expression(scope, nodeOf(fields.this));
      if (value.family === 'text' && work.dialect !== 'duckdb' && !value.sql.startsWith("'"))
        work.tell('translate-text-order', { dialect: work.facts.title }, item);
      const isDescending = fields.desc === true;
      const { nulls } = work.facts;
      const first =
        typeof fields.nulls_first === 'boolean'
          ? fields.nulls_first
          : nulls === 'last'
            ? false
            : nulls === 'low'
              ? !isDescending
              : isDescending;
      return `${within(value, ranks.or)} ${isDescending ? 'DESC' : 'ASC'} NULLS ${first ? 'FIRST' : 'LAST'}`;
    })
    .join(', ');
}
