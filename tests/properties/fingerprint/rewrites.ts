import type { Random } from '../lineage/random.ts';

type Rewrite = (sql: string, random: Random) => string;

/** Replaces one of the matches of `pattern`, any of them. */
function one(pattern: RegExp, replacement: (match: RegExpMatchArray, random: Random) => string): Rewrite {
  return (sql, random) => {
    const matches = [...sql.matchAll(pattern)];
    if (matches.length === 0) return sql;
    const match = random.pick(matches);
    return `${sql.slice(0, match.index)}${replacement(match, random)}${sql.slice(match.index + match[0].length)}`;
  };
}

const name = String.raw`(?:[rst]_[a-z]|c\d+)`;

/** The sides of an operator change places. */
const swapped = (operators: string) =>
  one(new RegExp(String.raw`(${name}|\d) (${operators}) (${name}|\d)`, 'g'), (match) =>
    [match[3], match[2], match[1]].join(' '),
  );

/** Edits of a query's text, some of which keep what it gives and some of which do not: the engine says which. */
const rewrites: readonly Rewrite[] = [
  swapped(String.raw`\+`),
  swapped('-'),
  swapped('-'),
  swapped('-'),
  swapped('=|<>|<|>|<=|>='),
  swapped('IS DISTINCT FROM|IS NOT DISTINCT FROM'),
  one(/ (AND|OR) /g, (match) => (match[1] === 'AND' ? ' OR ' : ' AND ')),
  one(/ (=|<>|<|>|<=|>=) /g, (_, random) => ` ${random.pick(['=', '<>', '<', '>', '<=', '>='])} `),
  one(/ [+-] /g, (_, random) => random.pick([' + ', ' - '])),
  one(/UNION ALL|UNION|EXCEPT ALL|EXCEPT|INTERSECT ALL|INTERSECT/g, (_, random) =>
    random.pick(['UNION ALL', 'UNION', 'EXCEPT ALL', 'EXCEPT', 'INTERSECT ALL', 'INTERSECT']),
  ),
  one(/ (?:LEFT |RIGHT |FULL )?JOIN /g, (_, random) =>
    random.pick([' JOIN ', ' LEFT JOIN ', ' RIGHT JOIN ', ' FULL JOIN ']),
  ),
  one(/SEMI|ANTI/g, (_, random) => random.pick(['SEMI', 'ANTI'])),
  one(/\b(?:sum|max|min|count)\(/g, (_, random) =>
    random.pick(['sum(', 'max(', 'min(', 'count(', 'max(DISTINCT ', 'sum(DISTINCT ']),
  ),
  one(/ROLLUP|CUBE/g, (_, random) => random.pick(['ROLLUP', 'CUBE', ''])),
  one(/IS (?:NOT )?NULL/g, (_, random) => random.pick(['IS NULL', 'IS NOT NULL'])),
  one(/(?:NOT )?IN \(/g, (_, random) => random.pick(['IN (', 'NOT IN ('])),
  one(/(?:NOT )?EXISTS/g, (_, random) => random.pick(['EXISTS', 'NOT EXISTS'])),
  one(/(?:NOT )?MATERIALIZED/g, (_, random) => random.pick(['MATERIALIZED', 'NOT MATERIALIZED'])),
  one(/ DESC| NULLS FIRST/g, () => ''),
  one(/SELECT (?!DISTINCT)/g, () => 'SELECT DISTINCT '),
  one(/ FILTER \(WHERE/g, () => ' FILTER (WHERE NOT'),
  one(/\b[rst]_[kab]\b/g, (match, random) => `${match[0][0]}_${random.pick(['a', 'b', 'k'])}`),
  one(/\bc\d+\b/g, (match, random) => `c${Math.max(0, Number(match[0].slice(1)) + random.pick([-1, 1]))}`),
  one(/(?<= )\d\b/g, (_, random) => String(random.below(5))),
  one(/GROUP BY (c\d+), (c\d+)/g, (match) => `GROUP BY ${match[2]}, ${match[1]}`),
  one(/BETWEEN (\S+) AND (\S+)/g, (match) => `BETWEEN ${match[2]} AND ${match[1]}`),
  (sql) => `SELECT * FROM (${sql})`,
  (sql) => `WITH whole AS (${sql}) SELECT * FROM whole`,
  (sql) => `SELECT * FROM (${sql}) WHERE true`,
  (sql) => `SELECT * FROM (${sql}) UNION ALL SELECT * FROM (${sql}) WHERE false`,
  (sql) => `SELECT DISTINCT * FROM (${sql})`,
];

export function rewritten(sql: string, random: Random): string {
  let result = sql;
  for (let count = 0; count <= random.below(3); count++) result = random.pick(rewrites)(result, random);
  return result;
}
