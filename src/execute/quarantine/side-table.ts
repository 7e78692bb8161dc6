import { closeSnapshot, openSnapshot, quoteName, scanQuery } from '../../delta/index.ts';
import {
  type Build,
  computationHash,
  type Interval,
  type ManifestModel,
  sideColumns,
} from '../../environment/index.ts';
import { auditName } from '../../quality/index.ts';
import { buildModel } from '../build-model.ts';
import type { Outcome } from '../commit-models.ts';
import { insideSql, timeColumnOf } from '../kinds/interval-sql.ts';
import { equalKeysOrNull, keyOf } from '../kinds/unique-key.ts';
import { lakePath, momentOf } from '../lake.ts';
import { filesOf, noChangeOfRows } from '../row-change.ts';
import { buildQuery } from '../run-database.ts';
import { draftOf, identityOf, type Turn } from '../turn.ts';
import { givenColumns, putsAside, sideStep } from './side-step.ts';

/** What a run put aside of a step's rows. */
export interface Aside {
  readonly builds: readonly Build[];
  /** What the run computed of the model, for rows that were put aside before and are given anew: intervals, or a SELECT of the keys. */
  readonly intervals: readonly Interval[];
  readonly given: string | null;
  /** Whether nothing of before stays. */
  readonly anew: boolean;
}

/** How many rows were put aside, in all and by the name of the audit. */
export interface AsideCounts {
  readonly rows: number;
  readonly byAudit: ReadonlyMap<string, number>;
}

/**
 * The side table as it is to stand after the run: the rows that it put aside, and those of before that were not given anew. `before`: the side table that stands, here or in the environment that the model is taken over from. null where
 * the step puts nothing aside.
 */
export async function sideOutcome(
  turn: Turn,
  aside: Aside,
  before: ManifestModel | null,
): Promise<{ readonly outcome: Outcome; readonly counts: AsideCounts } | null> {
  const { run, session, step } = turn;
  if (!putsAside(step)) return null;
  const { lake } = run.request;
  const side = sideStep(step, givenColumns(step));
  const found: string[] = [];
  for (const build of aside.builds) found.push(await buildQuery(lake, build, side.columns, []));
  const counts = await countAside(turn, found);
  const kept = aside.anew || before === null ? null : await keptRows(turn, side, aside, before);
  try {
    const [only] = aside.builds;
    const isOne = aside.builds.length === 1 && kept === null;
    const parts = [...found, ...(kept === null ? [] : [kept.select])];
    const items = side.columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${quoteName(name)}`);
    const select = parts.length === 0 ? `SELECT ${items.join(', ')} LIMIT 0` : parts.join('\nUNION ALL\n');
    const build = isOne
      ? only!
      : (
          await buildModel(
            lake,
            session,
            side,
            { ...identityOf(run, step, turn.inputs), model: side.name, scope: `aside#${lake.clock.uuid()}` },
            { select, apart: null, audits: [] },
          )
        ).build;
    const own = run.request.manifest?.models.get(side.key) ?? null;
    const same =
      own?.table != null && own.content === build.content && own.definition === side.definitionHash;
    const draft = {
      ...draftOf(run, side, [], build.content, build),
      computation: computationHash(side.definition),
      refreshedAt: momentOf(run.startedAt),
      sideOf: step.name,
    };
    return {
      outcome: {
        step: side,
        draft,
        rows: same ? noChangeOfRows : { kind: 'replace', files: filesOf(build) },
      },
      counts,
    };
  } finally {
    await kept?.close();
  }
}

async function countAside(turn: Turn, found: readonly string[]): Promise<AsideCounts> {
  const { session, step } = turn;
  const names = step.audits.filter(({ onFailure }) => onFailure === 'quarantine').map(auditName);
  if (found.length === 0) return { rows: 0, byAudit: new Map() };
  const [reasons] = sideColumns;
  const { rows } = await session.query(
    `SELECT count(*), ${names.map((name) => `count(*) FILTER (list_contains(${quoteName(reasons.name)}, '${name.replaceAll("'", "''")}'))`).join(', ')} FROM (${found.join('\nUNION ALL\n')})`,
  );
  const [all, ...each] = rows[0]!.map(Number);
  return { rows: all!, byAudit: new Map(names.map((name, index) => [name, each[index]!])) };
}

/** The rows of before that stay put aside. */
async function keptRows(
  { run, session, step }: Turn,
  side: ReturnType<typeof sideStep>,
  aside: Aside,
  before: ManifestModel,
): Promise<{ readonly select: string; readonly close: () => Promise<void> }> {
  const { lake } = run.request;
  const snapshot = await openSnapshot({ files: lake.files, session }, lakePath(lake, before.table!.path), {
    version: before.table!.version,
  });
  const there = new Set(snapshot.schema.fields.map(({ name }) => name.toLowerCase()));
  // A column that came later is empty in rows of before; one that is gone is left out.
  const items = side.columns.map(({ name, type }) =>
    there.has(name.toLowerCase())
      ? `TRY_CAST(${quoteName(name)} AS ${type}) AS ${quoteName(name)}`
      : `CAST(NULL AS ${type}) AS ${quoteName(name)}`,
  );
  const standing = `SELECT ${items.join(', ')} FROM (${await scanQuery(snapshot)})`;
  const time = timeColumnOf(step.definition);
  const inside: string[] = [];
  if (step.kind === 'incremental_by_time_range' && time !== null)
    for (const interval of aside.intervals) inside.push(await insideSql(session, time, interval));
  const conditions = [
    ...(inside.length === 0 ? [] : [`NOT coalesce(${inside.join(' OR ')}, false)`]),
    ...(aside.given === null
      ? []
      : [`NOT EXISTS (SELECT 1 FROM (${aside.given}) AS n WHERE ${equalKeysOrNull(keyOf(step), 'o', 'n')})`]),
  ];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  return { select: `SELECT * FROM (${standing}) AS o${where}`, close: () => closeSnapshot(snapshot) };
}
