import type { Audit } from '../project/index.ts';
import { lookedAt } from './broken-rows.ts';
import { type CheckRequest, surroundingsOf } from './check-request.ts';
import { identifier } from './sql-text.ts';

/**
 * The sums of both relations side by side, group by group. `counts`: how many groups there are, and how many differ; `failing`: those that do, with both sums. A group that one side has not is a sum of 0
 * there.
 */
export function reconcileQuery(
  request: CheckRequest,
  audit: Extract<Audit, { name: 'reconcile' }>,
): { readonly counts: string; readonly failing: string } {
  const { groupBy, withGroupBy, withColumns, withWhere, tolerance } = audit.arguments;
  const own = sums(request.relation, lookedAt(audit), groupBy, audit.columns);
  const condition = withWhere === null ? 'true' : `coalesce((\n${withWhere}\n), false)`;
  const other = sums(
    surroundingsOf(request).sqlOf(audit.arguments.with),
    condition,
    withGroupBy,
    withColumns,
  );
  const places = groupBy.map((_, index) => `a.g${index} IS NOT DISTINCT FROM b.g${index}`);
  const join =
    places.length === 0
      ? `FROM (${own}) AS a CROSS JOIN (${other}) AS b`
      : `FROM (${own}) AS a FULL JOIN (${other}) AS b ON ${places.join(' AND ')}`;
  const compared = audit.columns.length === 0 ? ['rows'] : audit.columns;
  const differs = compared
    .map((_, index) => {
      const [one, two] = [`coalesce(a.s${index}, 0)`, `coalesce(b.s${index}, 0)`];
      const bound = tolerance.unit === 'share' ? `${tolerance.value} * abs(${two})` : String(tolerance.value);
      return `abs(${one} - ${two}) > ${bound}`;
    })
    .join(' OR ');
  const items = [
    // What a FULL JOIN gives for a group of the other side alone.
    ...groupBy.map(
      (name, index) => `CASE WHEN a.n IS NULL THEN b.g${index} ELSE a.g${index} END AS ${identifier(name)}`,
    ),
    ...compared.flatMap((name, index) => [
      `a.s${index} AS ${identifier(name)}`,
      `b.s${index} AS ${identifier(`${name}_expected`)}`,
    ]),
  ];
  return {
    counts: `SELECT count(*), count(*) FILTER (${differs}) ${join}`,
    failing: `SELECT ${items.join(', ')} ${join} WHERE ${differs}`,
  };
}

function sums(
  relation: string,
  where: string,
  groups: readonly string[],
  columns: readonly string[],
): string {
  const items = [
    ...groups.map((name, index) => `${identifier(name)} AS g${index}`),
    ...(columns.length === 0
      ? ['count(*) AS s0']
      : columns.map((name, index) => `sum(${identifier(name)}) AS s${index}`)),
    'count(*) AS n',
  ];
  const grouped = groups.length === 0 ? '' : ` GROUP BY ${groups.map(identifier).join(', ')}`;
  return `SELECT ${items.join(', ')} FROM ${relation} WHERE ${where}${grouped}`;
}
