import type { Condition } from '../server/condition.ts';
import type { WireColumn } from '../server/record-batch.ts';
import { quoteName } from './quote.ts';

/** The query that reads a relation. The limit is part of it only where the server applies all conditions exactly. */
export function selectSql(
  relation: string,
  columns: readonly WireColumn[],
  conditions: readonly Condition[],
  limit: number | null,
): string {
  const items = columns.length === 0 ? '1' : columns.map(({ expression }) => expression).join(', ');
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;
  const most = limit !== null && conditions.every(({ exact }) => exact) ? ` LIMIT ${limit}` : '';
  return `SELECT ${items} FROM ${quoteName(relation)}${where}${most}`;
}
