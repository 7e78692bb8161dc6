import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { currentFormat } from '../../environment/index.ts';
import { readUsageSummary } from '../../execute/index.ts';
import { nearNames } from '../../text/index.ts';
import {
  type ColumnReads,
  findUnused,
  type LegacyObject,
  nothingKnown,
  type UsageSummary,
} from '../../triage/index.ts';
import { openReadingDatabase } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { findInventory } from '../legacy/read-inventory.ts';
import { compileOpen, openProject } from '../open-project.ts';
import { checkConsumers } from '../triage/check-consumers.ts';
import { estateNames } from '../usage/estate-names.ts';
import { declaredUses, projectRelations } from '../usage/known-relations.ts';
import { loadUsageSettings } from '../usage/load-usage-settings.ts';
import { queryLogFolder } from '../usage/query-log.ts';
import {
  columnsTable,
  columnUses,
  type RelationOverview,
  relationsTable,
  unusedText,
  windowText,
} from '../views/usage-text.ts';
import type { Context } from './context.ts';

export interface UsageShowRequest {
  /** `relation` or `relation.column`; null: all. */
  readonly name: string | null;
  readonly unused: boolean;
  readonly inventory: string | null;
}

/** `lode usage show [RELATION[.COLUMN]]`: who reads what, by the logs that were imported; with `--unused`, of what no use is known. */
export async function usageShowCommand(context: Context, request: UsageShowRequest): Promise<ExitCode> {
  const { host, options, console } = context;
  const open = await openProject(host, options);
  const settings = await loadUsageSettings(host, open);
  const summary = await readSummary();
  if (summary === null) throw new DiagnosticError(diagnose('usage-none', {}));
  const inventory = await findInventory(host, open, request.inventory);
  const { compiled } = await compileOpen(host, open);
  const relations = projectRelations(compiled);
  const names = estateNames(inventory, relations);
  const declared = declaredUses(open, compiled).map((use) => ({
    ...use,
    relation: names.idOf(use.relation),
  }));
  const readBy = (id: string) => declared.filter(({ relation }) => relation === id);
  const { window } = summary;
  const width = console.width;

  if (request.unused) {
    const seesLake = (await host.files.stat(`${open.folder}/${queryLogFolder}`)) !== null;
    const objects = [...(inventory?.objects ?? []), ...(seesLake ? modelObjects(relations) : [])];
    const all = findUnused(objects, summary.reads, declared);
    const found =
      request.name === null ? all : all.filter(({ relation }) => relation === names.idOf(request.name!));
    if (options.json)
      console.document({ formatVersion: currentFormat, window: windowDocument(summary), unused: found });
    else console.result(`${unusedText(found, objects.length, window, width, console.style)}\n`);
    if (inventory !== null)
      console.diagnostics(checkConsumers(open.project.exposures, inventory, names), open.fileText);
    return exitCodes.done;
  }

  if (request.name === null) {
    const overview = overviewOf(summary.reads).map((each) => ({
      ...each,
      known: names.columnsOf(each.relation)?.length ?? null,
    }));
    if (options.json)
      console.document({
        formatVersion: currentFormat,
        window: windowDocument(summary),
        relations: overview.map(withTimes),
      });
    else
      console.result(
        `${relationsTable(overview, width, console.style)}\n\n${windowText(window, console.style)}\n`,
      );
    return exitCodes.done;
  }

  const { relation, column } = named(request.name, summary.reads, names);
  const reads = summary.reads.filter((read) => read.relation === relation);
  if (reads.length === 0 && names.columnsOf(relation) === null && readBy(relation).length === 0) {
    const near = nearNames(request.name, new Set(summary.reads.map((read) => read.relation)));
    throw new DiagnosticError(diagnose('usage-name-unknown', { name: request.name, near }));
  }
  const chosen =
    column === null ? reads : reads.filter((read) => read.column === column || read.column === '*');
  const uses = readBy(relation).filter(
    ({ columns }) => column === null || columns === null || columns.includes(column),
  );
  if (options.json)
    console.document({
      formatVersion: currentFormat,
      window: windowDocument(summary),
      relation,
      column,
      reads: chosen.map(withTimes),
      declared: uses,
    });
  else if (column === null)
    console.result(
      `${columnsTable(relation, reads, names.columnsOf(relation), uses, width, console.style)}\n\n${windowText(window, console.style)}\n`,
    );
  else
    console.result(
      `${columnUses(`${relation}.${column}`, chosen, uses, width, console.style)}\n\n${windowText(window, console.style)}\n`,
    );
  return exitCodes.done;

  async function readSummary(): Promise<UsageSummary | null> {
    const database = await openReadingDatabase(host, open);
    try {
      const session = await database.connect();
      try {
        return await readUsageSummary(open.lake, session, settings.blindSpots);
      } finally {
        session.close();
      }
    } finally {
      await database.close();
    }
  }
}

/** `billing.v_open.amount` is a column where `billing.v_open` is a relation. */
function named(
  name: string,
  reads: readonly ColumnReads[],
  names: ReturnType<typeof estateNames>,
): { readonly relation: string; readonly column: string | null } {
  const isRelation = (id: string) =>
    names.columnsOf(id) !== null || reads.some(({ relation }) => relation === id);
  const whole = names.idOf(name);
  const dot = name.lastIndexOf('.');
  if (dot < 0 || isRelation(whole)) return { relation: whole, column: null };
  const front = names.idOf(name.slice(0, dot));
  return isRelation(front)
    ? { relation: front, column: name.slice(dot + 1).toLowerCase() }
    : { relation: whole, column: null };
}

function overviewOf(reads: readonly ColumnReads[]): readonly Omit<RelationOverview, 'known'>[] {
  const byName = new Map<string, ColumnReads[]>();
  for (const read of reads) byName.set(read.relation, [...(byName.get(read.relation) ?? []), read]);
  return [...byName]
    .map(([relation, all]) => {
      const whole = all.filter(({ column }) => column === null);
      return {
        relation,
        queries: whole.reduce((sum, { queries }) => sum + queries, 0),
        users: whole.length,
        firstRead: Math.min(...all.map(({ firstRead }) => firstRead)),
        lastRead: Math.max(...all.map(({ lastRead }) => lastRead)),
        columns: new Set(all.flatMap(({ column }) => (column === null || column === '*' ? [] : [column])))
          .size,
        columnsUnknown: all.some(({ column }) => column === '*'),
      };
    })
    .sort((a, b) => b.queries - a.queries || (a.relation < b.relation ? -1 : 1));
}

function modelObjects(relations: ReturnType<typeof projectRelations>): readonly LegacyObject[] {
  return relations.map(({ name, columns }) => ({
    id: name.toLowerCase(),
    name,
    kind: 'table',
    dialect: 'duckdb',
    place: { file: name, line: 1, endLine: 1 },
    understanding: 'bound',
    ...nothingKnown,
    columns: columns.map((column) => ({ name: column, type: null, nullable: null })),
  }));
}

function windowDocument({ window }: UsageSummary) {
  return { ...window, from: iso(window.from), to: iso(window.to) };
}

function withTimes<T extends { readonly firstRead: number; readonly lastRead: number }>(read: T) {
  return { ...read, firstRead: iso(read.firstRead), lastRead: iso(read.lastRead) };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
