import { toDuckDBType } from '../../delta/index.ts';
import type { Manifest, ManifestModel } from '../../environment/index.ts';
import type { Session } from '../../ports/index.ts';
import { closeBaseTable, openBaseTable } from '../kinds/base-table.ts';
import type { Lake } from '../lake.ts';
import { isStored, type Step } from '../step.ts';
import { type Condition, fits } from './condition.ts';
import { matchingBuilds, matchingRows } from './matching-rows.ts';

/** What is to be erased, and what a user has decided where it cannot be told. Models and relations by lower-case name. */
export interface EraseRequest {
  /** For every table that has its columns. */
  readonly where: Condition | null;
  /** Sources' relations, or models, that it is meant for, with all that is made of them; empty: all. */
  readonly relations: ReadonlySet<string>;
  readonly conditions: ReadonlyMap<string, Condition>;
  /** Tables that are made again whole. */
  readonly rebuild: ReadonlySet<string>;
  /** Tables that stay as they are, on the user's word. */
  readonly leave: ReadonlySet<string>;
}

/**
 * What is to be done to a table. `undecided`: it is made of rows that go, keeps rows of its own and has not the columns, so that only the user knows which of them are meant. `held`: it would have to be made again, and was
 * rolled back, so that nothing makes it.
 */
export interface TableFinding {
  readonly step: Step;
  readonly entry: ManifestModel;
  readonly how: 'rows' | 'rebuilt' | 'left' | 'undecided' | 'held' | 'none';
  /** null: it has not the columns. */
  readonly condition: Condition | null;
  readonly rows: number | null;
  /** Ids of builds on record that hold such rows. */
  readonly builds: readonly string[];
}

export interface EnvironmentFinding {
  readonly tables: readonly TableFinding[];
  /** Models with rows that go, or made of such, by lower-case name. */
  readonly affected: ReadonlySet<string>;
  /** Models that were asked, or are made of such: also where no such row stands any more, what is kept of their earlier rows may tell of one. */
  readonly asked: ReadonlySet<string>;
}

/**
 * Looks where in an environment's own tables the rows are. What is computed whole from other models is made again; of all else rows are taken out. `above`: what was found in the environment that it reads
 * from; null: it reads from none. `before`: affected models of an erasure that was stopped midway, whose rows may be gone already. `steps`: upstream first.
 */
export async function surveyEnvironment(
  lake: Lake,
  session: Session,
  manifest: Manifest,
  steps: readonly Step[],
  request: EraseRequest,
  above: EnvironmentFinding | null,
  before: ReadonlySet<string>,
): Promise<EnvironmentFinding> {
  const affected = new Set<string>();
  const asked = new Set<string>();
  const meant = new Set<string>();
  const tables: TableFinding[] = [];
  for (const step of steps) {
    const inputs = step.definition.inputs.map(({ relation }) => relation.toLowerCase());
    const owner = manifest.models.get(step.key)!.sideOf?.toLowerCase();
    const names = [step.key, ...inputs, ...(owner === undefined ? [] : [owner])];
    if (names.some((name) => request.relations.has(name) || meant.has(name))) meant.add(step.key);
    const isFed = inputs.some((name) => affected.has(name)) || before.has(step.key);
    const entry = manifest.models.get(step.key)!;
    if (!manifest.own.has(step.key)) {
      if (above?.affected.has(step.key) === true) affected.add(step.key);
      if (above?.asked.has(step.key) === true) asked.add(step.key);
      continue;
    }
    if (inputs.some((name) => asked.has(name))) asked.add(step.key);
    if (!isStored(step.kind) || entry.table === null) {
      if (isFed) affected.add(step.key);
      continue;
    }
    const general = request.relations.size === 0 || meant.has(step.key) ? request.where : null;
    const wanted = request.conditions.get(step.key) ?? request.conditions.get(owner ?? step.key) ?? general;
    const found = await lookInto(lake, session, step, entry, wanted);
    const how = decide(step, entry, request, found, isFed);
    if (how !== 'none' || before.has(step.key)) affected.add(step.key);
    if (found.condition !== null) asked.add(step.key);
    tables.push({ step, entry, how, ...found });
  }
  return { tables, affected, asked };
}

type Found = Pick<TableFinding, 'condition' | 'rows' | 'builds'>;

async function lookInto(
  lake: Lake,
  session: Session,
  step: Step,
  entry: ManifestModel,
  wanted: Condition | null,
): Promise<Found> {
  const nothing = { condition: null, rows: null, builds: [] };
  if (wanted === null) return nothing;
  const base = await openBaseTable(lake, session, entry, entry.table!.version, false);
  try {
    const columns = base.snapshot.schema.fields.map(({ name, type }) => ({ name, type: toDuckDBType(type) }));
    if (!fits(wanted, columns)) return nothing;
    const { rows } = await matchingRows(session, base, wanted);
    const builds = await matchingBuilds(lake, session, step, entry.builds, wanted);
    return { condition: wanted, rows, builds };
  } finally {
    await closeBaseTable(base);
  }
}

function decide(
  { key, kind, definition }: Step,
  entry: ManifestModel,
  request: EraseRequest,
  { condition, rows, builds }: Found,
  isFed: boolean,
): TableFinding['how'] {
  const holds = (rows ?? 0) > 0 || builds.length > 0;
  if (!holds && !isFed) return 'none';
  if (request.leave.has(key)) return 'left';
  // Rows that were put aside are no model's: nothing makes them again.
  const isDerived =
    kind === 'full' &&
    entry.sideOf === undefined &&
    definition.inputs.every((input) => input.kind !== 'source');
  if (isDerived || request.rebuild.has(key)) return entry.heldAt === null ? 'rebuilt' : 'held';
  if (condition !== null) return holds ? 'rows' : 'none';
  return 'undecided';
}
