import type { SqlResult } from '../ports/index.ts';
import type { Audit } from '../project/index.ts';
import { auditKey } from './audit-key.ts';
import type { AuditResult, AuditSample } from './audit-result.ts';
import { lookedAt } from './broken-rows.ts';
import type { CheckRequest } from './check-request.ts';
import { stabilityIndex } from './distribution.ts';
import { failingRows } from './failing-rows.ts';
import { type FirstScan, firstScan } from './first-scan.ts';
import { reconcileQuery } from './reconcile-query.ts';
import { sampleQuery } from './sample-query.ts';
import { judged } from './thresholds.ts';
import { countKeys } from './unique-scans.ts';

export interface TableCheck {
  readonly rows: number;
  /** null where it was not asked for. */
  readonly content: string | null;
  /** In the order of the audits. */
  readonly results: readonly AuditResult[];
}

type Query = (sql: string) => Promise<SqlResult>;

/** What was found of one audit. */
interface Finding {
  readonly failures: number;
  readonly rows: number;
  readonly measured?: string;
  readonly uncompared?: true;
}

/**
 * Runs the audits of a table, and measures its content if asked, in as few scans as can be: one for all that one row, or one number, tells (or, of large files, one statement that asks these apart, see `asksApart`); one for all unique keys that are dense, one each for the others;
 * one for each audit that compares rows with others or with other tables; and one for the sample of each audit that fails. Rejects with what `query` rejects with.
 */
export async function checkTable(query: Query, request: CheckRequest): Promise<TableCheck> {
  const scan = firstScan(request);
  const answers: SqlResult[] = [];
  for (const sql of scan.queries) answers.push(await query(sql));
  const first = scan.read(answers);
  const distinct = await countKeys(query, request, first);
  const results: AuditResult[] = [];
  for (const [place, audit] of request.audits.entries()) {
    const finding = await findingOf(query, request, audit, place, first, distinct);
    const sample = finding.failures === 0 ? null : await sampleOf(query, request, audit);
    results.push(
      judged(audit, {
        audit: auditKey(audit),
        name: audit.name,
        columns: [...audit.columns],
        failures: sample?.failures ?? finding.failures,
        rows: finding.rows,
        ...(finding.measured === undefined ? {} : { measured: finding.measured }),
        ...(finding.uncompared === undefined ? {} : { uncompared: true as const }),
        sample: sample?.sample ?? null,
      }),
    );
  }
  return { rows: first.rows, content: first.content, results };
}

async function findingOf(
  query: Query,
  request: CheckRequest,
  audit: Audit,
  place: number,
  first: FirstScan,
  distinct: ReadonlyMap<number, number>,
): Promise<Finding> {
  const rows = first.lookedAt.get(place) ?? first.rows;
  const counted = async (sql: string): Promise<number[]> =>
    (await query(sql)).rows[0]!.map((value) => Number(value));
  switch (audit.name) {
    case 'row_count':
      return { ...(await rowCount(counted, request, audit, rows)), rows };
    case 'unique':
      return { failures: first.keys.get(place)!.present - (distinct.get(place) ?? 0), rows };
    case 'null_share': {
      const share = rows === 0 ? null : first.broken.get(place)! / rows;
      const { min, max } = audit.arguments;
      const isOutside = share !== null && ((min !== null && share < min) || (max !== null && share > max));
      return { failures: isOutside ? 1 : 0, rows, ...(share === null ? {} : { measured: String(share) }) };
    }
    case 'freshness': {
      const { value, fresh } = first.newest.get(place)!;
      const isPersonal = request.columns.some(
        ({ name, pii }) => pii && name.toLowerCase() === audit.columns[0]!.toLowerCase(),
      );
      return {
        failures: fresh ? 0 : 1,
        rows,
        ...(value === null || isPersonal ? {} : { measured: value }),
      };
    }
    case 'distribution': {
      if (request.uncompared?.has(audit)) return { failures: 0, rows, uncompared: true };
      const index = await stabilityIndex(query, request, audit);
      if (index === null) return { failures: 0, rows };
      return { failures: index > audit.arguments.max ? 1 : 0, rows, measured: index.toFixed(4) };
    }
    case 'reconcile': {
      const [groups, differing] = await counted(reconcileQuery(request, audit).counts);
      return { failures: differing!, rows: groups! };
    }
    case 'sequential_values':
    case 'mutually_exclusive_ranges':
    case 'custom':
      return {
        failures: (await counted(`SELECT count(*) FROM (${failingRows(request, audit)!})`))[0]!,
        rows,
      };
    default:
      return { failures: first.broken.get(place)!, rows };
  }
}

async function rowCount(
  counted: (sql: string) => Promise<number[]>,
  request: CheckRequest,
  audit: Extract<Audit, { name: 'row_count' }>,
  rows: number,
): Promise<Omit<Finding, 'rows'>> {
  const { min, max, minChange, maxChange } = audit.arguments;
  const isOutside = (min !== null && rows < min) || (max !== null && rows > max);
  const { previous = null } = request;
  if (previous === null || (minChange === undefined && maxChange === undefined))
    return { failures: isOutside ? rows || 1 : 0 };
  if (request.uncompared?.has(audit)) return { failures: isOutside ? rows || 1 : 0, uncompared: true };
  const [before] = await counted(`SELECT count(*) FROM ${previous} WHERE ${lookedAt(audit)}`);
  const bound = (change: typeof minChange) =>
    change === undefined ? null : change.unit === 'rows' ? change.value : change.value * before!;
  const [least, most] = [bound(minChange), bound(maxChange)];
  const change = rows - before!;
  const isOff = (least !== null && change < least) || (most !== null && change > most);
  return { failures: isOutside || isOff ? rows || 1 : 0, measured: String(before) };
}

async function sampleOf(
  query: Query,
  request: CheckRequest,
  audit: Audit,
): Promise<{ failures: number | null; sample: AuditSample } | null> {
  const sql = sampleQuery(request, audit);
  if (sql === null) return null;
  const { columns, rows } = await query(sql);
  const names = columns.map(({ name }) => name);
  if (audit.name !== 'unique')
    return { failures: null, sample: { columns: names, rows: rows.map((row) => [...row]) } };
  return {
    failures: Number(rows[0]![0]),
    sample: { columns: names.slice(1), rows: rows.map((row) => row.slice(1)) },
  };
}
