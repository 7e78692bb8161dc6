import type { Audit } from '../project/index.ts';
import { brokenRows, isRowAudit } from './broken-rows.ts';
import { type CheckRequest, typesByName } from './check-request.ts';
import { keyPresent } from './first-scan.ts';
import { identifier } from './sql-text.ts';

/** How many failing rows are shown, and how many of their columns: the audited ones first. */
const sampleRows = 5;
const sampleColumns = 12;

/** Of one length, whatever it hides. */
const mask = "'•••'";

/**
 * The query for a few of the rows that break an audit, always the same ones for the same table. For `unique` a row stands for a key, with the count of its rows,
 * and the first column `rows_in_all` counts the rows of all repeated keys. null for audits that no row breaks by itself.
 */
export function sampleQuery(request: CheckRequest, audit: Audit): string | null {
  if (audit.name === 'row_count') return null;
  const personal = new Set(
    request.columns.filter((column) => column.pii).map((column) => column.name.toLowerCase()),
  );
  const isPersonal = (column: string) => personal.has(column.toLowerCase());
  // A masked column takes part in the order by its NULLs alone, which are shown.
  const order = (columns: readonly string[]) =>
    columns
      .map((column) => (isPersonal(column) ? `${identifier(column)} IS NULL` : identifier(column)))
      .join(', ');
  const shown = (columns: readonly string[]) =>
    columns
      .map((column) => {
        const name = identifier(column);
        return isPersonal(column) ? `CASE WHEN ${name} IS NOT NULL THEN ${mask} END AS ${name}` : name;
      })
      .join(', ');

  if (isRowAudit(audit)) {
    const first = new Set(audit.columns.map((column) => column.toLowerCase()));
    const others = request.columns.map(({ name }) => name).filter((name) => !first.has(name.toLowerCase()));
    const columns = [...audit.columns, ...others].slice(0, sampleColumns);
    return [
      `SELECT ${shown(columns)}`,
      `FROM (FROM ${request.relation} WHERE ${brokenRows(audit, typesByName(request.columns))}`,
      `ORDER BY ${order([...audit.columns, ...others])} LIMIT ${sampleRows})`,
    ].join('\n');
  }
  const keys = audit.columns.map(identifier).join(', ');
  return [
    `WITH repeated AS MATERIALIZED (SELECT ${keys}, count(*) AS rows_of_key FROM ${request.relation}`,
    `WHERE ${keyPresent(audit.columns)} GROUP BY ${keys} HAVING count(*) > 1)`,
    `SELECT (SELECT sum(rows_of_key) FROM repeated) AS rows_in_all, ${shown(audit.columns)}, rows_of_key AS "rows"`,
    `FROM (FROM repeated ORDER BY rows_of_key DESC, ${order(audit.columns)} LIMIT ${sampleRows})`,
  ].join('\n');
}
