import type { Audit } from '../project/index.ts';
import { lookedAt } from './broken-rows.ts';
import { type CheckRequest, typesByName } from './check-request.ts';
import { freeName, identifier, textLiteral } from './sql-text.ts';

const wholeNumber = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT)$/i;

/** The name under which failing rows of an ordered audit have what they were compared with: none of the model's columns. */
export function besideName(request: Pick<CheckRequest, 'columns'>, audit: Audit): string {
  const wanted = audit.name === 'sequential_values' ? 'previous_value' : 'next_lower_bound';
  return freeName(wanted, request.columns);
}

/** Rows whose value does not lie one step after the one before it; that value stands beside them, see `besideName`. */
export function sequenceQuery(
  request: CheckRequest,
  audit: Extract<Audit, { name: 'sequential_values' }>,
): string {
  const [column] = audit.columns;
  const name = identifier(column!);
  const { step, groupBy } = audit.arguments;
  const type = typesByName(request.columns)(column!);
  const beside = besideName(request, audit);
  // A difference of unsigned or small numbers would leave their type.
  const value = (text: string) => (wholeNumber.test(type) ? `${text}::HUGEINT` : text);
  const follows =
    typeof step === 'number'
      ? `${value(name)} - ${value(beside)} = ${step}`
      : `${name} = ${beside} + INTERVAL ${textLiteral(step)}`;
  const groups = groupBy.length === 0 ? '' : `PARTITION BY ${groupBy.map(identifier).join(', ')} `;
  return [
    `SELECT * FROM (SELECT *, lag(${name}) OVER (${groups}ORDER BY ${name}) AS ${beside}`,
    `FROM ${request.relation} WHERE ${lookedAt(audit)} AND ${name} IS NOT NULL)`,
    `WHERE ${beside} IS NOT NULL AND NOT (${follows})`,
  ].join('\n');
}

/** Rows whose range is none, or meets the next one of its group otherwise than `gaps` says; where that one begins stands beside them, see `besideName`. */
export function rangesQuery(
  request: CheckRequest,
  audit: Extract<Audit, { name: 'mutually_exclusive_ranges' }>,
): string {
  const [lower, upper] = audit.columns.map(identifier);
  const { partitionBy, gaps, zeroLength } = audit.arguments;
  const groups = partitionBy.length === 0 ? '' : `PARTITION BY ${partitionBy.map(identifier).join(', ')} `;
  const beside = besideName(request, audit);
  const meets = { allowed: '<=', not_allowed: '=', required: '<' }[gaps];
  const backwards = zeroLength ? '<' : '<=';
  return [
    `SELECT * FROM (SELECT *, lead(${lower}) OVER (${groups}ORDER BY ${lower} ASC NULLS LAST, ${upper} ASC NULLS LAST) AS ${beside}`,
    `FROM ${request.relation} WHERE ${lookedAt(audit)})`,
    `WHERE ${lower} IS NULL OR coalesce(${upper} ${backwards} ${lower}, false)`,
    `OR (${beside} IS NOT NULL AND NOT coalesce(${upper} ${meets} ${beside}, false))`,
  ].join('\n');
}
