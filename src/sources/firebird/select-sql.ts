import type { Condition } from '../server/condition.ts';
import type { WireColumn } from '../server/record-batch.ts';
import { quoteName } from './quote.ts';

/** The largest number that FIRST takes. */
const mostFirst = 2 ** 31 - 1;

/** The query that reads a relation. The limit is part of it only where the server applies all conditions exactly. */
export function selectSql(
  relation: string,
  columns: readonly WireColumn[],
  conditions: readonly Condition[],
  limit: number | null,
): string {
  const first =
    limit !== null && limit <= mostFirst && conditions.every(({ exact }) => exact) ? `FIRST ${limit} ` : '';
  const items = columns.length === 0 ? '1' : columns.map(({ expression }) => expression).join(', ');
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;
  return `SELECT ${first}${items} FROM ${quoteName(relation)}${where}`;
}
