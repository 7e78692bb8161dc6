import type { SqlResult } from '../ports/index.ts';
import type { Audit } from '../project/index.ts';
import { lookedAt } from './broken-rows.ts';
import { type CheckRequest, typesByName } from './check-request.ts';
import { identifier, textLiteral } from './sql-text.ts';

const ordered =
  /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|DOUBLE|FLOAT|DECIMAL\b.*|DATE|TIME|TIMESTAMP\b.*)$/i;

/** A share that stands for none: without it one new value would make the index infinite. */
const leastShare = 0.0001;

/**
 * The population stability index of a column against the version before: the sum of (share now − share then) · ln(share now / share then) over its bins. Numbers and times are parted at the quantiles of the
 * version before, other values by themselves, the most frequent ones; NULL is a bin. null where there is nothing to compare with.
 */
export async function stabilityIndex(
  query: (sql: string) => Promise<SqlResult>,
  request: CheckRequest,
  audit: Extract<Audit, { name: 'distribution' }>,
): Promise<number | null> {
  const { previous = null } = request;
  if (previous === null) return null;
  const [column] = audit.columns;
  const name = identifier(column!);
  const type = typesByName(request.columns)(column!);
  const condition = lookedAt(audit);
  const binOf = ordered.test(type)
    ? await byQuantiles(query, previous, condition, name, type, audit.arguments.bins)
    : await byFrequency(query, previous, condition, name, audit.arguments.bins);
  const counts = (relation: string, side: number) =>
    `SELECT ${side} AS side, ${binOf} AS bin FROM ${relation} WHERE ${condition}`;
  const { rows } = await query(
    `SELECT bin, count(*) FILTER (side = 0), count(*) FILTER (side = 1) FROM (${counts(request.relation, 0)} UNION ALL ${counts(previous, 1)}) GROUP BY bin`,
  );
  const bins = rows.map(([, now, then]) => [Number(now), Number(then)] as const);
  return indexOf(bins);
}

/** null where no row stood there before. */
function indexOf(bins: readonly (readonly [now: number, then: number])[]): number | null {
  const now = bins.reduce((sum, [count]) => sum + count, 0);
  const then = bins.reduce((sum, [, count]) => sum + count, 0);
  if (then === 0) return null;
  return bins.reduce((sum, [one, other]) => {
    const a = Math.max(now === 0 ? 0 : one / now, leastShare);
    const b = Math.max(other / then, leastShare);
    return sum + (a - b) * Math.log(a / b);
  }, 0);
}

async function byQuantiles(
  query: (sql: string) => Promise<SqlResult>,
  previous: string,
  condition: string,
  name: string,
  type: string,
  bins: number,
): Promise<string> {
  const shares = Array.from({ length: bins - 1 }, (_, index) => (index + 1) / bins).join(', ');
  const { rows } = await query(
    `SELECT edge::VARCHAR FROM (SELECT DISTINCT unnest(quantile_disc(${name}, [${shares}])) AS edge FROM ${previous} WHERE ${condition}) AS edges ORDER BY edges.edge`,
  );
  const edges = rows.flatMap(([text]) => (typeof text === 'string' ? [text] : []));
  const arms = edges.map(
    (edge, index) => `WHEN ${name} <= CAST(${textLiteral(edge)} AS ${type}) THEN ${index}`,
  );
  return `CASE WHEN ${name} IS NULL THEN -1 ${arms.join(' ')} ELSE ${edges.length} END`;
}

async function byFrequency(
  query: (sql: string) => Promise<SqlResult>,
  previous: string,
  condition: string,
  name: string,
  bins: number,
): Promise<string> {
  const { rows } = await query(
    `SELECT v FROM (SELECT ${name}::VARCHAR AS v FROM ${previous} WHERE ${condition} AND ${name} IS NOT NULL) GROUP BY v ORDER BY count(*) DESC, v LIMIT ${bins}`,
  );
  const arms = rows.map(
    ([value], index) => `WHEN ${name}::VARCHAR = ${textLiteral(String(value))} THEN ${index}`,
  );
  return `CASE WHEN ${name} IS NULL THEN -1 ${arms.join(' ')} ELSE ${rows.length} END`;
}
