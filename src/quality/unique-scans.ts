import type { SqlResult } from '../ports/index.ts';
import type { CheckRequest } from './check-request.ts';
import { distinctByBits } from './dense-key.ts';
import { type FirstScan, keyPresent } from './first-scan.ts';
import { identifier } from './sql-text.ts';

export interface UniqueScan {
  readonly sql: string;
  /** The numbers of different keys, by the audit's place. */
  readonly read: (result: SqlResult) => ReadonlyMap<number, number>;
}

/**
 * The queries that count the different keys of `unique` audits: as many as there are rows with a key, or the audit has failed. Dense keys are all
 * counted in one scan; each other key has a GROUP BY of its own. Empty where nothing is left to ask.
 */
export function uniqueScans(request: CheckRequest, first: FirstScan): readonly UniqueScan[] {
  const bits: { place: number; expression: string }[] = [];
  const grouped: UniqueScan[] = [];
  for (const [place, key] of first.keys) {
    const { columns } = request.audits[place]!;
    if (key.present === 0) continue;
    const present = keyPresent(columns);
    const counted = key.bounds === null ? null : distinctByBits(key.bounds, key.present, present);
    if (counted !== null) bits.push({ place, expression: counted });
    else
      grouped.push({
        sql: `SELECT count(*) FROM (SELECT 1 FROM ${request.relation} WHERE ${present} GROUP BY ${columns.map(identifier).join(', ')})`,
        read: (result) => new Map([[place, Number(result.rows[0]![0])]]),
      });
  }
  if (bits.length === 0) return grouped;
  return [
    {
      sql: `SELECT ${bits.map(({ expression }) => expression).join(', ')} FROM ${request.relation}`,
      read: (result) => new Map(bits.map(({ place }, column) => [place, Number(result.rows[0]![column])])),
    },
    ...grouped,
  ];
}
