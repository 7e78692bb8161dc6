import type { Condition } from '../server/condition.ts';
import type { WireColumn } from '../server/record-batch.ts';
import type { Partners } from '../server/session.ts';
import { quoteName } from './quote.ts';

/** The largest number that FIRST takes. */
const mostFirst = 2 ** 31 - 1;

/** The query that reads a relation. The limit is part of it only where the server applies all conditions exactly. */
export function selectSql(
  relation: string,
  columns: readonly WireColumn[],
  conditions: readonly Condition[],
  limit: number | null,
  partners: Partners | null = null,
): string {
  const first =
    limit !== null && limit <= mostFirst && conditions.every(({ exact }) => exact) ? `FIRST ${limit} ` : '';
  const items = columns.length === 0 ? '1' : columns.map(({ expression }) => expression).join(', ');
  return `SELECT ${first}${items} FROM ${partners === null ? '' : joined(partners)}${quoteName(relation)}${onPartners(relation, partners)}${where(conditions)}`;
}

/** Few partners are told apart first, so that the relation is looked into by its key. Their columns get names that no other column has. */
function joined({ relation, columns, conditions }: Partners): string {
  const keys = columns.map(({ other }, index) => `${quoteName(other)} AS LODE$KEY_${index}`);
  return `(SELECT DISTINCT ${keys.join(', ')} FROM ${quoteName(relation)}${where(conditions)}) LODE$KEYS JOIN `;
}

function onPartners(relation: string, partners: Partners | null): string {
  if (partners === null) return '';
  const pairs = partners.columns.map(
    ({ own }, index) => `${quoteName(relation)}.${quoteName(own)} = LODE$KEYS.LODE$KEY_${index}`,
  );
  return ` ON ${pairs.join(' AND ')}`;
}

function where(conditions: readonly Condition[]): string {
  return conditions.length === 0 ? '' : ` WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`;
}
