import type { SqlResult, SqlValue } from '../ports/index.ts';
import type { Audit } from '../project/index.ts';
import { brokenRows, isRowAudit } from './broken-rows.ts';
import type { CheckRequest } from './check-request.ts';
import { typesByName } from './check-request.ts';
import { contentExpression, contentOf } from './content.ts';
import { boundsExpressions, type KeyBounds, readBounds } from './dense-key.ts';
import { identifier } from './sql-text.ts';

/** What one scan over all rows tells. */
export interface FirstScan {
  readonly rows: number;
  readonly content: string | null;
  /** By the audit's place: rows that break a row audit. */
  readonly broken: ReadonlyMap<number, number>;
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

/** The query of the first scan, and how to read its only row. All expressions are aggregates, so the rows are gone through once. */
export function firstScan(request: CheckRequest): { sql: string; read: (result: SqlResult) => FirstScan } {
  const typeOf = typesByName(request.columns);
  const expressions = ['count(*)'];
  const readers: ((scan: Draft, take: Take) => void)[] = [];
  if (request.content) {
    expressions.push(contentExpression(request.columns));
    readers.push((scan, take) => {
      scan.content = contentOf(request.columns, scan.rows, String(take()));
    });
  }
  for (const [place, audit] of request.audits.entries()) {
    if (isRowAudit(audit)) {
      expressions.push(`count(*) FILTER (${brokenRows(audit, typeOf)})`);
      readers.push((scan, take) => scan.broken.set(place, Number(take())));
    } else if (audit.name === 'unique') {
      const key = measureKey(audit, typeOf);
      expressions.push(...key.expressions);
      readers.push((scan, take) => scan.keys.set(place, key.read(take)));
    }
  }
  return {
    sql: `SELECT ${expressions.join(',\n  ')}\nFROM ${request.relation}`,
    read(result) {
      const values = result.rows[0]!.values();
      const take: Take = () => values.next().value as SqlValue;
      const scan: Draft = { rows: Number(take()), content: null, broken: new Map(), keys: new Map() };
      for (const reader of readers) reader(scan, take);
      return scan;
    },
  };
}

interface Draft {
  readonly rows: number;
  content: string | null;
  readonly broken: Map<number, number>;
  readonly keys: Map<number, MeasuredKey>;
}

function measureKey(
  audit: Extract<Audit, { name: 'unique' }>,
  typeOf: (column: string) => string,
): { expressions: readonly string[]; read: (take: Take) => MeasuredKey } {
  const bounds = audit.columns.map((column) => boundsExpressions(column, typeOf(column)));
  const numbered = bounds.every((expressions) => expressions.length > 0);
  return {
    expressions: [`count(*) FILTER (${keyPresent(audit.columns)})`, ...(numbered ? bounds.flat() : [])],
    read(take) {
      const present = Number(take());
      if (!numbered) return { present, bounds: null };
      const read = audit.columns.map((column) => readBounds(column, typeOf(column), take(), take()));
      return { present, bounds: read.some((each) => each === null) ? null : (read as KeyBounds[]) };
    },
  };
}

/** True for rows without NULL in the key. */
export function keyPresent(columns: readonly string[]): string {
  return columns.map((column) => `${identifier(column)} IS NOT NULL`).join(' AND ');
}
