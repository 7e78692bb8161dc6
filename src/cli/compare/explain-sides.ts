import {
  type ComparedOnTheWay,
  type CompareSide,
  type Comparison,
  compareTables,
  conclude,
  defaultOptions,
  type ExplainedModel,
  type ExplainedSide,
  type Explanation,
  type Found,
  findCauses,
  type Start,
} from '../../compare/index.ts';
import { DiagnosticError } from '../../diagnostics/index.ts';
import { openStanding, type StandingModel } from '../../execute/index.ts';
import { EngineError, type Session } from '../../ports/index.ts';
import type { OpenProject } from '../open-project.ts';
import { secretLookup } from '../secrets.ts';
import { explainedSide } from './explained-side.ts';
import { grainOf } from './open-relation.ts';
import { describe, type Opening, type StandingSide } from './open-side.ts';

/** Whether tables on the way may be compared. */
export type ExplainData = 'small' | 'all';

/** Without being asked for, no table is compared that has more rows on a side. */
const smallTable = 500_000;
const mostTables = 8;

/** Follows what differs up the lineage of both sides. */
export async function explainBoth(
  opening: Opening,
  project: OpenProject,
  result: Comparison,
  left: StandingSide,
  right: StandingSide,
  data: ExplainData,
): Promise<Explanation> {
  const sides = {
    left: await explainedSide(opening.host, project, left.manifest, [left.model]),
    right: await explainedSide(opening.host, project, right.manifest, [right.model]),
  };
  const starts = startsOf(result, left.model, right.model);
  const found = starts.map(({ start }) => findCauses(sides.left, sides.right, start));
  const compared = await compareOnTheWay(opening, project, sides, { left, right }, found, data);
  return {
    method: 'both',
    columns: starts.map(({ start, shown }, index) =>
      conclude(sides.left, sides.right, start, found[index]!, compared, shown),
    ),
  };
}

/** The columns that differ, by name on both sides, and the rows where one side lacks some. */
export function startsOf(
  { columns, rows, schema }: Comparison,
  leftModel: string,
  rightModel: string,
): { start: Start; shown: string | null }[] {
  const ofColumns = columns
    .filter((column) => column.different > 0)
    .map((column) => ({ start: { leftModel, rightModel, column: column.right }, shown: column.left }));
  const lacking = [...schema.onlyLeft, ...schema.onlyRight].map(({ name }) => ({
    start: { leftModel, rightModel, column: name },
    shown: name,
  }));
  const ofRows =
    rows.onlyLeft + rows.onlyRight > 0
      ? [{ start: { leftModel, rightModel, column: null }, shown: null }]
      : [];
  return [...ofColumns, ...ofRows, ...lacking];
}

/** Compares tables on the way, nearest first: all that are small, or all. */
async function compareOnTheWay(
  { host, scratch }: Opening,
  project: OpenProject,
  sides: { readonly left: ExplainedSide; readonly right: ExplainedSide },
  standing: { readonly left: StandingSide; readonly right: StandingSide },
  found: readonly Found[],
  data: ExplainData,
): Promise<ReadonlyMap<string, ComparedOnTheWay>> {
  const wanted = new Map<string, { distance: number; columns: Set<string> }>();
  for (const { way, equal } of found)
    for (const { relation, column, distance } of way.values()) {
      const name = relation.toLowerCase();
      if (distance === 0 || equal.has(name)) continue;
      const known = wanted.get(name) ?? { distance, columns: new Set<string>() };
      wanted.set(name, known);
      known.distance = Math.min(known.distance, distance);
      if (column !== null) known.columns.add(column.toLowerCase());
    }
  const tables = [...wanted]
    .filter(([name]) =>
      [sides.left.models.get(name), sides.right.models.get(name)].every(
        (model) => model !== undefined && isWanted(model, data),
      ),
    )
    .sort(([, a], [, b]) => a.distance - b.distance)
    .slice(0, data === 'all' ? undefined : mostTables);
  const compared = new Map<string, ComparedOnTheWay>();
  if (tables.length === 0) return compared;
  // Apart from the comparison itself, whose tables of differences are still needed.
  const database = await host.engine.open({
    allowedFolders: null,
    temporaryFolder: scratch,
    threads: null,
    memoryLimit: null,
    secretOf: secretLookup(project),
    timeZone: project.project.timeZone,
  });
  const session = await database.connect();
  try {
    for (const [name, { columns }] of tables) {
      const result = await compareTable(session, project, standing, name, columns).catch((error: unknown) => {
        // A table that cannot be compared, for want of memory or of its files, says nothing; the rest does.
        if (error instanceof EngineError || error instanceof DiagnosticError) return null;
        throw error;
      });
      if (result !== null) compared.set(name, result);
    }
  } finally {
    session.close();
    await database.close();
  }
  return compared;
}

function isWanted({ entry }: ExplainedModel, data: ExplainData): boolean {
  return entry.table !== null && (data === 'all' || (entry.rows ?? Number.POSITIVE_INFINITY) <= smallTable);
}

/** Compares one table of both sides in the columns that are on the way; null where they have none of them in common. */
async function compareTable(
  session: Session,
  project: OpenProject,
  standing: { readonly left: StandingSide; readonly right: StandingSide },
  name: string,
  columns: ReadonlySet<string>,
): Promise<ComparedOnTheWay | null> {
  const opened = [];
  try {
    for (const side of ['left', 'right'] as const)
      opened.push((await openStanding(project.lake, session, standing[side].manifest, name))!);
    const [left, right] = [await sideOf(session, opened[0]!), await sideOf(session, opened[1]!)];
    const has = (side: CompareSide, column: string) =>
      side.columns.some((each) => each.name.toLowerCase() === column.toLowerCase());
    const grain = grainOf(opened[1]!.definition.header.grain);
    const key = grain?.every((column) => has(left, column) && has(right, column)) === true ? grain : null;
    const wanted = right.columns
      .map((each) => each.name)
      .filter((column) => columns.has(column.toLowerCase()));
    const { value } = await compareTables(
      { execute: (sql) => session.execute(sql), query: (sql) => session.query(sql) },
      left,
      right,
      {
        ...defaultOptions,
        // Without a grain the key is proposed from all columns.
        columns: key === null ? null : wanted.filter((column) => has(left, column)),
        key,
        samples: 0,
      },
    );
    if (value === null) return null;
    const { result } = value;
    return {
      cells:
        result.method === 'bag'
          ? null
          : new Map(result.columns.map((column) => [column.right.toLowerCase(), column.different])),
      onlyLeft: result.rows.onlyLeft,
      onlyRight: result.rows.onlyRight,
    };
  } finally {
    for (const each of opened) await each.close();
  }
}

async function sideOf(session: Session, { select }: StandingModel): Promise<CompareSide> {
  const relation = `(${select})`;
  return { relation, columns: await describe(session, relation), where: null, timeZone: null };
}
