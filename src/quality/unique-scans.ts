import type { SqlResult } from '../ports/index.ts';
import type { Audit } from '../project/index.ts';
import { type CheckRequest, typesByName } from './check-request.ts';
import { distinctByBits, distinctByNumber, prefixQuery } from './dense-key.ts';
import { type FirstScan, lookedAtKey } from './first-scan.ts';
import { identifier } from './sql-text.ts';

/**
 * The numbers of different keys of the `unique` audits, by the audit's place: as many as there are rows with a key, or the audit has failed. Dense keys and texts that end in dense numbers are all counted in one scan; each other key has a
 * GROUP BY of its own, short keys first: where these tell rows apart, a longer key that contains them needs no scan. Its number is then that of its rows.
 */
export async function countKeys(
  query: (sql: string) => Promise<SqlResult>,
  request: CheckRequest,
  first: FirstScan,
): Promise<ReadonlyMap<number, number>> {
  const distinct = new Map<number, number>();
  const held: Audit[] = [];
  const settle = (place: number, count: number): void => {
    distinct.set(place, count);
    if (count === first.keys.get(place)!.present) held.push(request.audits[place]!);
  };
  const bits: { place: number; expression: string; isGuess?: boolean }[] = [];
  const grouped: number[] = [];
  for (const [place, key] of first.keys) {
    if (key.present === 0) continue;
    const counted =
      key.bounds === null
        ? null
        : distinctByBits(key.bounds, key.present, lookedAtKey(request.audits[place]!));
    if (counted !== null) {
      bits.push({ place, expression: counted });
      continue;
    }
    const guess = await byNumber(query, request, place, key.present);
    if (guess === null) grouped.push(place);
    else bits.push({ place, expression: guess, isGuess: true });
  }
  if (bits.length > 0) {
    const items = bits.map(({ expression }) => expression).join(', ');
    const { rows } = await query(`SELECT ${items} FROM ${request.relation}`);
    for (const [column, { place, isGuess }] of bits.entries()) {
      const count = Number(rows[0]![column]);
      if (isGuess && count !== first.keys.get(place)!.present) grouped.push(place);
      else settle(place, count);
    }
  }
  grouped.sort((a, b) => request.audits[a]!.columns.length - request.audits[b]!.columns.length);
  for (const place of grouped) {
    const audit = request.audits[place]!;
    if (held.some((other) => followsFrom(audit, other))) {
      settle(place, first.keys.get(place)!.present);
      continue;
    }
    const keys = audit.columns.map(identifier).join(', ');
    const { rows } = await query(
      `SELECT count(*) FROM (SELECT 1 FROM ${request.relation} WHERE ${lookedAtKey(audit)} GROUP BY ${keys})`,
    );
    settle(place, Number(rows[0]![0]));
  }
  return distinct;
}

/** Of fewer rows a GROUP BY takes no longer than a look at the first of them. */
const worthGuessing = 100_000;

/** An expression that may prove a key of one text; null where the first rows say that it will not. */
async function byNumber(
  query: (sql: string) => Promise<SqlResult>,
  request: CheckRequest,
  place: number,
  present: number,
): Promise<string | null> {
  const audit = request.audits[place]!;
  const [column, ...others] = audit.columns;
  const isText = others.length === 0 && /^VARCHAR$/i.test(typesByName(request.columns)(column!));
  if (!isText || present < worthGuessing) return null;
  const condition = lookedAtKey(audit);
  const { rows } = await query(prefixQuery(request.relation, column!, condition));
  const [shortest, longest, without] = rows[0]!.map(Number);
  if (shortest !== longest || without !== 0) return null;
  return distinctByNumber(column!, shortest!, present, condition);
}

/** Rows that differ in some columns differ in more of them; and of fewer rows. */
function followsFrom(audit: Audit, held: Audit): boolean {
  if (held.where !== undefined && held.where !== audit.where) return false;
  const columns = new Set(audit.columns.map((column) => column.toLowerCase()));
  return held.columns.every((column) => columns.has(column.toLowerCase()));
}
