import type { SqlResult, SqlValue } from '../ports/index.ts';
import type { Audit } from '../project/index.ts';
import { brokenRows, isRowAudit, lookedAt } from './broken-rows.ts';
import type { CheckRequest } from './check-request.ts';
import { surroundingsOf, typesByName } from './check-request.ts';
import { contentExpression, contentOf } from './content.ts';
import { boundsExpressions, type KeyBounds, readBounds } from './dense-key.ts';
import { identifier } from './sql-text.ts';

/** What one scan over all rows tells. */
export interface FirstScan {
  readonly rows: number;
  readonly content: string | null;
  /** By the audit's place: the rows that it looks at, where these are not all. */
  readonly lookedAt: ReadonlyMap<number, number>;
  /** By the audit's place: rows that break a row audit; NULLs of a `null_share`. */
  readonly broken: ReadonlyMap<number, number>;
  /** By the audit's place: the newest value as text, and whether it is new enough. */
  readonly newest: ReadonlyMap<number, { readonly value: string | null; readonly fresh: boolean }>;
  /** By the audit's place: what is known of a unique audit's key. */
  readonly keys: ReadonlyMap<number, MeasuredKey>;
}

export interface MeasuredKey {
  /** Rows without NULL in the key; only these must differ, as in SQL's UNIQUE. */
  readonly present: number;
  /** null where a column of the key cannot be numbered. */
  readonly bounds: readonly KeyBounds[] | null;
}

type Take = () => SqlValue;

/** One number: an aggregate, of the rows for which `condition` is true. */
interface Ask {
  readonly aggregate: string;
  readonly condition: string | null;
  /** Whether it is asked in a subquery of its own. */
  readonly isApart: boolean;
}

/**
 * The queries of the first scan, and how to read them: each gives one row. What is asked together are aggregates of one SELECT, so the rows are gone through once.
 *
 * What is asked apart is a subquery each, of one statement. There the engine reads the columns of that question only, and leaves out the rows that the files' own statistics answer for, which it never
 * does for an aggregate with a FILTER. Only questions without `where`: the engine takes the conditions of a SELECT in an order that it finds while running, so that SQL which fails on rows that `where` leaves out would fail on one day and not on another.
 */
export function firstScan(request: CheckRequest): {
  queries: readonly string[];
  read: (results: readonly SqlResult[]) => FirstScan;
} {
  const typeOf = typesByName(request.columns);
  const { apart = false } = request;
  const asks: Ask[] = [{ aggregate: 'count(*)', condition: null, isApart: apart }];
  const ask = (audit: Audit | null, aggregate: string, condition: string | null = null): void => {
    asks.push({ aggregate, condition, isApart: apart && audit !== null && audit.where === undefined });
  };
  const readers: ((scan: Draft, take: Take) => void)[] = [];
  if (request.content) {
    ask(null, contentExpression(request.columns));
    readers.push((scan, take) => {
      scan.content = contentOf(request.columns, scan.rows, String(take()));
    });
  }
  // Audits that share a condition share its count.
  const counted = new Map<string, number[]>();
  for (const [place, audit] of request.audits.entries()) {
    if (audit.where === undefined) continue;
    const condition = lookedAt(audit);
    const places = counted.get(condition);
    if (places !== undefined) {
      places.push(place);
      continue;
    }
    const own = [place];
    counted.set(condition, own);
    ask(audit, 'count(*)', condition);
    readers.push((scan, take) => {
      const rows = Number(take());
      for (const each of own) scan.lookedAt.set(each, rows);
    });
  }
  const around = surroundingsOf(request);
  for (const [place, audit] of request.audits.entries()) {
    if (isRowAudit(audit)) {
      ask(audit, 'count(*)', brokenRows(audit, around));
      readers.push((scan, take) => scan.broken.set(place, Number(take())));
    } else if (audit.name === 'null_share') {
      const isNull = `${identifier(audit.columns[0]!)} IS NULL`;
      ask(audit, 'count(*)', audit.where === undefined ? isNull : `${lookedAt(audit)} AND ${isNull}`);
      readers.push((scan, take) => scan.broken.set(place, Number(take())));
    } else if (audit.name === 'freshness') {
      for (const each of newestExpressions(audit, typeOf, request.now ?? 0)) ask(audit, each);
      readers.push((scan, take) => {
        const value = take();
        scan.newest.set(place, { value: value === null ? null : String(value), fresh: take() === true });
      });
    } else if (audit.name === 'unique') {
      const key = measureKey(audit, typeOf);
      ask(audit, 'count(*)', lookedAtKey(audit));
      for (const each of key.bounds) ask(audit, each);
      readers.push((scan, take) => scan.keys.set(place, key.read(take)));
    }
  }
  return {
    queries: queriesOf(asks, request.relation),
    read(results) {
      const given = results.map((result) => result.rows[0]!.values());
      const apart = given.at(-1)!;
      const asked = asks.values();
      const take: Take = () => (asked.next().value!.isApart ? apart : given[0]!).next().value as SqlValue;
      const scan: Draft = {
        rows: Number(take()),
        content: null,
        lookedAt: new Map(),
        broken: new Map(),
        newest: new Map(),
        keys: new Map(),
      };
      for (const reader of readers) reader(scan, take);
      return scan;
    },
  };
}

/** Those asked together first; those asked apart last. */
function queriesOf(asks: readonly Ask[], relation: string): string[] {
  const together = asks
    .filter(({ isApart }) => !isApart)
    .map(({ aggregate, condition }) =>
      condition === null ? aggregate : `${aggregate} FILTER (${condition})`,
    );
  const apart = asks
    .filter(({ isApart }) => isApart)
    .map(({ aggregate, condition }) =>
      condition === null
        ? `(SELECT ${aggregate} FROM ${relation})`
        : `(SELECT ${aggregate} FROM ${relation} WHERE ${condition})`,
    );
  return [
    ...(together.length === 0 ? [] : [`SELECT ${together.join(',\n  ')}\nFROM ${relation}`]),
    ...(apart.length === 0 ? [] : [`SELECT ${apart.join(',\n  ')}`]),
  ];
}

interface Draft {
  readonly rows: number;
  content: string | null;
  readonly lookedAt: Map<number, number>;
  readonly broken: Map<number, number>;
  readonly newest: Map<number, { readonly value: string | null; readonly fresh: boolean }>;
  readonly keys: Map<number, MeasuredKey>;
}

function measureKey(
  audit: Extract<Audit, { name: 'unique' }>,
  typeOf: (column: string) => string,
): { bounds: readonly string[]; read: (take: Take) => MeasuredKey } {
  const bounds = audit.columns.map((column) => boundsExpressions(column, typeOf(column)));
  const numbered = bounds.every((expressions) => expressions.length > 0);
  return {
    bounds: numbered ? bounds.flat() : [],
    read(take) {
      const present = Number(take());
      if (!numbered) return { present, bounds: null };
      const read = audit.columns.map((column) => readBounds(column, typeOf(column), take(), take()));
      return { present, bounds: read.some((each) => each === null) ? null : (read as KeyBounds[]) };
    },
  };
}

/** The newest value, and whether it is new enough. A time without a zone is one of the session's. */
function newestExpressions(
  audit: Extract<Audit, { name: 'freshness' }>,
  typeOf: (column: string) => string,
  now: number,
): readonly string[] {
  const [column] = audit.columns;
  const oldest = new Date(now - audit.arguments.maxAgeSeconds * 1000).toISOString();
  const moment = `TIMESTAMP WITH TIME ZONE '${oldest}'`;
  const filter = audit.where === undefined ? '' : ` FILTER (${lookedAt(audit)})`;
  const newest = `max(${identifier(column!)})${filter}`;
  const isZoned = /WITH TIME ZONE$|TIMESTAMPTZ/i.test(typeOf(column!));
  return [
    `(${newest})::VARCHAR`,
    `coalesce(${newest} >= ${isZoned ? moment : `CAST(${moment} AS TIMESTAMP)`}, false)`,
  ];
}

/** True for the rows that must differ in the key: those that are looked at, without NULL in it. */
export function lookedAtKey(audit: Audit): string {
  const present = keyPresent(audit.columns);
  return audit.where === undefined ? present : `${lookedAt(audit)} AND ${present}`;
}

/** True for rows without NULL in the key. */
export function keyPresent(columns: readonly string[]): string {
  return columns.map((column) => `${identifier(column)} IS NOT NULL`).join(' AND ');
}
