import type { Random } from '../lineage/random.ts';

/** Rewrites of a query's text that keep what it gives, or nearly: each is tried where it fits, and the engine says whether it did. */
const rewrites: readonly ((sql: string, random: Random) => string)[] = [
  (sql) => sql.replace(/ (AND|OR) /, (_, word: string) => (word === 'AND' ? ' OR ' : ' AND ')),
  (sql) => sql.replace(/(c\d+) = (c\d+)/, '$2 = $1'),
  (sql) => sql.replace(/(c\d+) = (c\d+)/, '$1 <> $2'),
  (sql) => sql.replace(/(c\d+) \+ (c\d+)/, '$2 + $1'),
  (sql) => sql.replace(/(c\d+) - (c\d+)/, '$2 - $1'),
  (sql) => sql.replace(/(c\d+) < /, '$1 <= '),
  (sql) => sql.replace('UNION ALL', 'UNION'),
  (sql) => sql.replace('LEFT JOIN', 'JOIN'),
  (sql) => sql.replace(/ (?:FULL|RIGHT) JOIN/, ' LEFT JOIN'),
  (sql) => sql.replace('SEMI JOIN', 'ANTI JOIN'),
  (sql) => sql.replace('EXCEPT ALL', 'EXCEPT'),
  (sql) => sql.replace('sum(', 'max('),
  (sql) => sql.replace('count(DISTINCT', 'count('),
  (sql) => sql.replace('GROUP BY ROLLUP', 'GROUP BY CUBE'),
  (sql) => sql.replace('IS NULL', 'IS NOT NULL'),
  (sql) => sql.replace('MATERIALIZED', 'NOT MATERIALIZED').replace('NOT NOT', 'NOT'),
  (sql, random) => sql.replace(/\b[rst]_[ab]\b/, (name) => `${name[0]}_${random.pick(['a', 'b', 'k'])}`),
  (sql, random) => sql.replace(/\b\d\b/, () => String(random.below(5))),
  (sql) => `SELECT * FROM (${sql})`,
  (sql) => `WITH whole AS (${sql}) SELECT * FROM whole`,
  (sql) => `SELECT * FROM (${sql}) WHERE true`,
];

export function rewritten(sql: string, random: Random): string {
  let result = sql;
  for (let count = 0; count <= random.below(2); count++) result = random.pick(rewrites)(result, random);
  return result;
}
