import type { Audit } from '../project/index.ts';
import { isRowAudit } from './broken-rows.ts';
import type { CheckRequest } from './check-request.ts';
import { failingRows } from './failing-rows.ts';
import { lookedAtKey } from './first-scan.ts';
import { besideName } from './ordered-rows.ts';
import { foundIn, personalMask as mask } from './personal-text.ts';
import { freeName, identifier } from './sql-text.ts';

/** How many failing rows are shown, and how many of their columns: the audited ones first. */
const sampleRows = 5;
const sampleColumns = 12;

/**
 * The query for a few of the rows that break an audit, always the same ones for the same table. For `unique` a row stands for a key, with the count of its rows,
 * and the first column `rows_in_all` counts the rows of all repeated keys. null for audits that no row breaks by itself.
 */
export function sampleQuery(request: CheckRequest, audit: Audit): string | null {
  if (audit.name !== 'unique' && !isRowAudit(audit)) return sampleOfOthers(request, audit);
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
    const beside = audit.name === 'no_personal_data' ? [foundIn(request.columns)] : [];
    const first = new Set(audit.columns.map((column) => column.toLowerCase()));
    const others = request.columns.map(({ name }) => name).filter((name) => !first.has(name.toLowerCase()));
    const columns = [...audit.columns, ...others].slice(0, sampleColumns);
    return [
      `SELECT ${shown([...beside, ...columns])}`,
      `FROM (FROM (${failingRows(request, audit)!})`,
      `ORDER BY ${order([...audit.columns, ...others])} LIMIT ${sampleRows})`,
    ].join('\n');
  }
  const keys = audit.columns.map(identifier).join(', ');
  const count = freeName('rows_of_key', request.columns);
  return [
    `WITH repeated AS MATERIALIZED (SELECT ${keys}, count(*) AS ${count} FROM ${request.relation}`,
    `WHERE ${lookedAtKey(audit)} GROUP BY ${keys} HAVING count(*) > 1)`,
    `SELECT (SELECT sum(${count}) FROM repeated) AS rows_in_all, ${shown(audit.columns)}, ${count} AS "rows"`,
    `FROM (FROM repeated ORDER BY ${count} DESC, ${order(audit.columns)} LIMIT ${sampleRows})`,
  ].join('\n');
}

/** Of rows that an audit's own SQL gives nobody can say what is personal data: they are shown where the model has none, and nothing else is read. */
function sampleOfOthers(request: CheckRequest, audit: Audit): string | null {
  const failing = failingRows(request, audit);
  if (failing === null) return null;
  const personal = request.columns.filter((column) => column.pii).map(({ name }) => identifier(name));
  if (audit.name === 'custom') {
    if (personal.length > 0 || audit.arguments.reads.length > 0) return null;
    return `SELECT COLUMNS(*)::VARCHAR FROM (${failing}) ORDER BY ALL LIMIT ${sampleRows}`;
  }
  // What stands beside a row came from the column that the audit speaks of: it is masked like that one.
  const isPersonal = audit.columns.some((name) =>
    personal.some((one) => one.toLowerCase() === identifier(name).toLowerCase()),
  );
  if (audit.name === 'reconcile') {
    const keys = audit.arguments.groupBy.map(identifier);
    const hidden =
      isPersonal || keys.some((key) => personal.some((one) => one.toLowerCase() === key.toLowerCase()));
    return hidden ? null : `SELECT * FROM (${failing}) ORDER BY ALL LIMIT ${sampleRows}`;
  }
  const beside = besideName(request, audit);
  const groups =
    audit.name === 'sequential_values'
      ? audit.arguments.groupBy
      : audit.name === 'mutually_exclusive_ranges'
        ? audit.arguments.partitionBy
        : [];
  const spoken = [...groups, ...audit.columns].map(identifier);
  const others = request.columns
    .map(({ name }) => identifier(name))
    .filter((name) => !spoken.some((each) => each.toLowerCase() === name.toLowerCase()));
  const columns = [...spoken, beside, ...others].slice(0, sampleColumns);
  const hides = (name: string) =>
    name === beside ? isPersonal : personal.some((one) => one.toLowerCase() === name.toLowerCase());
  const items = columns.map((name) =>
    hides(name) ? `CASE WHEN ${name} IS NOT NULL THEN ${mask} END AS ${name}` : name,
  );
  const order = columns.map((name) => (hides(name) ? `${name} IS NULL` : name));
  return `SELECT ${items.join(', ')} FROM (SELECT * FROM (${failing}) ORDER BY ${order.join(', ')} LIMIT ${sampleRows})`;
}
