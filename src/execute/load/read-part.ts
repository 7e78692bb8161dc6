import { quoteName } from '../../delta/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { computationHash, type LoadPosition } from '../../environment/index.ts';
import type { ChangeMarker, SourceFilter, SourceRead } from '../../ports/index.ts';
import { transactionColumn } from '../../project/index.ts';
import { nearNames } from '../../text/index.ts';
import { readRelation } from '../stage-sources.ts';
import { isNumeric, lagged, newest } from './cursor-value.ts';
import { freshName, type LoadJob, neededOf, originOf } from './load-job.ts';

/** What a load read of its source, and what follows from it. */
export interface Part {
  /** Gives the relation's rows that were read, under the contract's names. */
  readonly select: string;
  /** SQL over a standing row `o`: whether what was read tells all of its key, so that a row that is not given is gone. */
  readonly told: string;
  /** Whether that is so of every row, be it by its key alone. */
  readonly compared: boolean;
  /** SQL over a standing row: only these can be equal to one that was read; `true`: any. For `append`. */
  readonly window: string;
  readonly next: Pick<LoadPosition, 'value' | 'history' | 'comparedAt'>;
}

/** Reads what may have changed since the position, all where there is none. */
export async function readPart(job: LoadJob): Promise<Part> {
  const { rule, load } = job;
  if (load.rowLimit !== null) return { ...(await readSome(job)), next: nowhere };
  switch (rule.by) {
    case 'cursor':
      return readByCursor(job);
    case 'snapshot':
      return {
        ...(await readWhole(job)),
        next: { value: null, history: null, comparedAt: comparedNow(job) },
      };
    case 'record_version':
      return readByRecordVersion(job);
    case 'log_table':
      return readByLog(job);
  }
}

/** The position after a load; `wroteAt`: milliseconds, when it changed any row. */
export function positionAfter(job: LoadJob, { next }: Part, wroteAt: number | null): LoadPosition {
  const { rule, load, step } = job;
  return {
    by: rule.by,
    relation: load.relation.name,
    computation: computationHash(step.definition),
    column: rule.column,
    ...next,
    loadedAt: wroteAt === null ? (load.position?.loadedAt ?? null) : new Date(wroteAt).toISOString(),
  };
}

const nowhere = { value: null, history: null, comparedAt: null };

function comparedNow({ startedAt }: LoadJob): string {
  return new Date(startedAt).toISOString();
}

async function stage(
  job: LoadJob,
  need: { readonly columns: readonly string[] | null; readonly filters: readonly SourceFilter[] },
  only: Pick<SourceRead, 'writtenSince' | 'partners'> = {},
): Promise<{ readonly select: string; readonly rows: number }> {
  const { session, load, step } = job;
  const table = `${load.catalog}.main.${quoteName(freshName(job))}`;
  return readRelation(
    session,
    load.sources,
    load.relation,
    { relation: load.relation.name, limit: null, ...need },
    step.name,
    table,
    load,
    only,
  );
}

/** All rows that the query asks for: those that it filters out are no more there than those that are deleted. */
async function readWhole(job: LoadJob): Promise<Omit<Part, 'next'>> {
  const { columns, filters } = neededOf(job);
  const { select } = await stage(job, { columns, filters });
  return { select, told: 'true', compared: true, window: 'true' };
}

/** A few rows, to look at: they say nothing of the others. */
async function readSome(job: LoadJob): Promise<Omit<Part, 'next'>> {
  return { ...(await readWhole(job)), told: 'false', compared: false };
}

async function readByCursor(job: LoadJob): Promise<Part> {
  const { rule, load, session, key } = job;
  const column = rule.column!;
  const origin = originOf(job, column);
  const { columns } = neededOf(job);
  const before = load.position?.value ?? null;
  const bound = before === null ? null : await lagged(session, origin.type, before, rule.lag);
  const value =
    bound === null ? null : isNumeric(origin.type) && /^-?\d{1,15}$/.test(bound) ? Number(bound) : bound;
  const since: SourceFilter[] = value === null ? [] : [{ column: origin.name, operator: '>=', value }];
  const parts = [await stage(job, { columns, filters: since })];
  const name = quoteName(origin.name);
  // Nothing says how new a row without a cursor is: these are looked at each time.
  if (bound !== null && origin.nullable)
    parts.push(
      await stage(job, { columns, filters: [{ column: origin.name, operator: 'is null', value: null }] }),
    );
  // What a source cannot filter by, since its column has another type by now, it gives whole.
  const conditions =
    bound === null ? ['true'] : [`${name} >= CAST('${bound}' AS ${origin.type})`, `${name} IS NULL`];
  const select = parts
    .map((part, index) => `SELECT * FROM (${part.select}) WHERE ${conditions[index]}`)
    .join('\nUNION ALL\n');
  const keys = key.map((name) => `k.${quoteName(originOf(job, name).name)} = o.${quoteName(name)}`);
  const own = `o.${quoteName(column)}`;
  return {
    select,
    // A row that the query filters out by now was told of, too.
    told: key.length === 0 ? 'false' : `EXISTS (FROM (${select}) AS k WHERE ${keys.join(' AND ')})`,
    compared: false,
    window: bound === null ? 'true' : `(${own} >= CAST('${bound}' AS ${origin.type}) OR ${own} IS NULL)`,
    next: {
      ...nowhere,
      value: await newest(session, parts[0]!.select, origin.name, origin.type, before, job.startedAt),
    },
  };
}

async function readByRecordVersion(job: LoadJob): Promise<Part> {
  const { source, load, step, rule, startedAt } = job;
  const { sourceName, name } = load.relation;
  // What cannot count transactions, a mock of files, is compared whole: the same rows stand there in the end.
  const marker = (await source.changeMarker?.()) ?? null;
  if (marker !== null && (await source.versionsRows?.(sourceName)) !== true)
    throw new DiagnosticError(diagnose('load-no-record-versions', { model: step.name, relation: name }));
  const next = afterMarker(marker);
  const since = goesOnFrom(load.position, marker);
  if (since === null) return { ...(await readWhole(job)), next: { ...next, comparedAt: comparedNow(job) } };
  const { columns } = neededOf(job);
  const changed = await stage(job, { columns, filters: [] }, { writtenSince: since });
  const told = `EXISTS (FROM (${changed.select}) AS k WHERE ${sameKey(job, 'k')})`;
  const last = load.position!.comparedAt;
  const due =
    rule.deletes === 'always' ||
    (rule.deletes !== 'never' && (last === null || startedAt - Date.parse(last) >= rule.deletes));
  if (!due)
    return {
      select: changed.select,
      told,
      compared: false,
      window: 'true',
      next: { ...next, comparedAt: last },
    };
  const keys = job.key.map((column) => originOf(job, column).name);
  const all = await stage(job, { columns: keys, filters: [] });
  return {
    select: changed.select,
    told: `(${told} OR NOT EXISTS (FROM (${all.select}) AS k WHERE ${sameKey(job, 'k')}))`,
    compared: true,
    window: 'true',
    next: { ...next, comparedAt: comparedNow(job) },
  };
}

async function readByLog(job: LoadJob): Promise<Part> {
  const { source, load, rule, session } = job;
  const marker = (await source.changeMarker?.()) ?? null;
  const log = await readableLog(job, marker !== null);
  if (log === null) return { ...(await readWhole(job)), next: { ...nowhere, comparedAt: comparedNow(job) } };
  const counted = log.transactions;
  const before = load.position;
  const sameHistory = marker === null || before?.history === marker.history;
  const bound = counted
    ? goesOnFrom(before, marker)
    : before?.value == null || !sameHistory
      ? null
      : await lagged(session, log.type, before.value, rule.lag);
  const filters: SourceFilter[] =
    bound === null
      ? []
      : [{ column: log.column, operator: '>=', value: /^-?\d{1,15}$/.test(bound) ? Number(bound) : bound }];
  const keyColumns = job.key.map((name) => originOf(job, name));
  const entries = `${load.catalog}.main.${quoteName(freshName(job))}`;
  const read = [
    ...new Set([log.column, ...(bound === null ? [] : keyColumns.map((each) => each.sourceName))]),
  ];
  const types = new Map(log.columns.map((each) => [each.name.toLowerCase(), each.type]));
  await session.createTable(
    entries,
    read.map((name) => ({ name, type: types.get(name.toLowerCase()) ?? 'VARCHAR' })),
    source.read({ relation: log.relation, columns: read, filters, limit: null }),
  );
  const value = counted
    ? marker!.settled
    : await newest(session, `FROM ${entries}`, log.column, log.type, before?.value ?? null, null);
  const next = { value, history: marker?.history ?? null };
  if (bound === null) return { ...(await readWhole(job)), next: { ...next, comparedAt: comparedNow(job) } };
  const { columns } = neededOf(job);
  const partners = {
    relation: log.relation,
    columns: keyColumns.map((each) => ({ own: each.sourceName, other: each.sourceName })),
    filters,
  };
  const changed = await stage(job, { columns, filters: [] }, { partners });
  const inLog = (alias: string, nameOf: (index: number) => string) =>
    keyColumns
      .map(
        (each, index) =>
          `CAST(l.${quoteName(each.sourceName)} AS ${each.type}) = ${alias}.${quoteName(nameOf(index))}`,
      )
      .join(' AND ');
  return {
    select: `SELECT r.* FROM (${changed.select}) AS r WHERE EXISTS (FROM ${entries} AS l WHERE ${inLog('r', (index) => keyColumns[index]!.name)})`,
    told: `EXISTS (FROM ${entries} AS l WHERE ${inLog('o', (index) => job.key[index]!)})`,
    compared: false,
    window: 'true',
    next: { ...next, comparedAt: before?.comparedAt ?? null },
  };
}

interface Log {
  readonly relation: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly column: string;
  readonly type: string;
  /** Whether its column names the transaction that wrote the entry. */
  readonly transactions: boolean;
}

/** The log as the source has it; null where there is none and the source could not have one: a mock of files. */
async function readableLog({ source, rule, load }: LoadJob, isDatabase: boolean): Promise<Log | null> {
  const table = rule.table!;
  if (!isDatabase) {
    const names = await source.relations();
    if (!names.some((name) => name.toLowerCase() === table.toLowerCase())) return null;
  }
  const { name: relation, columns } = await source.schema(table);
  const found = columns.find(({ name }) => name.toLowerCase() === rule.column!.toLowerCase());
  if (found === undefined)
    throw new DiagnosticError(
      diagnose('source-column-missing', {
        source: load.relation.source,
        relation: table,
        column: rule.column!,
        near: nearNames(
          rule.column!,
          columns.map(({ name }) => name),
        ),
      }),
    );
  const transactions = rule.column === transactionColumn;
  // Transactions of a copy in files are not those of a database that goes on.
  if (transactions && !isDatabase) return null;
  return { relation, columns, column: found.name, type: found.type, transactions };
}

function sameKey(job: LoadJob, alias: string): string {
  return job.key
    .map((name) => `${alias}.${quoteName(originOf(job, name).name)} = o.${quoteName(name)}`)
    .join(' AND ');
}

function afterMarker(marker: ChangeMarker | null): Pick<LoadPosition, 'value' | 'history'> {
  return { value: marker?.settled ?? null, history: marker?.history ?? null };
}

/** The transaction from which on changes may be missing; null where the numbers say nothing: a database that was restored counts anew, and so may an older copy that was put in its place. */
function goesOnFrom(position: LoadPosition | null, marker: ChangeMarker | null): string | null {
  if (marker === null || position?.value == null || position.history !== marker.history) return null;
  return BigInt(marker.next) < BigInt(position.value) ? null : position.value;
}
