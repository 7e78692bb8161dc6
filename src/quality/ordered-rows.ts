import type { Audit } from '../project/index.ts';
import { lookedAt } from './broken-rows.ts';
import { type CheckRequest, typesByName } from './check-request.ts';
import { identifier, textLiteral } from './sql-text.ts';

const wholeNumber = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT)$/i;

/** Rows whose value does not lie one step after the one before it; that value stands beside them as `previous_value`. */
export function sequenceQuery(
  request: CheckRequest,
  audit: Extract<Audit, { name: 'sequential_values' }>,
): string {
  const [column] = audit.columns;
  const name = identifier(column!);
  const { step, groupBy } = audit.arguments;
  const type = typesByName(request.columns)(column!);
  // A difference of unsigned or small numbers would leave their type.
  const value = (text: string) => (wholeNumber.test(type) ? `${text}::HUGEINT` : text);
  const follows =
    typeof step === 'number'
      ? `${value(name)} - ${value('previous_value')} = ${step}`
      : `${name} = previous_value + INTERVAL ${textLiteral(step)}`;
  const groups = groupBy.length === 0 ? '' : `PARTITION BY ${groupBy.map(identifier).join(', ')} `;
  return [
    `SELECT * FROM (SELECT *, lag(${name}) OVER (${groups}ORDER BY ${name}) AS previous_value`,
    `FROM ${request.relation} WHERE ${lookedAt(audit)} AND ${name} IS NOT NULL)`,
    `WHERE previous_value IS NOT NULL AND NOT (${follows})`,
  ].join('\n');
}

/** Rows whose range is none, or meets the next one of its group otherwise than `gaps` says; where that one begins stands beside them as `next_lower_bound`. */
export function rangesQuery(
  request: CheckRequest,
  audit: Extract<Audit, { name: 'mutually_exclusive_ranges' }>,
): string {
  const [lower, upper] = audit.columns.map(identifier);
  const { partitionBy, gaps, zeroLength } = audit.arguments;
  const groups = partitionBy.length === 0 ? '' : `PARTITION BY ${partitionBy.map(identifier).join(', ')} `;
  const meets = { allowed: '<=', not_allowed: '=', required: '<' }[gaps];
  const backwards = zeroLength ? '<' : '<=';
  return [
    `SELECT * FROM (SELECT *, lead(${lower}) OVER (${groups}ORDER BY ${lower} ASC NULLS LAST, ${upper} ASC NULLS LAST) AS next_lower_bound`,
    `FROM ${request.relation} WHERE ${lookedAt(audit)})`,
    `WHERE ${lower} IS NULL OR coalesce(${upper} ${backwards} ${lower}, false)`,
    `OR (next_lower_bound IS NOT NULL AND NOT coalesce(${upper} ${meets} next_lower_bound, false))`,
  ].join('\n');
}
